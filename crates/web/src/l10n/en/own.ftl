# An operator's own page

own-returned = Came back
own-returned-what = customers who came back to you today
own-connected = Reached you
own-missed = Missed you today
own-missed-nobody = Everybody who came back to you today reached you.
own-conversations = Conversations of today
own-conversations-none = You have not spoken with anybody today.
own-lasted = Lasted
