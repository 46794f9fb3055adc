# All words of the panel in English. The keys are those of fa.ftl.

## The frame of a page

vasl = Vasl
vasl-is = Operator reconnection
skip = Skip to the page
menu = Menu
crumbs = You are here
log-out = Log out
to-first-page = First page
back = Back
cancel = Cancel
save = Save
add = Add
edit = Edit
delete = Delete
actions = Actions
row = Row
code = Code
name = Name
type = Type
choose = Choose
pages = Pages of the list
page-first = First page
page-next = Next
rows = { $count ->
    [one] { $number } row
   *[other] { $number } rows
}
nothing-found = Nothing like that was found.
show-all = Show all
show = Show
yes = yes
no = no
somebody = Somebody
author-command-line = command line

menu-dashboard = Dashboard
menu-call-centre = Call centre
menu-modules = Operator reconnection
menu-settings = Settings
menu-users = Users
menu-audit = Audit log

link-down-since = The link to the PBX is lost; reconnection goes on with what was known { $time }.
link-never = There has been no link to the PBX yet.

done-saved = The changes were saved.
done-added = It was added.
done-removed = It was removed.
done-memory-cleared = The memory was cleared.
done-sessions-ended = The session was ended.

problem-title = Something is wrong
problem-not-found = There is no such page. Perhaps it was removed.
problem-forbidden = You may not see this page. Ask an administrator.
problem-unreadable = The form could not be read. Open the page again and fill it in anew.
problem-store = The database does not answer. Calls are answered; try again in a moment.
problem-fault = The program made a mistake. The details are in the service's log.

## Days and times

date-long = { $weekday } { $day } { $month } { $year }
moment = { $date }, { $time }
moment-today = today { $time }
moment-tomorrow = tomorrow { $time }
weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
month-farvardin = Farvardin
month-ordibehesht = Ordibehesht
month-khordad = Khordad
month-tir = Tir
month-mordad = Mordad
month-shahrivar = Shahrivar
month-mehr = Mehr
month-aban = Aban
month-azar = Azar
month-dey = Dey
month-bahman = Bahman
month-esfand = Esfand
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

## Logging in

log-in = Log in
log-in-wrong = The user name or the password is wrong.
log-in-wait = { $count ->
    [one] Too many failed tries. Try again in { $number } minute.
   *[other] Too many failed tries. Try again in { $number } minutes.
}
user-name = User name
user-name-wrong = A user name is 2 to 40 letters or digits, without spaces.
password = Password
password-again = Password again
password-hint = At least 10 characters. A few words in a row are safe and easy to keep.
password-too-short = A password is at least 10 characters.
password-too-long = This password is too long.
password-too-simple = This password is too simple.
password-again-wrong = This is not the password above.

first-run = Make the administrator
first-run-why = Nobody has access to this panel yet. Make the first administrator with the one-time token.
first-run-token = One-time token
first-run-token-where = The service (vasl serve) printed it when it was started.
first-run-token-wrong = This is not the token. Enter the one that the service printed last.
first-run-do = Make the administrator and log in

## Dashboard

today = Today
today-decisions = Calls today
today-with-operator = { $count ->
    [one] { $number } call had an operator to go back to
   *[other] { $number } calls had an operator to go back to
}
today-connected = Reconnected
today-rate = Reconnection rate: { $rate }
today-rate-none = Nobody has come back today
modules-in-service = Modules in service
modules-of = { $count ->
    [one] of { $number } module
   *[other] of { $number } modules
}
link = PBX
link-up = linked
link-down = not linked
queues-of = { $count ->
    [one] { $number } queue
   *[other] { $number } queues
}
newest-decisions = Newest calls
time = Time
caller = Caller
caller-unknown = unknown
module = Module
operator = Operator
reason = Reason
outcome = Outcome

begin-title = Begin here
begin-link = Link the PBX
begin-link-done = The PBX is linked.
begin-link-how = The PBX's address and secret are in the configuration file (vasl.toml). “vasl check” says what is missing.
begin-module = Add a reconnect module
begin-module-how = Say until when a customer goes back to the operator they spoke with, and which queue and extensions it covers.
begin-ivr = Lead a menu's key to the module
begin-ivr-how = In the IVR, lead the key to the misc destination { $code }. It works from the next call on.
begin-ivr-then = Once there is a module, lead a key of the IVR to its code.

