# How things stand now

menu-live = Live
live-at = Last update: { $time }
live-follows = Updates by itself
live-stands = Does not update by itself
live-refresh = Refresh
live-link-down = The PBX is not linked
live-states = Summary
live-free = Free
live-of = { $count ->
    [one] of { $number } operator
   *[other] of { $number } operators
}
live-busy = Line busy
live-busy-what = ringing, talking, or wrapping up
live-away = Away
live-away-what = paused, logged out, do not disturb, or no phone
live-waiting = Waiting for an operator
live-waiting-own = Waiting for you
live-longest = Longest wait:
live-nobody-waits = Nobody is waiting.
live-waiting-more = { $count ->
    [one] { $number } caller waits.
   *[other] { $number } callers wait; the longest waits are shown.
}
live-own = Your status
live-for = for
live-operators = Operators
live-search = Search operators
live-state = State
live-state-any = All states
live-since = For
live-waiting-count = Waiting
live-waits-for = Waits for
live-place = Place
live-wait = Wait
live-no-operators = No operators yet
live-no-operators-what = The operators whom a reconnect module covers are shown here.
presence-free = free
remembered-title = Remembered callers
remembered-own = If they call, they reach you
remembered-nobody = Nobody is remembered now.
remembered-left = Time left
remembered-all = Show all
