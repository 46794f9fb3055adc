# Logging in

log-in = Log in
log-in-wrong = The user name or the password is wrong.
log-in-wait = { $count ->
    [one] Too many failed tries. Try again in { $number } minute.
   *[other] Too many failed tries. Try again in { $number } minutes.
}
log-in-ended = Your session has ended, and nothing was saved. Log in again; the form is shown with what you typed.
log-in-kept-for = What was typed is kept for { $name }; if another user logs in, it is put aside.
log-in-not-done = One must be logged in for this, so it was not done. Log in, and do it again.
user-name = User name
user-name-wrong = A user name is 2 to 40 letters or digits, without spaces.
password = Password
password-again = Password again
password-hint = At least 10 characters. A few words in a row are safe and easy to keep.
password-too-short = A password is at least 10 characters.
password-too-long = This password is too long.
password-too-simple = This password is too simple.
password-again-wrong = This is not the password above.
secret-again = What you typed here is not shown, to keep it secret; type it again.

first-run = Make the administrator
first-run-why = Nobody has access to this panel yet. Make the first administrator with the one-time token.
first-run-token = One-time token
first-run-token-where = The service (vasl serve) printed it when it was started.
first-run-token-wrong = This is not the token. Enter the one that the service printed last.
first-run-why-others = This panel has no administrator yet.
first-run-others = Do you have an account?
first-run-do = Make the administrator and log in
