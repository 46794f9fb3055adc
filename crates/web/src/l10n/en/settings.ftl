# Settings

menu-preferences = General settings
menu-tokens = API tokens
author-token = token “{ $name }”
preferences-where = These began with what vasl.toml says; from now on they are set here, and hold at once.
retention = How long things are kept
retention-hint = What gets older than this is removed for good.
conversations-days = Conversations (days)
conversations-days-hint = Who spoke with which operator. Reconnecting needs no more than the last 24 hours.
decisions-days = Routing history (days)
decisions-days-hint = Where each call went, and why.
reports-days = Figures of reports (days)
reports-days-hint = Counts; they stay when the conversations are gone.
audit-days = Audit log (days)
audit-days-hint = Who changed what.
days-wrong = Give a number of days from { $least } to { $most }.
retention-shorter = If you save this, these are removed at once and for good:
retention-before = { $what } before { $date }
retention-do = Save and remove
language-default = Default language
language-default-hint = For somebody who has not logged in yet. Each user has a language of their own.
time-zone-hint = For the times that are shown, and for new modules; such as Asia/Tehran.
numbers-title = Numbers
region = Country
region-hint = The country’s two letters, such as IR. Numbers without a country code are of this country.
region-wrong = There is no such country; give its two letters, such as IR.
area-code = Area code
area-code-hint = Without the leading 0, such as 21. Numbers without an area code are of this town; leave it empty where there is none.
area-code-wrong = An area code is 1 to 5 digits without the leading 0, such as 21.
numbers-consequence = Numbers that were kept until today stay as they are. After another country or area code, a caller who was kept under a short number may not be recognised until their next conversation.
conversations-kept = Conversations
decisions-kept = Routing history
reports-kept = Figures of reports
panel = Panel
menu-link = Link to the PBX
link-state = State
link-is-up = Up
link-is-down = Down
link-since = Since
link-address = Address
link-user = Manager user
link-version = Asterisk version
link-flavour = PBX
link-found = Discovered
link-found-what = { $queues } queues, { $members } queue members
link-where = Address, user and secret stand in vasl.toml, under [asterisk]; restart the service after changing them.
link-test = Test the link
link-test-result = What the test found
link-no-secret = Vasl was not told the secret of { $user }. Write it under [asterisk] in vasl.toml (secret or secret_file), and restart the service.
link-unreachable = { $address } cannot be reached ({ $reason }). See that Asterisk runs, and that manager.conf has enabled=yes and this address and port.
link-silent = { $address } does not answer. See that Asterisk is not stuck, and that no firewall closes the port.
link-not-asterisk = What answers at { $address } is not the Asterisk manager. Compare the port with manager.conf (usually 5038).
link-wrong-secret = The PBX refused { $user }: no such user, a wrong secret, or an address that the user may not come from (permit). Compare with the user’s section in manager.conf.
link-refused = The PBX refused: { $reason }
link-logged-in = Linked to { $address } as { $user }.
link-version-is = Asterisk { $version }
link-version-unserved = This version is not served: { $reason }
link-no-timestamps = Events do not tell when they were made, so forged ones cannot be told; Vasl does not learn from them. Set timestampevents=yes under [general] in manager.conf, and reload the manager.
link-rights-suffice = { $user } has all the rights that are needed.
link-rights-lack = { $user } lacks these rights: { $rights }. Add them to the user’s section in manager.conf, and reload the manager.
link-rights-unknown = The rights of { $user } could not be read. See that it has write=system.
link-clock-right = The PBX’s clock shows what Vasl’s shows.
link-clock-ahead = The PBX’s clock is { $seconds } seconds ahead of Vasl’s, so conversations are forgotten too late or too early. Keep both right with NTP.
link-clock-behind = The PBX’s clock is { $seconds } seconds behind Vasl’s, so conversations are forgotten too late or too early. Keep both right with NTP.
link-wrap-up = The wrap-up is not shared among queues, so an operator’s phone may ring too early. Set shared_lastcall=yes under [general] in queues.conf, and reload the queues.
