-- The durable engine, for SQLite: work with leases, lanes, limits, messages, outbox, feed.

-- Nothing was ever kept in the first forms of these two.
DROP TABLE tasks;
DROP TABLE outbox;

-- Work, timers, retries and deadlines in one: visible_at is when a task is due, and while
-- somebody works on it, when the lease runs out. A lease that ran out is due: nothing else is
-- needed for what a crash left behind. Rows go when the work is done; history is in events.
CREATE TABLE tasks (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    lane TEXT NOT NULL,
    visible_at INTEGER NOT NULL,
    worker INTEGER,
    lease BLOB,
    attempt INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL DEFAULT 20,
    wake INTEGER NOT NULL DEFAULT 0,
    payload TEXT NOT NULL DEFAULT '',
    error TEXT,
    PRIMARY KEY (owner, key),
    CONSTRAINT tasks_lease CHECK ((lease IS NULL) = (worker IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_claim ON tasks (lane, visible_at);

-- Tasks that were given up, until somebody says what becomes of them.
CREATE TABLE dead_tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    lane TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    payload TEXT NOT NULL,
    error TEXT NOT NULL,
    died_at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by TEXT,
    resolution TEXT CHECK (resolution IN ('retried', 'edited', 'abandoned')),
    reason TEXT,
    CONSTRAINT dead_tasks_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL)
        AND (resolved_at IS NULL) = (resolved_by IS NULL))
) STRICT;
CREATE INDEX dead_tasks_open ON dead_tasks (owner, key) WHERE resolved_at IS NULL;

-- What people set for lanes: a pattern such as case/MIA/* says which.
CREATE TABLE lanes (
    pattern TEXT NOT NULL PRIMARY KEY,
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    paused INTEGER NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;

-- How often an agency may be asked, and how many requests may be under way. The level is in
-- millionths of a request.
CREATE TABLE buckets (
    agency TEXT NOT NULL PRIMARY KEY,
    per_hour INTEGER CHECK (per_hour > 0),
    burst INTEGER NOT NULL CHECK (burst > 0),
    slots INTEGER CHECK (slots > 0),
    level INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Workers, for people to look at. Nothing that must be right rests on it.
CREATE TABLE workers (
    id INTEGER NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    build TEXT NOT NULL,
    concurrency INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    beat_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('working', 'stopping', 'stopped'))
) STRICT;

-- Messages from outside that wait to be acted on; which were acted on is in inbox.
CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_owner ON messages (owner);

-- Messages to the outside, in the order of their streams.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;
CREATE INDEX outbox_unsent ON outbox (stream, seq) WHERE sent_at IS NULL;

-- The global feed: every event in one order without gaps. A commit notes its events as one row,
-- `stream first-version count` a line; the sequencer gives such rows their positions later.
CREATE TABLE feed_pending (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    entries TEXT NOT NULL
) STRICT;
CREATE TABLE feed (
    first_position INTEGER NOT NULL PRIMARY KEY,
    last_position INTEGER NOT NULL,
    entries TEXT NOT NULL,
    CONSTRAINT feed_range CHECK (first_position <= last_position)
) STRICT;
CREATE TABLE feed_head (
    is_head INTEGER NOT NULL PRIMARY KEY CHECK (is_head = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO feed_head VALUES (1, 0);
INSERT INTO feed_pending (entries)
    SELECT group_concat(stream || ' ' || version || ' 1', char(10)) FROM
    (SELECT stream, version FROM events ORDER BY stream, version)
    GROUP BY stream;
