# Who changed what; and what is asked before something is deleted

author-service = the system itself
deed-forgotten = Forgotten
forgotten-conversations = Conversations
forgotten-decisions = Routing history
sound-content = Recording
audit-begun = outcome not known
audit-not-done = not done
act-not-written-down = Nothing was done, because it could not be written in the audit log. Try again in a moment.
conflict-asked = { $user } has changed this since you opened the page. Look at what changed, and do it again if you still want to.
in-use-login = Not deleted: { $login } has the role of the operator of extension { $operator }. Give the user another role or delete them; revoke the token.
delete-login = { $login } has the role of this extension's operator
delete-logins-first = First give these users another role or delete them, and revoke the tokens: otherwise they see the calls of whoever gets this number next.
delete-pinned = { $count ->
    [one] One caller always goes to this operator. When the extension is deleted, that ends too:
   *[other] { $number } callers always go to this operator. When the extension is deleted, that ends too:
}
delete-waiting = { $count ->
    [one] One caller is waiting for this operator now; their waiting queue stays until they have gone.
   *[other] { $number } callers are waiting for this operator now; their waiting queue stays until they have gone.
}
