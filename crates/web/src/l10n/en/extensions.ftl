# Extensions, and the telephones that register as them

menu-extensions = Extensions
extensions-search = Search by number or name
extensions-empty = There is no extension yet
extensions-empty-what = Every operator has an extension; their desk phone or softphone registers with its number.
extensions-add-first = Add the first extension
extensions-import = Add from a file
extensions-of-the-pbx = Those marked “PBX” belong to the PBX itself, and are changed there.
extension-new = New extension
extension-another = Add another extension
extension-delete-what = Delete this extension? Its phone can no longer register. Conversations and reports stay as they are.
extension-name = Operator's name
extension-name-hint = Shown on other phones and in reports.
extension-number-hint = 1 to 10 digits, such as 5050.
do-not-disturb = Do not disturb
do-not-disturb-allowed = The operator may set do-not-disturb
do-not-disturb-hint = By a feature code from the phone; while it is set, no call comes to them.
allowed = Allowed
not-allowed = Not allowed
outbound-caller-id = Outbound caller ID
outbound-caller-id-hint = The number that customers are shown for a call from this extension. Empty: the trunk's.

phone-settings = Phone settings
phone-settings-of = Phone settings of { $what }
phone-settings-what = Enter these in the operator's desk phone or softphone.
phone-server = SIP server
phone-port = Port
phone-user = User name
phone-display-name = Display name
phone-secret = Secret
phone-secret-made = Leave it empty, and a strong one is made.
phone-secret-stays = Leave it empty to keep the one that it has.
phone-secret-unseen = Shown only once, when it is made.
phone-secret-once = This secret is shown only this once. Enter it in the phone now.
phone-new-secret = A new secret
phone-new-secret-what = Make a new secret where the old one is lost or known to others. A phone with the old one can no longer register until it has the new one.
phone-new-secret-make = Make a new secret
phone-done = It is in the phone

extensions-import-title = Add extensions from a file
import-what = Give a CSV file with an extension on each line; Excel makes one by “Save as” with the format “CSV UTF-8”. Either all are added or none.
import-file = File
import-sample = Download a sample
import-columns = Columns
import-number = The extension's number. Has to be there.
import-name = The operator's name. Has to be there.
import-secret = The phone's secret. Made where it is empty.
import-outbound-caller-id = The number that customers are shown. May be empty.
import-do-not-disturb = yes or no. Empty is yes.
import-sample-name = Sara Ahmadi
import-sample-other-name = Ali Rezaei
import-line = Line
import-what-is-wrong = What is wrong
import-wrong = { $count ->
    [one] No extension was added; one line must be put right:
   *[other] No extension was added; { $number } lines must be put right:
}
import-too-large = The file is larger than a megabyte. Give it in several.
import-no-file = Choose the file.
import-not-utf-8 = The file could not be read. Save it with the format “CSV UTF-8” in Excel.
import-no-columns = The first line has to name the columns, “{ $number }” and “{ $name }” among them.
import-unknown-column = There is no column “{ $column }”. Take it out, or put its name right.
import-nothing = There is no extension in the file.
import-cells = This line has another number of cells than the first line.
import-twice = Extension { $number } stands on line { $line }, too.
import-yes-or-no = Write yes or no in the column “{ $column }”.
import-secrets-once = These secrets are shown only this once. Enter them in the phones now, or write them down in a safe place.
import-secret-of-file = as in the file
