# The frame of a page

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
of-the-pbx = PBX
page-previous = Previous
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
done-shown-again = You are logged in again. This is the form as you typed it, and it is not saved yet.
done-sessions-ended = The session was ended.

problem-title = Something is wrong
problem-not-found = There is no such page. Perhaps it was removed.
problem-forbidden = You may not see this page. Ask an administrator.
problem-asked-otherwise = There is nothing to see at this address: forms are sent to it.
problem-unreadable = The form could not be read. Open the page again and fill it in anew.
problem-store = The database does not answer. Calls are answered; try again in a moment.
problem-store-sent = The database does not answer, and nothing was saved. Calls are answered. Load this page again in a moment, and what you typed is sent again.
problem-fault = The program made a mistake. The details are in the service's log.
problem-busy = Several exports are being made right now. Try again in half a minute.
