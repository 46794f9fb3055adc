-- 'no', 'answered' or 'answered_and_missed'
ALTER TABLE module ADD COLUMN count_outbound TEXT NOT NULL DEFAULT 'no';

-- The path of a conversation may now be 'outbound_missed', too.
DROP INDEX conversation_ended;
CREATE INDEX conversation_ended
    ON conversation (pbx, caller, ended_at, answered_at, operator_uniqueid, caller_uniqueid, path)
    WHERE ended_at IS NOT NULL AND path NOT IN ('outbound', 'outbound_missed');
CREATE INDEX conversation_ended_outbound
    ON conversation (pbx, caller, ended_at, answered_at, operator_uniqueid, caller_uniqueid, operator)
    WHERE ended_at IS NOT NULL AND path = 'outbound';
CREATE INDEX conversation_ended_missed
    ON conversation (pbx, caller, ended_at, answered_at, operator_uniqueid, caller_uniqueid, operator)
    WHERE ended_at IS NOT NULL AND path = 'outbound_missed';
