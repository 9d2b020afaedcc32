-- The first schema, for PostgreSQL.

-- Where each case stands. Narrow on purpose: a move of the stage rewrites this row and nothing
-- else, and no index has a column that a move changes. What a move leaves alone comes first: the
-- write-ahead log has of a new version of a row only what follows the first difference. Who is on
-- a flight is read from manifest_lines. Half of each page is kept free, so that all rows of it
-- can move in one transaction without touching an index (HOT).
CREATE TABLE cases (
    id TEXT COLLATE "C" PRIMARY KEY,
    person_id TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    nationality TEXT COLLATE "C",
    removal_country TEXT COLLATE "C",
    office TEXT COLLATE "C" NOT NULL,
    custody TEXT COLLATE "C",
    waiting_since TEXT COLLATE "C",
    family_unit TEXT COLLATE "C",
    category TEXT COLLATE "C",
    is_open BOOLEAN NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    updated_at BIGINT NOT NULL,
    handed_over_at BIGINT,
    stage TEXT COLLATE "C" NOT NULL,
    flight_id TEXT COLLATE "C",
    seat_role TEXT COLLATE "C",
    outcome TEXT COLLATE "C",
    chain BYTEA NOT NULL,
    CONSTRAINT cases_stage CHECK (stage IN ('detained', 'order_final', 'document_requested',
        'agency_approved', 'manifested', 'confirmed', 'boarded', 'departed', 'removed', 'closed')),
    CONSTRAINT cases_open CHECK (is_open = (stage NOT IN ('removed', 'closed'))),
    CONSTRAINT cases_flight CHECK ((flight_id IS NOT NULL) = (stage IN ('manifested', 'confirmed',
        'boarded', 'departed', 'removed'))),
    CONSTRAINT cases_seat_role CHECK ((seat_role IS NOT NULL) = (stage = 'manifested')
        AND (seat_role IS NULL OR seat_role IN ('primary', 'alternate'))),
    CONSTRAINT cases_handover CHECK ((handed_over_at IS NOT NULL) = (stage = 'removed')),
    CONSTRAINT cases_outcome CHECK ((outcome IS NOT NULL) = (stage = 'closed')),
    CONSTRAINT cases_chain CHECK (length(chain) = 32)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX cases_open_person ON cases (person_id) WHERE is_open;
CREATE INDEX cases_closed_person ON cases (person_id) WHERE NOT is_open;
CREATE INDEX cases_nationality ON cases (nationality);
-- Most people are removed to their own country: the index is of the others.
CREATE INDEX cases_removal_country ON cases (removal_country)
    WHERE removal_country IS DISTINCT FROM nationality;
CREATE INDEX cases_family ON cases (family_unit) WHERE family_unit IS NOT NULL;

-- What a case rests on where it changed since the case was opened: JSON text of the case without
-- stage, holds, documents and statements. Until then its first event has it.
CREATE TABLE case_facts (
    case_id TEXT COLLATE "C" PRIMARY KEY,
    facts TEXT NOT NULL
);

CREATE TABLE persons (
    id TEXT COLLATE "C" PRIMARY KEY,
    seq BIGINT NOT NULL,
    a_number TEXT COLLATE "C",
    fin TEXT COLLATE "C" NOT NULL,
    family_name TEXT NOT NULL,
    given_names TEXT NOT NULL,
    birth_date TEXT COLLATE "C",
    nationality TEXT COLLATE "C"
);
CREATE INDEX persons_a_number ON persons (a_number);
CREATE INDEX persons_fin ON persons (fin);

-- Place in the case's list first: what was read comes back in its order, whatever its key.
CREATE TABLE holds (
    case_id TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    hold_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C",
    recorded_at BIGINT,
    effective_from BIGINT,
    effective_to BIGINT,
    end_confirmed BOOLEAN NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (case_id, position, revision)
);
CREATE INDEX holds_hold ON holds (hold_id);

CREATE TABLE documents (
    case_id TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    document_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C",
    number TEXT COLLATE "C",
    issuing_country TEXT COLLATE "C",
    expires_on TEXT COLLATE "C",
    answer TEXT COLLATE "C",
    facts TEXT NOT NULL,
    PRIMARY KEY (case_id, position)
) WITH (fillfactor = 60);

CREATE TABLE statements (
    case_id TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    statement_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    made_at BIGINT,
    outcome TEXT COLLATE "C",
    facts TEXT NOT NULL,
    PRIMARY KEY (case_id, position)
);

CREATE TABLE flights (
    id TEXT COLLATE "C" PRIMARY KEY,
    version BIGINT NOT NULL CHECK (version > 0),
    status TEXT COLLATE "C" NOT NULL,
    departs_at BIGINT,
    chain BYTEA NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT flights_status CHECK (status IN ('scheduled', 'sealed', 'boarding', 'departed',
        'arrived', 'cancelled')),
    CONSTRAINT flights_chain CHECK (length(chain) = 32)
);
CREATE INDEX flights_departs ON flights (departs_at);

CREATE TABLE manifest_lines (
    flight_id TEXT COLLATE "C" NOT NULL REFERENCES flights (id),
    number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL CHECK (role IN ('primary', 'alternate')),
    rank BIGINT NOT NULL,
    board_stop BIGINT NOT NULL,
    drop_stop BIGINT NOT NULL,
    high_risk BOOLEAN NOT NULL,
    needs_nurse BOOLEAN NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('listed', 'confirmed', 'boarded', 'departed',
        'delivered', 'returned', 'struck')),
    is_live BOOLEAN NOT NULL,
    struck_reason TEXT COLLATE "C",
    struck_detail TEXT,
    PRIMARY KEY (flight_id, number),
    CONSTRAINT manifest_lines_live
        CHECK (is_live = (state IN ('listed', 'confirmed', 'boarded', 'departed'))),
    CONSTRAINT manifest_lines_struck CHECK ((struck_reason IS NOT NULL) = (state = 'struck')
        AND (struck_detail IS NOT NULL) = (struck_reason IS NOT NULL))
) WITH (fillfactor = 50);
-- Its condition is a column of its own: a line that moves from listed to confirmed stays live,
-- and the index is left alone.
CREATE UNIQUE INDEX manifest_lines_live_person ON manifest_lines (person_id)
    WHERE is_live;
