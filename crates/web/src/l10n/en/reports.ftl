# Reports

menu-reports = Reports
reports-title = Reconnection report
scope = Of
scope-everything = All calls
report-empty = There were no calls in this time
report-empty-what = Calls that reached a reconnect module are counted. Choose another period.
report-total = In total
report-calls = Calls
report-had-operator = Had an operator to go back to
report-connected = Reconnected
report-not-connected = Not reconnected
report-without = Had no operator to go back to
report-rate = Reconnection rate
report-rate-what = of the calls that had an operator to go back to
report-hours = Hours of the day
report-hour = Hour
report-days = Days
report-day = Day
report-months = Months
report-month = Month
report-picture = Picture: { $what }.
report-column = { $when }: { $calls } calls, { $connected } reconnected
report-as-table = As a table
report-reasons = Reasons
report-outcomes = Outcomes
report-share = Share
report-modules = By module
report-operators = By operator
report-queues = By queue
report-more = { $count ->
    [one] { $number } more is in the file for Excel.
   *[other] { $number } more are in the file for Excel.
}
report-by = Counted by
report-name = Of
report-all = all
missed-title = Missed by their operator
missed-what = Customers who came back, had an operator to go back to, and were not connected with them.
missed-nobody = Every caller in this period who had an operator to go back to reached them.
missed-all = Show all
missed-spoke = Spoke later
missed-with = With operator
missed-later = with { $operator }, { $time }
missed-not-yet = not yet
