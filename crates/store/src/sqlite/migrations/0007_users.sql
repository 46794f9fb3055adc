CREATE TABLE user (
    name TEXT NOT NULL PRIMARY KEY,
    -- 'administrator', 'supervisor' or 'operator'
    role TEXT NOT NULL,
    extension TEXT CHECK ((extension IS NOT NULL) = (role = 'operator')),
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    -- the hash of what the browser keeps
    key BLOB NOT NULL PRIMARY KEY,
    user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
    begun_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_user ON session (user, begun_at);

CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    verb TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- JSON: fields with their values
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of_subject ON audit (kind, subject, number);
CREATE INDEX audit_of_author ON audit (author, number);
