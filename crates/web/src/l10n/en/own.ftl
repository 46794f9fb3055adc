# An operator's own page

own-returned = Came back
own-returned-what = customers who came back to you today
own-connected = Reached you
own-queues = Your queues
own-queues-unasked = The PBX does not answer, so how you stand in your queues is not known.
own-queues-none = You are in no queue.
own-missed = Missed you today
own-missed-nobody = Everybody who came back to you today reached you.
own-conversations = Conversations of today
own-conversations-none = You have not spoken with anybody today.
own-lasted = Lasted
