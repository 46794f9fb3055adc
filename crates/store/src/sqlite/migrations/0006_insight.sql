-- How a call came to its module, when the operator's phone was first rung, when it went on.
ALTER TABLE decision ADD COLUMN came_in_at INTEGER;
ALTER TABLE decision ADD COLUMN dialled TEXT;
ALTER TABLE decision ADD COLUMN ivr TEXT;
ALTER TABLE decision ADD COLUMN key TEXT;
ALTER TABLE decision ADD COLUMN rang_at INTEGER;
ALTER TABLE decision ADD COLUMN settled_at INTEGER;
-- The queue of the conversation that was remembered.
ALTER TABLE decision ADD COLUMN queue TEXT GENERATED ALWAYS AS (
    coalesce(evidence ->> '$.path.queue', evidence ->> '$.path.reconnected.queue')
) VIRTUAL;
ALTER TABLE decision ADD COLUMN had_operator INTEGER GENERATED ALWAYS AS (
    reason IN (
        'already_tried', 'operator_unavailable', 'operator_busy_no_waiting', 'operator_busy',
        'operator_free'
    )
) VIRTUAL;

-- Lists. Each index holds whatever else a list may be narrowed by, so that no row is read in vain.
DROP INDEX decision_listed_by_operator;
CREATE INDEX decision_listed_by_operator
    ON decision (operator, at, pbx, caller_uniqueid, module, reason, outcome)
    WHERE operator IS NOT NULL;
CREATE INDEX decision_listed_by_reason
    ON decision (reason, at, pbx, caller_uniqueid, outcome);
CREATE INDEX decision_listed_by_outcome
    ON decision (outcome, at, pbx, caller_uniqueid, reason)
    WHERE outcome IS NOT NULL;
CREATE INDEX decision_listed_by_module_and_reason
    ON decision (module, reason, at, pbx, caller_uniqueid, outcome);
CREATE INDEX decision_listed_by_module_and_outcome
    ON decision (module, outcome, at, pbx, caller_uniqueid, reason)
    WHERE outcome IS NOT NULL;
CREATE INDEX decision_missed
    ON decision (at, pbx, caller_uniqueid)
    WHERE had_operator AND outcome <> 'connected';
CREATE INDEX decision_missed_by_module
    ON decision (module, at, pbx, caller_uniqueid)
    WHERE had_operator AND outcome <> 'connected';
CREATE INDEX decision_missed_by_operator
    ON decision (operator, at, pbx, caller_uniqueid)
    WHERE had_operator AND outcome <> 'connected';
CREATE INDEX decision_missed_by_queue
    ON decision (queue, at, pbx, caller_uniqueid)
    WHERE had_operator AND outcome <> 'connected';

-- Callers who are remembered now: the conversations of a day are looked through within the index.
DROP INDEX conversation_listed;
CREATE INDEX conversation_listed ON conversation (
    answered_at, pbx, caller_uniqueid, operator_uniqueid, caller, operator, path, queue, module,
    ended_at
);

-- Reports: how many decisions there were, counted as they are kept and settled. They outlive the
-- decisions.
--
-- Time is counted in quarters of an hour of UTC, of which the days and hours of every time zone are
-- made. A bucket of level n is 16 to the power of n quarters, so that any period is made of few
-- buckets: those at its ends are small, those in its middle large.
CREATE TABLE count_by_reason (
    pbx TEXT NOT NULL,
    -- 'all', or what of a 'module', an 'operator' or a 'queue'
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    level INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- empty where there is none
    detail TEXT NOT NULL,
    -- empty until there is one
    outcome TEXT NOT NULL,
    decisions INTEGER NOT NULL,
    PRIMARY KEY (pbx, scope, name, level, bucket, reason, detail, outcome)
) STRICT, WITHOUT ROWID;

CREATE TABLE count_by_party (
    pbx TEXT NOT NULL,
    level INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    module TEXT NOT NULL,
    -- empty where there is none
    operator TEXT NOT NULL,
    queue TEXT NOT NULL,
    decisions INTEGER NOT NULL,
    had_operator INTEGER NOT NULL,
    connected INTEGER NOT NULL,
    PRIMARY KEY (pbx, level, bucket, module, operator, queue)
) STRICT, WITHOUT ROWID;

