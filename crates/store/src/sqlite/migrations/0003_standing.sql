-- What was agreed with a caller: for the whole installation, whichever PBX they call. Who is ordinary
-- has no row.
CREATE TABLE caller_standing (
    caller TEXT NOT NULL PRIMARY KEY,
    -- 'opted_out', 'pinned' or 'shared'
    standing TEXT NOT NULL,
    operator TEXT CHECK ((operator IS NOT NULL) = (standing = 'pinned')),
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The conversations of forgotten callers, without the callers: the list of channels that are up and
-- the logs may tell of one again.
CREATE TABLE forgotten_conversation (
    pbx TEXT NOT NULL,
    caller_uniqueid TEXT NOT NULL,
    operator_uniqueid TEXT NOT NULL,
    forgotten_at INTEGER NOT NULL,
    PRIMARY KEY (pbx, caller_uniqueid, operator_uniqueid)
) STRICT, WITHOUT ROWID;
