# Dashboard

today = Today
today-decisions = Calls today
today-with-operator = { $count ->
    [one] { $number } call had an operator to go back to
   *[other] { $number } calls had an operator to go back to
}
today-connected = Reconnected
today-rate = Reconnection rate: { $rate }
today-rate-none = Nobody has come back today
today-hours = Hours of today
today-report = The whole report
newest-all = All calls
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
begin-ivr = Point an IVR key at the module
begin-ivr-how = In the IVR, lead the key to the misc destination { $code }. It works from the next call on.
begin-ivr-then = Once there is a module, lead a key of the IVR to its code.
begin-ivr-open = Open the IVRs
