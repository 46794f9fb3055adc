# What the pages of all things say: forms, deletes, and why nothing was changed

delete-title = Delete { $what }
delete-pointers = You cannot delete { $what }, because these lead to it:
delete-first = Point them somewhere else first.

wrong-fields = { $count ->
    [one] One thing must be put right:
   *[other] { $number } things must be put right:
}
code-taken = The code { $code } is taken by { $object }. Enter another code.
something-else = something else
in-use = It was not deleted: { $from } leads to { $what }.
apply-refused = The changes were not applied, and the previous settings were restored. Reason: { $reason }
apply-why-not-taken = the PBX did not accept the new settings.
apply-why-file = a configuration file could not be written; check the disk space and the rights of the folder.
apply-why-version = this version of Asterisk is not served.
apply-not-taken-back = The PBX did not accept the new settings, and the previous ones could not be restored completely. Calls go on; tell the administrator.
apply-details = Technical details: { $details }
apply-not-linked = The changes were not applied, because the PBX is not linked. Save once more when it is.
object-gone = What you were editing was removed.
problem-object-twice = { $what } is defined twice. Enter another number or name.
problem-route-twice = { $what } is defined twice. Enter another number or pattern.
problem-leads-nowhere = { $from } leads to { $to }, which does not exist. Choose another destination.
problem-dials-nothing = { $from } is { $number }, and nothing has that number.
problem-no-trunk = { $from } is a number outside, and there is no trunk. Add the trunk first.
problem-no-such-member = { $queue } has the member { $member }, which is no extension.
problem-member-twice = { $member } is a member of { $queue } twice. Once is enough.
problem-no-such-side = The PBX has no { $side }.
problem-no-such-queue = The PBX has no queue { $queue }.
problem-no-such-time-group = There is no time group “{ $group }”.
problem-no-such-sound = The sound “{ $sound }” was not uploaded.
problem-key-twice = Key { $key } is defined twice. A key has one destination.
problem-failure-is-module = A module's failure destination cannot be a module; choose a queue, an extension or an IVR.
problem-cycle = A caller would go round for ever: { $ring }. Point one of them somewhere else.
ring-arrow = {" → "}
service-stopping = The service is stopping; try again in a moment.
conflict = { $user } has changed this page meanwhile. See the changes, and save once more.
conflict-now = Now
conflict-typed = What you typed
