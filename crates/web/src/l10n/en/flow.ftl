# Telephone system: IVRs, working hours, misc destinations and inbound routes

menu-telephone = Telephone system
menu-ivrs = IVR

number = Number
number-stays = The number stays as it was saved.
description = Description
no-sound = Play nothing
destination-none = Choose the destination.
destination-show-codes = Show the codes

ivrs-title = IVRs
ivrs-search = Search the IVRs
ivrs-empty = There is no IVR yet
ivrs-empty-what = An IVR plays a sound, and each key takes the caller to a destination.
ivrs-add-first = Add the first IVR
ivr-new-title = Add an IVR
ivr-delete-what = Delete this IVR?
ivr-number-hint = 1 to 8 digits; it is known by it, and not dialled.
ivr-announcement = Announcement
ivr-announcement-hint = Played when a call comes to the IVR.
ivr-timeout-seconds = Time for a key
ivr-timeout-seconds-hint = Seconds, from the end of the announcement.
ivr-direct-dialling = Direct dialling
ivr-direct-dialling-hint = A caller may dial an extension instead of pressing a key.
ivr-keys = Keys
ivr-keys-hint = Each key takes the caller to one destination; a key may have several digits. With “return”, a caller goes back to the IVR that they came from, and to the destination of the row where they came from none.
ivr-keys-none = There is no key yet.
ivr-key = Key
ivr-key-type = Destination type of key { $key }
ivr-key-code = Destination code of key { $key }
ivr-key-return = Key { $key }: back to the IVR before
ivr-key-delete = Delete key { $key }
ivr-add-key = Add a key
ivr-return = Return
ivr-timeout = If no key is pressed
ivr-timeout-hint = Where the caller goes once the time and the repeats are over.
ivr-invalid = If the key is wrong
ivr-invalid-hint = Where the caller goes once the repeats are over.
ivr-retries = Repeats
ivr-retries-hint = How often the announcement is played again; 0 to 10.
ivr-sound = Sound before a repeat

menu-time-groups = Time groups
time-groups-title = Time groups
time-groups-search = Search the time groups
time-groups-empty = There is no time group yet
time-groups-empty-what = A time group is the hours of a week and the days without work; time conditions and the expiry of modules go by it.
time-groups-add-first = Add the first time group
time-group-new-title = Add a time group
time-group-delete-what = Delete this time group?
time-group-code = Short name
time-group-code-hint = Letters and digits without spaces, such as office.
time-group-code-stays = The short name stays as it was saved.
hours = { $days }, { $from } to { $to }
hours-of-work = Working hours
hours-hint = A row for each period; two, where the lunch break is closed. A period that ends earlier than it begins goes on into the next day.
hours-none = Always closed.
hours-from = From
hours-to = To
hours-from-of = From, row { $row }
hours-to-of = To, row { $row }
hours-add = Add a period
hours-delete = Delete row { $row } of the hours
weekdays = Days
weekdays-of = Days of row { $row }
weekdays-none = Choose at least one day.
days-all = every day
days-run = { $from } to { $to }
list-comma = {", "}
holidays = Holidays
holidays-none = None
holidays-count = { $count ->
    [one] { $number } day
   *[other] { $number } days
}
holidays-hint = No period begins on these days. For one that returns every year, leave the year out or write any year.
holiday-date = Date
holiday-calendar = Calendar
holiday-calendar-of = Calendar of holiday { $row }
holiday-yearly = Every year
holiday-yearly-of = Holiday { $row } every year
holiday-add = Add a holiday
holiday-delete = Delete holiday { $row }
calendar-jalali = Jalali
calendar-gregorian = Gregorian
