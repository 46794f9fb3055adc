-- The things of the call flow, each as the domain writes it down: what a thing holds and what is
-- checked of it changes with the domain, and nothing but the whole is ever asked for, so columns of
-- its own would say everything twice. The modules keep their tables: calls ask for them one by one.
CREATE TABLE call_flow_object (
    -- 'extension', 'queue', 'ivr', …
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    -- JSON
    content TEXT NOT NULL,
    PRIMARY KEY (kind, code)
) STRICT, WITHOUT ROWID;
