-- What the desk keeps beside cases: accounts, sessions, tokens, answered requests, who saw what.

CREATE TABLE desk_users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    office TEXT,
    country TEXT,
    password TEXT,
    failures INTEGER NOT NULL,
    locked_until INTEGER,
    disabled_at INTEGER,
    made_at INTEGER NOT NULL
) STRICT;

-- The key is a digest: whoever reads this table cannot use a session.
CREATE TABLE desk_sessions (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES desk_users (id),
    role TEXT NOT NULL,
    csrf TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX desk_sessions_user ON desk_sessions (user_id);

CREATE TABLE desk_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES desk_users (id),
    role TEXT NOT NULL,
    scopes TEXT NOT NULL,
    label TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- Requests with a key, and how they were answered. No status: still being answered.
CREATE TABLE desk_requests (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER,
    kind TEXT,
    etag TEXT,
    body TEXT,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX desk_requests_at ON desk_requests (at);

-- Who saw what. Added to, never changed.
CREATE TABLE desk_seen (
    at INTEGER NOT NULL,
    by_role TEXT NOT NULL,
    by_user TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    refused_by TEXT
) STRICT;
CREATE INDEX desk_seen_subject ON desk_seen (subject, at);
CREATE INDEX desk_seen_at ON desk_seen (at);
CREATE TRIGGER desk_seen_no_update BEFORE UPDATE ON desk_seen
BEGIN SELECT RAISE(ABORT, 'desk_seen is append-only'); END;
CREATE TRIGGER desk_seen_no_delete BEFORE DELETE ON desk_seen
BEGIN SELECT RAISE(ABORT, 'desk_seen is append-only'); END;

-- Who has waited longest, in one office and in all. Its columns change only with custody.
CREATE INDEX cases_waiting ON cases (office, waiting_since, id) WHERE is_open;
