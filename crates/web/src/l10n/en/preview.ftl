# Who would this number reach?

caller-number = The caller's number
preview-ask = Ask
preview-hint = Any spelling will do: 0912…, 912…, 0098…, or an extension.
preview-operator = If they call now, they reach { $operator }.
preview-wait = If they call now, they wait for { $operator } for at most { $seconds } seconds.
preview-failure = If they call now, they go to { $destination }.
preview-unasked = The PBX could not be asked whether the operator is free.
last-operator = Last operator
source = Source
source-memory = memory
source-pinned = their own operator
standing = Special status of the caller
standing-opted-out = they are never reconnected
standing-shared = the number is shared by many people
conversation-ended = Conversation ended
remembered-until = Remembered until
