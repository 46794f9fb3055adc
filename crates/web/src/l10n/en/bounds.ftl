# More than is taken at once

rows-too-many = These are more than { $most } rows, which is more than this form takes. Nothing was saved.
act-too-often = That was too much at once. Wait a moment, then try again.
