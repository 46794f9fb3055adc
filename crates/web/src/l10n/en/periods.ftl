# From when to when

period = Period
period-always = All time
period-today = Today
period-yesterday = Yesterday
period-week = This week
period-month = This Jalali month
period-days = Custom dates
period-from = From
period-to = To
period-from-to = { $from } to { $to }
period-from-missing = Enter the first day.
period-turned = The last day must not be before the first.