CREATE TABLE count_by_quarter (
    pbx TEXT NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    quarter INTEGER NOT NULL,
    decisions INTEGER NOT NULL,
    had_operator INTEGER NOT NULL,
    connected INTEGER NOT NULL,
    PRIMARY KEY (pbx, scope, name, quarter)
) STRICT, WITHOUT ROWID;

-- What is known already: the smallest buckets from the decisions, each level from the one below.
INSERT INTO count_by_reason
SELECT pbx, 'all', '', 0, at / 900000000, reason, coalesce(detail, ''), coalesce(outcome, ''),
       count(*)
FROM decision GROUP BY 1, 5, 6, 7, 8;
INSERT INTO count_by_reason
SELECT pbx, 'module', module, 0, at / 900000000, reason, coalesce(detail, ''),
       coalesce(outcome, ''), count(*)
FROM decision GROUP BY 1, 3, 5, 6, 7, 8;
INSERT INTO count_by_reason
SELECT pbx, 'operator', operator, 0, at / 900000000, reason, coalesce(detail, ''),
       coalesce(outcome, ''), count(*)
FROM decision WHERE operator IS NOT NULL GROUP BY 1, 3, 5, 6, 7, 8;
INSERT INTO count_by_reason
SELECT pbx, 'queue', queue, 0, at / 900000000, reason, coalesce(detail, ''),
       coalesce(outcome, ''), count(*)
FROM decision WHERE queue IS NOT NULL GROUP BY 1, 3, 5, 6, 7, 8;
INSERT INTO count_by_party
SELECT pbx, 0, at / 900000000, module, coalesce(operator, ''), coalesce(queue, ''), count(*),
       sum(had_operator), sum(outcome IS 'connected')
FROM decision GROUP BY 1, 3, 4, 5, 6;
INSERT INTO count_by_quarter
SELECT pbx, scope, name, bucket, sum(decisions),
       coalesce(sum(decisions) FILTER (WHERE reason IN (
           'already_tried', 'operator_unavailable', 'operator_busy_no_waiting', 'operator_busy',
           'operator_free'
       )), 0),
       coalesce(sum(decisions) FILTER (WHERE outcome = 'connected'), 0)
FROM count_by_reason GROUP BY 1, 2, 3, 4;

INSERT INTO count_by_reason
SELECT pbx, scope, name, 1, bucket >> 4, reason, detail, outcome, sum(decisions)
FROM count_by_reason WHERE level = 0 GROUP BY 1, 2, 3, 5, 6, 7, 8;
INSERT INTO count_by_reason
SELECT pbx, scope, name, 2, bucket >> 4, reason, detail, outcome, sum(decisions)
FROM count_by_reason WHERE level = 1 GROUP BY 1, 2, 3, 5, 6, 7, 8;
INSERT INTO count_by_reason
SELECT pbx, scope, name, 3, bucket >> 4, reason, detail, outcome, sum(decisions)
FROM count_by_reason WHERE level = 2 GROUP BY 1, 2, 3, 5, 6, 7, 8;
INSERT INTO count_by_party
SELECT pbx, 1, bucket >> 4, module, operator, queue, sum(decisions), sum(had_operator),
       sum(connected)
FROM count_by_party WHERE level = 0 GROUP BY 1, 3, 4, 5, 6;
INSERT INTO count_by_party
SELECT pbx, 2, bucket >> 4, module, operator, queue, sum(decisions), sum(had_operator),
       sum(connected)
FROM count_by_party WHERE level = 1 GROUP BY 1, 3, 4, 5, 6;
INSERT INTO count_by_party
SELECT pbx, 3, bucket >> 4, module, operator, queue, sum(decisions), sum(had_operator),
       sum(connected)
FROM count_by_party WHERE level = 2 GROUP BY 1, 3, 4, 5, 6;

