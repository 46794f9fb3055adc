CREATE TABLE module (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    active INTEGER NOT NULL,
    silent INTEGER NOT NULL,
    reapply_at_startup INTEGER NOT NULL,
    -- 'until' a time of day, 'for' a duration, 'end_of_work' of a time group
    expiry TEXT NOT NULL,
    expiry_value TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    failure_destination TEXT NOT NULL,
    ring_seconds INTEGER NOT NULL,
    wait_seconds INTEGER NOT NULL,
    minimum_talk_seconds INTEGER NOT NULL,
    most_waiting INTEGER NOT NULL,
    cleared_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE module_side (
    module TEXT NOT NULL REFERENCES module (code) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    -- 'extension' or 'queue'
    side TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (module, row),
    UNIQUE (module, side, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
    pbx TEXT NOT NULL,
    caller_uniqueid TEXT NOT NULL,
    operator_uniqueid TEXT NOT NULL,
    caller TEXT NOT NULL,
    operator TEXT NOT NULL,
    -- 'queue', 'direct', 'reconnected' or 'outbound'
    path TEXT NOT NULL,
    queue TEXT,
    module TEXT,
    answered_at INTEGER NOT NULL,
    -- NULL while it is up
    ended_at INTEGER CHECK (ended_at >= answered_at),
    PRIMARY KEY (pbx, caller_uniqueid, operator_uniqueid)
) STRICT, WITHOUT ROWID;

-- "Who is the newest?" has one index for each way in which a module covers a conversation, so that
-- it is a few look-ups however much a caller has telephoned.
CREATE INDEX conversation_up
    ON conversation (pbx, caller, answered_at, operator_uniqueid, caller_uniqueid)
    WHERE ended_at IS NULL;
CREATE INDEX conversation_ended
    ON conversation (pbx, caller, ended_at, answered_at, operator_uniqueid, caller_uniqueid, path)
    WHERE ended_at IS NOT NULL AND path <> 'outbound';
CREATE INDEX conversation_ended_by_queue
    ON conversation (pbx, caller, queue, ended_at, answered_at, operator_uniqueid, caller_uniqueid)
    WHERE ended_at IS NOT NULL AND queue IS NOT NULL;
CREATE INDEX conversation_ended_by_operator
    ON conversation (pbx, caller, operator, ended_at, answered_at, operator_uniqueid, caller_uniqueid)
    WHERE ended_at IS NOT NULL AND path = 'direct';
CREATE INDEX conversation_ended_by_module
    ON conversation (pbx, caller, module, ended_at, answered_at, operator_uniqueid, caller_uniqueid)
    WHERE ended_at IS NOT NULL AND module IS NOT NULL;

-- Lists, and pruning.
CREATE INDEX conversation_listed
    ON conversation (answered_at, pbx, caller_uniqueid, operator_uniqueid);
CREATE INDEX conversation_listed_by_caller
    ON conversation (caller, answered_at, pbx, caller_uniqueid, operator_uniqueid);
CREATE INDEX conversation_listed_by_operator
    ON conversation (operator, answered_at, pbx, caller_uniqueid, operator_uniqueid);

CREATE TABLE decision (
    pbx TEXT NOT NULL,
    caller_uniqueid TEXT NOT NULL,
    at INTEGER NOT NULL,
    module TEXT NOT NULL,
    caller TEXT,
    reason TEXT NOT NULL,
    detail TEXT,
    -- 'failure', 'operator' or 'wait'
    route TEXT NOT NULL,
    operator TEXT,
    -- 'memory' or 'pinned'
    source TEXT,
    -- JSON
    evidence TEXT NOT NULL,
    outcome TEXT,
    PRIMARY KEY (pbx, caller_uniqueid, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX decision_unsettled
    ON decision (pbx, at, caller_uniqueid)
    WHERE outcome IS NULL AND route <> 'failure';
CREATE INDEX decision_listed ON decision (at, pbx, caller_uniqueid);
CREATE INDEX decision_listed_by_module ON decision (module, at, pbx, caller_uniqueid);
CREATE INDEX decision_listed_by_caller
    ON decision (caller, at, pbx, caller_uniqueid)
    WHERE caller IS NOT NULL;
CREATE INDEX decision_listed_by_operator
    ON decision (operator, at, pbx, caller_uniqueid)
    WHERE operator IS NOT NULL;

CREATE TABLE link (
    pbx TEXT NOT NULL PRIMARY KEY,
    last_seen_at INTEGER NOT NULL,
    booted_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE log_position (
    pbx TEXT NOT NULL,
    file TEXT NOT NULL,
    inode INTEGER NOT NULL,
    -- "offset" is a word of SQL's
    next_byte INTEGER NOT NULL,
    PRIMARY KEY (pbx, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE queue_member (
    pbx TEXT NOT NULL,
    queue TEXT NOT NULL,
    extension TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (pbx, queue, extension)
) STRICT, WITHOUT ROWID;

CREATE TABLE health (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    round_trips INTEGER NOT NULL
) STRICT;
