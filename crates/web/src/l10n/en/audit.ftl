# Audit log

audit-all = All changes
audit-subject = Code or name
audit-empty = Nothing was changed yet.
audit-deed = Action
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
kind-callers = Special status of callers
kind-time-groups = Time groups
kind-sounds = Sounds
kind-inbound-routes = Inbound routes
object-caller = caller “{ $name }”
object-user = user “{ $name }”
standing-ordinary = no special status
standing-pinned = always goes to operator { $operator }
presence-logged-in = logged in
in-queue = queue { $queue }