## Operator reconnection

modules-title = Operator reconnection modules
modules-search = Search the modules
modules-empty = There is no module yet
modules-empty-what = A reconnect module takes a customer who calls again to the operator with whom they spoke last.
modules-add-first = Add the first module
module-type = Reconnect
module-active = Active
module-active-hint = An inactive module sends everyone to the failure destination.
module-silent = Silent
module-silent-hint = Nothing is played to the caller.
module-reapply = Re-apply at start-up
module-reapply-short = Re-apply at start-up
module-reapply-hint = After a restart of the PBX or of Vasl the module comes back into service by itself.
module-preview = Who would this number reach?
module-form-title = Operator reconnection module
module-name-wrong = Enter the module's name, at most 80 characters.
module-code-hint = Up to two of * and #, then 1 to 8 digits.
module-code-stays = The code stays as it was saved.
module-code-wrong = A code is up to two of * and #, then 1 to 8 digits, such as *5003.
module-clear-title = Clear the memory of “{ $name }”
module-clear-what = Every conversation until now is forgotten for this module; customers go to the failure destination until they next speak with somebody. Reports stay as they are. This cannot be undone.
module-clear = Clear memory
module-clear-hint = Conversations until now are forgotten for this module.
module-memory = Memory
module-delete-title = Delete “{ $name }”
module-delete-what = Delete this module? Conversations and reports stay as they are.
module-delete-pointers = This module cannot be deleted, because these lead to it:
module-delete-first = Lead them elsewhere first.

expiry = Expiry
expiry-until = Until a time of day
expiry-for = For a duration
expiry-end-of-work = Until the end of working hours
expiry-until-value = Time of day
expiry-for-value = Duration (hours:minutes:seconds)
expiry-consequence = A call that ends now is remembered until { $moment }.
expiry-not-a-time = Enter a time such as 17:30.
expiry-not-a-duration = Enter a duration such as 08:00:00.
expiry-too-long = The expiry is at most 24 hours.
expiry-nothing = No time at all would remember nobody; enter at least 00:00:01.
time-group = Time group
time-group-choose = Choose a time group.
time-zone = Time zone
time-zone-wrong = There is no such time zone.

sides = Sides
sides-hint = The queue or the extensions that this module covers.
sides-none = Add at least one extension or queue.
sides-missing = These members of the queue are not among the extensions, and customers are not reconnected to them:
side-twice = This side is there already.
side-choose-extension = Choose the extension.
side-choose-queue = Choose the queue.
extension = Extension
queue = Queue
choose-extension = Choose an extension
choose-queue = Choose a queue
put-side = OK
add-members = Add all members of the queue
add-missing = Add these extensions

failure = Failure destination
failure-hint = Where those go who call for the first time, or whose operator cannot be reached.
failure-none = Choose the failure destination: it is where those go who call for the first time.
failure-place-wrong = Enter a place in the dialplan as context,extension,priority, such as ext-queues,99,1.
destination-type = Destination type
destination-code = Destination code
destination-queues = Queues
destination-extensions = Extensions
destination-ivrs = IVR
destination-time-conditions = Time conditions
destination-announcements = Announcements
destination-misc = Misc destinations
destination-feature-codes = Feature codes
destination-dialplan = The PBX's dialplan
destination-hang-up = Hang up
destination-place = the dialplan at { $place }

