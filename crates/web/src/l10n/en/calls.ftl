# Calls

menu-calls = Calls
all-modules = All modules
all-operators = All operators
all-reasons = All reasons
all-outcomes = All outcomes
export = For Excel
export-lines = CSV
export-more = There is more than a sheet holds. Choose a shorter period, or CSV.
calls-number-wrong = Enter a number such as 09121234567.
calls-empty = No calls yet
calls-empty-what = Every call that reaches a reconnect module is shown here, with the way it went and what became of it.
calls-empty-own = Calls of customers who spoke with you before and come back are shown here.
calls-came-in = Came in
calls-dialled = Dialled
calls-ivr = IVR
calls-key = Key
calls-decided = Decided
calls-went-to = Sent to
calls-waits = waits for { $operator }
calls-rang = Rang
calls-settled = Settled
calls-talk = Talk (seconds)
calls-remembered-through = Spoke before through
story-title = A call
story-routing = How it was routed
story-others = All calls of this number
story-came-in = The call came in
story-came-in-dialled = Dialled { $number }
story-key = Key { $key } of { $ivr } led to the module “{ $module }”
story-no-key = { $ivr } led to the module “{ $module }” without a key
story-to-operator = Sent to { $operator }
story-waits = Waits for { $operator }
story-to-failure = Sent to the failure destination
story-through = Spoke through
story-seen = The operator at that moment
story-waited = Waiting for them already
story-callers = { $count ->
    [one] { $number } caller
   *[other] { $number } callers
}
story-rang = The phone of { $operator } rang
story-spoke = Spoke with { $operator }
story-ended = The conversation ended after { $lasting }
story-still-up = The conversation goes on
path-direct = a call to the extension
path-reconnected = reconnected by the module “{ $module }”
path-outbound = a call to the customer
path-outbound-missed = a call that the customer missed