CREATE INDEX manifest_lines_case ON manifest_lines (case_id);

-- Seats by leg. Triggers count the live primaries; more than there are seats is refused.
CREATE TABLE flight_legs (
    flight_id TEXT COLLATE "C" NOT NULL REFERENCES flights (id),
    leg BIGINT NOT NULL,
    seats BIGINT NOT NULL,
    taken BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (flight_id, leg),
    CONSTRAINT flight_legs_seats CHECK (taken <= seats)
);

-- History. Triggers refuse every change of what is written.
CREATE TABLE events (
    stream TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    by_role TEXT COLLATE "C" NOT NULL,
    by_user TEXT COLLATE "C" NOT NULL,
    rules TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (stream, version)
);

-- Commands that were done, with their results.
CREATE TABLE inbox (
    command_id TEXT COLLATE "C" PRIMARY KEY,
    request_hash TEXT NOT NULL,
    result TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE tasks (
    case_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    lane TEXT COLLATE "C" NOT NULL,
    visible_at BIGINT NOT NULL,
    lease TEXT COLLATE "C",
    attempt BIGINT NOT NULL DEFAULT 0,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX tasks_claim ON tasks (lane, visible_at);

CREATE TABLE outbox (
    id TEXT COLLATE "C" PRIMARY KEY,
    stream TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    sent_at BIGINT
);

CREATE TABLE import_queue (
    id TEXT COLLATE "C" PRIMARY KEY,
    file TEXT COLLATE "C" NOT NULL,
    line BIGINT NOT NULL,
    person_id TEXT COLLATE "C",
    record_key TEXT COLLATE "C",
    raw TEXT NOT NULL,
    fault TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by TEXT COLLATE "C",
    resolution TEXT
);

CREATE TABLE disclosures (
    case_id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    purpose TEXT NOT NULL,
    fields TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, version)
);

CREATE TABLE plans (
    id TEXT COLLATE "C" PRIMARY KEY,
    flights TEXT COLLATE "C" NOT NULL,
    input_hash TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE meta (
    key TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Seats are counted once a statement, not once a line: a list of hundreds changes each leg once.
CREATE FUNCTION manifest_lines_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE flight_legs f SET taken = f.taken + n.more FROM (
            SELECT l.flight_id, l.leg, count(*) AS more FROM flight_legs l
            JOIN after_rows a ON a.flight_id = l.flight_id AND a.board_stop <= l.leg AND l.leg < a.drop_stop
            WHERE a.role = 'primary' AND a.state IN ('listed', 'confirmed', 'boarded', 'departed')
            GROUP BY l.flight_id, l.leg) n
        WHERE f.flight_id = n.flight_id AND f.leg = n.leg;
    ELSE
        UPDATE flight_legs f SET taken = f.taken - n.less FROM (
            SELECT l.flight_id, l.leg, count(*) AS less FROM flight_legs l
            JOIN before_rows b ON b.flight_id = l.flight_id AND b.board_stop <= l.leg AND l.leg < b.drop_stop
            WHERE b.role = 'primary' AND b.state IN ('listed', 'confirmed', 'boarded', 'departed')
            GROUP BY l.flight_id, l.leg) n
        WHERE f.flight_id = n.flight_id AND f.leg = n.leg;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER manifest_lines_seat AFTER INSERT ON manifest_lines
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION manifest_lines_count();
CREATE TRIGGER manifest_lines_unseat AFTER DELETE ON manifest_lines
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION manifest_lines_count();
-- A line that moves on and stays aboard changes no seat, and costs no more than this comparison.
CREATE FUNCTION manifest_lines_recount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.role = 'primary' AND OLD.is_live THEN
        UPDATE flight_legs SET taken = taken - 1
        WHERE flight_id = OLD.flight_id AND OLD.board_stop <= leg AND leg < OLD.drop_stop;
    END IF;
    IF NEW.role = 'primary' AND NEW.is_live THEN
        UPDATE flight_legs SET taken = taken + 1
        WHERE flight_id = NEW.flight_id AND NEW.board_stop <= leg AND leg < NEW.drop_stop;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER manifest_lines_reseat AFTER UPDATE ON manifest_lines FOR EACH ROW
    WHEN (OLD.role <> NEW.role OR OLD.is_live <> NEW.is_live
        OR OLD.board_stop <> NEW.board_stop OR OLD.drop_stop <> NEW.drop_stop)
    EXECUTE FUNCTION manifest_lines_recount();

-- Long texts are compressed by lz4 where the server has it: several times cheaper than pglz.
DO $$
BEGIN
    ALTER TABLE events ALTER COLUMN body SET COMPRESSION lz4;
    ALTER TABLE case_facts ALTER COLUMN facts SET COMPRESSION lz4;
    ALTER TABLE flights ALTER COLUMN facts SET COMPRESSION lz4;
    ALTER TABLE plans ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $$;