more-settings = More settings
number-wrong = Enter a number from { $least } to { $most }.
ring-seconds = Longest ringing
ring-seconds-hint = Seconds that the operator's phone rings.
wait-seconds = Longest wait for the operator
wait-seconds-hint = Seconds; 0 does not wait for a busy operator.
minimum-talk-seconds = Shortest conversation
minimum-talk-seconds-hint = Seconds; a shorter one does not count.
most-waiting = Most callers waiting for one operator
most-waiting-hint = The next one goes to the failure destination.
count-outbound = Count outbound calls
count-outbound-hint = Does a customer whom an operator called go back to that operator?
outbound-no = No
outbound-answered = Yes, if the customer answered
outbound-missed-too = Yes, even if the customer missed it
own-sound = Vasl's own sound
sound-wrong = Enter a sound's name without its ending, such as custom/welcome.
announcement-sound = Announcement
announcement-sound-hint = Played to the caller before they are connected; not while the module is silent.
name-prefix = Prefix of the caller's name
name-prefix-hint = Shown on the operator's phone before the caller's name.
name-prefix-wrong = At most 20 characters, without signs such as brackets, commas and quotes.
account-under-queue = Count in the queue's statistics
account-under-none = Do not count
account-under-queue-hint = A reconnected call is written down as a call of this queue, too.
ask-first = Ask first
ask-first-hint = “Press 1 for the operator you spoke with.”
ask-sound = The question's sound
whisper = Tell the operator
whisper-hint = On answering, the operator hears that this customer comes back to them.
whisper-sound = The sound that the operator hears
priority-on-fallback = Priority on fallback
priority-on-fallback-hint = The time that a caller has waited for their operator counts in the failure queue.

wrong-fields = { $count ->
    [one] One thing must be put right:
   *[other] { $number } things must be put right:
}
code-taken = The code { $code } is taken by { $object }. Enter another code.
something-else = something else
in-use = It was not deleted: { $from } leads to { $what }.
apply-refused = The changes were not applied, and what was before holds again. The reason: { $reason }
apply-not-linked = The changes were not applied, because the PBX is not linked. Save once more when it is.
object-gone = What you were editing was removed.
problem-object-twice = { $what } is there twice. Enter another number or name.
problem-route-twice = { $what } is there twice. Enter another number or pattern.
problem-leads-nowhere = { $from } leads to { $to }, which does not exist. Choose another destination.
problem-dials-nothing = { $from } is { $number }, and nothing has that number.
problem-no-trunk = { $from } is a number outside, and there is no trunk. Add the trunk first.
problem-no-such-member = { $queue } has the member { $member }, which is no extension.
problem-member-twice = { $member } is a member of { $queue } twice. Once is enough.
problem-no-such-side = The PBX has no { $side }.
problem-no-such-queue = The PBX has no queue { $queue }.
problem-no-such-time-group = There is no time group “{ $group }”.
problem-no-such-sound = The sound “{ $sound }” was not uploaded.
problem-key-twice = Key { $key } is there twice. A key has one destination.
problem-failure-is-module = A module's failure destination cannot be a module; choose a queue, an extension or an IVR.
problem-cycle = A caller would go round for ever: { $ring }. Lead one of them elsewhere.
service-stopping = The service is stopping; try again in a moment.
conflict = { $user } has changed this page meanwhile. See the changes, and save once more.
conflict-now = Now
conflict-typed = What you typed

## Who would this number reach?

caller-number = The caller's number
preview-ask = Ask
preview-hint = Any spelling will do: 0912…, 912…, 0098…, or an extension.
preview-operator = Calling now, they reach { $operator }.
preview-wait = Calling now, they wait for { $operator } for at most { $seconds } seconds.
preview-failure = Calling now, they go to { $destination }.
preview-unasked = The PBX could not be asked whether the operator is free.
last-operator = Last operator
source = Source
source-memory = memory
source-pinned = their own operator
standing = Agreed with the caller
standing-opted-out = they are never reconnected
standing-shared = the number is shared by many people
conversation-ended = Conversation ended
remembered-until = Remembered until

## Reasons and outcomes

