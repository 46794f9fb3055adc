-- What became of a change: 'done' in the step that wrote it down; 'begun' where it is made elsewhere
-- than in the store, until it is known to be 'done' or 'not_done'.
ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';

-- Time conditions of which something else was configured than when somebody last set them by hand.
-- What was set is kept in Asterisk, and is to be taken out there.
CREATE TABLE outdated_by_hand (
    number TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
