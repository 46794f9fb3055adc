# The trunk and the feature codes

menu-trunk = Trunk
trunk-what = The trunk is the SIP line by which calls come from outside and go there.
trunk-delete = Delete the trunk
trunk-delete-what = Delete the trunk? No call comes from outside or goes there any more.
trunk-channels = Most calls at once
trunk-channels-hint = Empty is any number.
trunk-connection = Connection
trunk-registration = Registration with user and secret
trunk-registration-hint = As most providers of SIP lines have it.
trunk-addresses = By the servers' addresses
trunk-addresses-hint = Where the provider knows the PBX by its address alone.
trunk-server = Server
trunk-addresses-field = Addresses of the servers
trunk-addresses-field-hint = A line each. Calls go out to the first.

feature-codes-what = These codes are dialled from phones inside. An empty field switches its code off.
feature-codes-usual = Back to the usual codes
feature-alone = Dialled alone.
feature-with-queue = Alone for all queues, or followed by a queue's number.
feature-with-time-condition = Followed by a time condition's number.