-- By triggers, so that the counts are right whichever release of Vasl keeps a decision: during an
-- upgrade the service of the one runs beside the command line of the other.
CREATE TRIGGER decision_counted AFTER INSERT ON decision BEGIN
    INSERT INTO count_by_reason
    SELECT NEW.pbx, scope.column1, scope.column2, level.column1,
           (NEW.at / 900000000) >> (4 * level.column1), NEW.reason, coalesce(NEW.detail, ''),
           coalesce(NEW.outcome, ''), 1
    FROM (
        VALUES ('all', ''), ('module', NEW.module), ('operator', NEW.operator),
               ('queue', NEW.queue)
    ) AS scope, (VALUES (0), (1), (2), (3)) AS level
    WHERE scope.column2 IS NOT NULL
    ON CONFLICT DO UPDATE SET decisions = decisions + 1;
    INSERT INTO count_by_party
    SELECT NEW.pbx, level.column1, (NEW.at / 900000000) >> (4 * level.column1), NEW.module,
           coalesce(NEW.operator, ''), coalesce(NEW.queue, ''), 1, NEW.had_operator,
           NEW.outcome IS 'connected'
    FROM (VALUES (0), (1), (2), (3)) AS level WHERE TRUE
    ON CONFLICT DO UPDATE SET
        decisions = decisions + 1,
        had_operator = had_operator + excluded.had_operator,
        connected = connected + excluded.connected;
    INSERT INTO count_by_quarter
    SELECT NEW.pbx, scope.column1, scope.column2, NEW.at / 900000000, 1, NEW.had_operator,
           NEW.outcome IS 'connected'
    FROM (
        VALUES ('all', ''), ('module', NEW.module), ('operator', NEW.operator),
               ('queue', NEW.queue)
    ) AS scope
    WHERE scope.column2 IS NOT NULL
    ON CONFLICT DO UPDATE SET
        decisions = decisions + 1,
        had_operator = had_operator + excluded.had_operator,
        connected = connected + excluded.connected;
END;

-- From the count of those without an outcome to that of those with this one.
CREATE TRIGGER decision_settled AFTER UPDATE OF outcome ON decision
WHEN OLD.outcome IS NULL AND NEW.outcome IS NOT NULL
BEGIN
    INSERT INTO count_by_reason
    SELECT NEW.pbx, scope.column1, scope.column2, level.column1,
           (NEW.at / 900000000) >> (4 * level.column1), NEW.reason, coalesce(NEW.detail, ''),
           moved.column1, moved.column2
    FROM (
        VALUES ('all', ''), ('module', NEW.module), ('operator', NEW.operator),
               ('queue', NEW.queue)
    ) AS scope, (VALUES (0), (1), (2), (3)) AS level,
    (VALUES ('', -1), (NEW.outcome, 1)) AS moved
    WHERE scope.column2 IS NOT NULL
    ON CONFLICT DO UPDATE SET decisions = decisions + excluded.decisions;
    DELETE FROM count_by_reason
    WHERE decisions = 0 AND (pbx, scope, name, level, bucket, reason, detail, outcome) IN (
        SELECT NEW.pbx, scope.column1, scope.column2, level.column1,
               (NEW.at / 900000000) >> (4 * level.column1), NEW.reason, coalesce(NEW.detail, ''), ''
        FROM (
            VALUES ('all', ''), ('module', NEW.module), ('operator', NEW.operator),
                   ('queue', NEW.queue)
        ) AS scope, (VALUES (0), (1), (2), (3)) AS level
    );
    UPDATE count_by_party SET connected = connected + 1
    WHERE NEW.outcome = 'connected' AND pbx = NEW.pbx AND module = NEW.module
        AND operator = coalesce(NEW.operator, '') AND queue = coalesce(NEW.queue, '')
        AND (level, bucket) IN (
            VALUES (0, NEW.at / 900000000), (1, (NEW.at / 900000000) >> 4),
                   (2, (NEW.at / 900000000) >> 8), (3, (NEW.at / 900000000) >> 12)
        );
    UPDATE count_by_quarter SET connected = connected + 1
    WHERE NEW.outcome = 'connected' AND pbx = NEW.pbx AND quarter = NEW.at / 900000000
        AND (scope, name) IN (
            VALUES ('all', ''), ('module', NEW.module), ('operator', NEW.operator),
                   ('queue', NEW.queue)
        );
END;
