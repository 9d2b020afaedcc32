-- The durable engine, for PostgreSQL: work with leases, lanes, limits, messages, outbox, feed.

-- Nothing was ever kept in the first forms of these two.
DROP TABLE tasks;
DROP TABLE outbox;

-- Work, timers, retries and deadlines in one: visible_at is when a task is due, and while
-- somebody works on it, when the lease runs out. A lease that ran out is due: nothing else is
-- needed for what a crash left behind. Rows go when the work is done; history is in events.
CREATE TABLE tasks (
    owner TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    lane TEXT COLLATE "C" NOT NULL,
    visible_at BIGINT NOT NULL,
    worker BIGINT,
    lease BYTEA,
    attempt SMALLINT NOT NULL DEFAULT 0,
    failed SMALLINT NOT NULL DEFAULT 0,
    max_attempts SMALLINT NOT NULL DEFAULT 20,
    wake BOOLEAN NOT NULL DEFAULT false,
    payload TEXT NOT NULL DEFAULT '',
    error TEXT,
    PRIMARY KEY (owner, key),
    CONSTRAINT tasks_lease CHECK ((lease IS NULL) = (worker IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX tasks_claim ON tasks (lane, visible_at);

-- Tasks that were given up, until somebody says what becomes of them.
CREATE TABLE dead_tasks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    lane TEXT COLLATE "C" NOT NULL,
    attempt BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    payload TEXT NOT NULL,
    error TEXT NOT NULL,
    died_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by TEXT COLLATE "C",
    resolution TEXT COLLATE "C" CHECK (resolution IN ('retried', 'edited', 'abandoned')),
    reason TEXT,
    CONSTRAINT dead_tasks_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL)
        AND (resolved_at IS NULL) = (resolved_by IS NULL))
);
CREATE INDEX dead_tasks_open ON dead_tasks (owner, key) WHERE resolved_at IS NULL;

-- What people set for lanes: a pattern such as case/MIA/* says which.
CREATE TABLE lanes (
    pattern TEXT COLLATE "C" PRIMARY KEY,
    weight BIGINT NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    paused BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT COLLATE "C" NOT NULL,
    set_at BIGINT NOT NULL
);

-- How often an agency may be asked, and how many requests may be under way. The level is in
-- millionths of a request.
CREATE TABLE buckets (
    agency TEXT COLLATE "C" PRIMARY KEY,
    per_hour BIGINT CHECK (per_hour > 0),
    burst BIGINT NOT NULL CHECK (burst > 0),
    slots BIGINT CHECK (slots > 0),
    level BIGINT NOT NULL,
    at BIGINT NOT NULL
) WITH (fillfactor = 50);

-- Workers, for people to look at. Nothing that must be right rests on it.
CREATE TABLE workers (
    id BIGINT PRIMARY KEY,
    host TEXT NOT NULL,
    build TEXT NOT NULL,
    concurrency BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    beat_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('working', 'stopping', 'stopped'))
) WITH (fillfactor = 50);

-- Messages from outside that wait to be acted on; which were acted on is in inbox.
CREATE TABLE messages (
    id TEXT COLLATE "C" PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX messages_owner ON messages (owner);

-- Messages to the outside, in the order of their streams.
CREATE TABLE outbox (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL CONSTRAINT outbox_id UNIQUE,
    stream TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX outbox_unsent ON outbox (stream, seq) WHERE sent_at IS NULL;

-- The global feed: every event in one order without gaps. A commit notes its events as one row,
-- `stream first-version count` a line; the sequencer gives such rows their positions later, when
-- nothing can come in before them any more. A sequence alone would not do: a number drawn first
-- may be committed last.
CREATE TABLE feed_pending (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entries TEXT NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
CREATE TABLE feed (
    first_position BIGINT PRIMARY KEY,
    last_position BIGINT NOT NULL,
    entries TEXT NOT NULL,
    CONSTRAINT feed_range CHECK (first_position <= last_position)
);
CREATE TABLE feed_head (
    is_head BOOLEAN PRIMARY KEY CHECK (is_head),
    position BIGINT NOT NULL
);
INSERT INTO feed_head VALUES (true, 0);
INSERT INTO feed_pending (entries)
    SELECT string_agg(stream || ' ' || version || ' 1', E'\n' ORDER BY version) FROM events
    GROUP BY stream ORDER BY stream;
