-- What the desk keeps beside cases: accounts, sessions, tokens, answered requests, who saw what.

CREATE TABLE desk_users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    office TEXT COLLATE "C",
    country TEXT COLLATE "C",
    password TEXT COLLATE "C",
    failures BIGINT NOT NULL,
    locked_until BIGINT,
    disabled_at BIGINT,
    made_at BIGINT NOT NULL
);

-- The key is a digest: whoever reads this table cannot use a session.
CREATE TABLE desk_sessions (
    digest TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES desk_users (id),
    role TEXT COLLATE "C" NOT NULL,
    csrf TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX desk_sessions_user ON desk_sessions (user_id);

CREATE TABLE desk_tokens (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    digest TEXT COLLATE "C" NOT NULL UNIQUE,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES desk_users (id),
    role TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- Requests with a key, and how they were answered. No status: still being answered.
CREATE TABLE desk_requests (
    user_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    request_hash TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    kind TEXT COLLATE "C",
    etag TEXT COLLATE "C",
    body TEXT,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX desk_requests_at ON desk_requests (at);

-- Who saw what. Added to, never changed.
CREATE TABLE desk_seen (
    at BIGINT NOT NULL,
    by_role TEXT COLLATE "C" NOT NULL,
    by_user TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    refused_by TEXT COLLATE "C"
);
CREATE INDEX desk_seen_subject ON desk_seen (subject, at);
CREATE INDEX desk_seen_at ON desk_seen (at);
CREATE FUNCTION desk_seen_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'desk_seen is append-only';
END;
$$;
CREATE TRIGGER desk_seen_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_seen
    FOR EACH STATEMENT EXECUTE FUNCTION desk_seen_refuse();

-- Who has waited longest, in one office and in all. Its columns change only with custody.
CREATE INDEX cases_waiting ON cases (office, waiting_since, id) WHERE is_open;