reason-with-detail = { $reason } ({ $detail })
reason-module-inactive = the module is inactive
reason-no-caller-identity = the caller's number is not known
reason-caller-opted-out = the caller is never reconnected
reason-never-spoke = they have not spoken with an operator yet
reason-expired = it has expired
reason-operator-not-eligible = the operator is not in this module any more
reason-already-tried = it was tried once in this call
reason-operator-unavailable = the operator cannot be reached
reason-operator-busy-no-waiting = the operator is busy, and too many wait or waiting is off
reason-operator-busy = the operator is busy
reason-operator-free = the operator is free
unavailable-unregistered = phone not connected
unavailable-paused = paused
unavailable-logged-out = logged out of the queue
unavailable-do-not-disturb = do not disturb
unavailable-unknown = state not known
busy-ringing = ringing
busy-talking = talking
busy-on-hold = a call on hold
busy-wrapping-up = wrapping up
outcome-open = not known yet
outcome-connected = reconnected
outcome-no-answer = no answer
outcome-declined = declined
outcome-became-unreachable = became unreachable
outcome-wait-ran-out = the wait ran out
outcome-caller-hung-up = the caller hung up
outcome-caller-chose-queue = the caller chose the queue
outcome-straight-to-failure = straight to the failure destination

## Things of the call centre, and what leads to what

object-trunk = the trunk
object-feature-codes = the feature codes
object-extension = extension “{ $name }”
object-queue = queue “{ $name }”
object-module = module “{ $name }”
object-ivr = IVR “{ $name }”
object-time-group = time group “{ $name }”
object-time-condition = time condition “{ $name }”
object-announcement = announcement “{ $name }”
object-sound = sound “{ $name }”
object-misc-destination = misc destination “{ $name }”
object-inbound-route = inbound route “{ $name }”
object-inbound-route-any = the inbound route of any number
pointer-key = key { $key } of { $from }
pointer-destination = the destination of { $from }
pointer-failure-destination = the failure destination of { $from }
pointer-invalid-destination = the destination for wrong keys of { $from }
pointer-timeout-destination = the destination without a key of { $from }
pointer-open-destination = the destination inside the hours of { $from }
pointer-closed-destination = the destination outside the hours of { $from }
pointer-dials = what { $from } dials
pointer-side = a side of { $from }
pointer-member = a member of { $from }
pointer-dynamic-member = a dynamic member of { $from }
pointer-time-group = the time group of { $from }
pointer-expiry = the expiry of { $from }
pointer-sound = the sound of { $from }
pointer-invalid-sound = the sound for wrong keys of { $from }
pointer-timeout-sound = the sound without a key of { $from }
pointer-periodic-announcement = the periodic announcement of { $from }
pointer-ask-sound = the question's sound of { $from }
pointer-whisper-sound = the operator's sound of { $from }
pointer-account-under-queue = the queue of the statistics of { $from }

## Users

users-search = Search the users
user = User
user-new = Add a user
user-name-hint = 2 to 40 letters or digits, without spaces; they log in with it.
user-name-taken = Another user has the name “{ $name }”.
user-delete = Delete this user
user-delete-title = Delete user “{ $name }”
user-delete-what = They cannot log in any more, and are logged out everywhere. What they changed stays in the audit log.
last-administrator = Nothing was changed: this is the only administrator. Make another one first.
role = Role
rank-administrator = Administrator
rank-administrator-may = Everything, users and the PBX too.
rank-supervisor = Supervisor
rank-supervisor-may = The call centre: modules, queues and reports.
rank-operator = Operator
rank-operator-may = Sees only their own calls.
language = Language
account = My account
password-new = New password
password-current = Current password
password-current-wrong = This is not your current password.
password-change = Change the password
password-reset = A new password for this user
password-reset-what = This user is logged out everywhere.
password-set = Change the password
sessions = Open sessions
sessions-none = This user is not logged in.
sessions-end = End all sessions
session-end = End
session-browser = Browser
session-address = Address
session-begun = Logged in
session-seen = Last used

## Audit log

audit-all = All changes
audit-subject = Code or name
audit-empty = Nothing was changed yet.
audit-deed = Deed
audit-what = What
audit-changes = Details
fields-of = { $count ->
    [one] { $number } field
   *[other] { $number } fields
}
field = Field
before = Before
after = After
deed-added = added
deed-changed = changed
deed-removed = deleted
deed-memory-cleared = cleared the memory
deed-password-changed = changed the password
deed-sessions-ended = ended sessions
kind-callers = Agreed with callers
kind-time-groups = Time groups
kind-sounds = Sounds
kind-inbound-routes = Inbound routes
object-caller = caller “{ $name }”
object-user = user “{ $name }”
