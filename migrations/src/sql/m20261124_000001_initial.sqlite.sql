-- The first schema, for SQLite.
--
-- Checks name the codes one by one: of a list (`IN`) with more than two, SQLite builds a little
-- table anew for each row it checks, which takes longer than writing the row. Rows are kept with
-- their keys (WITHOUT ROWID) unless they are long or only ever added to.

-- Where each case stands. Narrow on purpose: a move of the stage rewrites this row and nothing
-- else, and no index has a column that a move changes. Who is on a flight is read from
-- manifest_lines.
CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    stage TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    flight_id TEXT,
    seat_role TEXT,
    outcome TEXT,
    handed_over_at INTEGER,
    nationality TEXT,
    removal_country TEXT,
    office TEXT NOT NULL,
    custody TEXT,
    waiting_since TEXT,
    family_unit TEXT,
    category TEXT,
    chain BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT cases_stage CHECK (stage = 'detained' OR stage = 'order_final'
        OR stage = 'document_requested' OR stage = 'agency_approved' OR stage = 'manifested'
        OR stage = 'confirmed' OR stage = 'boarded' OR stage = 'departed' OR stage = 'removed'
        OR stage = 'closed'),
    CONSTRAINT cases_open CHECK (is_open = (stage NOT IN ('removed', 'closed'))),
    CONSTRAINT cases_flight CHECK ((flight_id IS NOT NULL) = (stage = 'manifested'
        OR stage = 'confirmed' OR stage = 'boarded' OR stage = 'departed' OR stage = 'removed')),
    CONSTRAINT cases_seat_role CHECK ((seat_role IS NOT NULL) = (stage = 'manifested')
        AND (seat_role IS NULL OR seat_role IN ('primary', 'alternate'))),
    CONSTRAINT cases_handover CHECK ((handed_over_at IS NOT NULL) = (stage = 'removed')),
    CONSTRAINT cases_outcome CHECK ((outcome IS NOT NULL) = (stage = 'closed')),
    CONSTRAINT cases_chain CHECK (length(chain) = 32)
) STRICT, WITHOUT ROWID;
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
    case_id TEXT NOT NULL PRIMARY KEY,
    facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE persons (
    id TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    a_number TEXT,
    fin TEXT NOT NULL,
    family_name TEXT NOT NULL,
    given_names TEXT NOT NULL,
    birth_date TEXT,
    nationality TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX persons_a_number ON persons (a_number);
CREATE INDEX persons_fin ON persons (fin);

-- Place in the case's list first: what was read comes back in its order, whatever its key.
CREATE TABLE holds (
    case_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    hold_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    recorded_at INTEGER,
    effective_from INTEGER,
    effective_to INTEGER,
    end_confirmed INTEGER NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (case_id, position, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_hold ON holds (hold_id);

CREATE TABLE documents (
    case_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    kind TEXT,
    number TEXT,
    issuing_country TEXT,
    expires_on TEXT,
    answer TEXT,
    facts TEXT NOT NULL,
    PRIMARY KEY (case_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    case_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    statement_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    made_at INTEGER,
    outcome TEXT,
    facts TEXT NOT NULL,
    PRIMARY KEY (case_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE flights (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    status TEXT NOT NULL,
    departs_at INTEGER,
    chain BLOB NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT flights_status CHECK (status = 'scheduled' OR status = 'sealed'
        OR status = 'boarding' OR status = 'departed' OR status = 'arrived'
        OR status = 'cancelled'),
    CONSTRAINT flights_chain CHECK (length(chain) = 32)
) STRICT;
CREATE INDEX flights_departs ON flights (departs_at);

CREATE TABLE manifest_lines (
    flight_id TEXT NOT NULL REFERENCES flights (id),
    number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('primary', 'alternate')),
    rank INTEGER NOT NULL,
    board_stop INTEGER NOT NULL,
    drop_stop INTEGER NOT NULL,
    high_risk INTEGER NOT NULL,
    needs_nurse INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'listed' OR state = 'confirmed' OR state = 'boarded'
        OR state = 'departed' OR state = 'delivered' OR state = 'returned' OR state = 'struck'),
    is_live INTEGER NOT NULL,
    struck_reason TEXT,
    struck_detail TEXT,
    PRIMARY KEY (flight_id, number),
    CONSTRAINT manifest_lines_live
        CHECK (is_live = (state = 'listed' OR state = 'confirmed' OR state = 'boarded'
            OR state = 'departed')),
    CONSTRAINT manifest_lines_struck CHECK ((struck_reason IS NOT NULL) = (state = 'struck')
        AND (struck_detail IS NOT NULL) = (struck_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- Its condition is a column of its own: a line that moves from listed to confirmed stays live,
-- and the index is left alone.
CREATE UNIQUE INDEX manifest_lines_live_person ON manifest_lines (person_id)
    WHERE is_live;
CREATE INDEX manifest_lines_case ON manifest_lines (case_id);

-- Seats by leg. Triggers count the live primaries; more than there are seats is refused.
CREATE TABLE flight_legs (
    flight_id TEXT NOT NULL REFERENCES flights (id),
    leg INTEGER NOT NULL,
    seats INTEGER NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (flight_id, leg),
    CONSTRAINT flight_legs_seats CHECK (taken <= seats)
) STRICT, WITHOUT ROWID;

-- History. Triggers refuse every change of what is written.
CREATE TABLE events (
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_role TEXT NOT NULL,
    by_user TEXT NOT NULL,
    rules TEXT NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (stream, version)
) STRICT;

-- Commands that were done, with their results.
CREATE TABLE inbox (
    command_id TEXT NOT NULL PRIMARY KEY,
    request_hash TEXT NOT NULL,
    result TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
    case_id TEXT NOT NULL,
    key TEXT NOT NULL,
    lane TEXT NOT NULL,
    visible_at INTEGER NOT NULL,
    lease TEXT,
    attempt INTEGER NOT NULL DEFAULT 0,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_claim ON tasks (lane, visible_at);

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;

CREATE TABLE import_queue (
    id TEXT NOT NULL PRIMARY KEY,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    person_id TEXT,
    record_key TEXT,
    raw TEXT NOT NULL,
    fault TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by TEXT,
    resolution TEXT
) STRICT;

CREATE TABLE disclosures (
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    fields TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, version)
) STRICT;

CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY,
    flights TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;

CREATE TRIGGER manifest_lines_seat AFTER INSERT ON manifest_lines
WHEN NEW.role = 'primary' AND NEW.is_live
BEGIN
    UPDATE flight_legs SET taken = taken + 1 WHERE flight_id = NEW.flight_id
        AND leg >= NEW.board_stop AND leg < NEW.drop_stop;
END;
CREATE TRIGGER manifest_lines_unseat AFTER DELETE ON manifest_lines
WHEN OLD.role = 'primary' AND OLD.is_live
BEGIN
    UPDATE flight_legs SET taken = taken - 1 WHERE flight_id = OLD.flight_id
        AND leg >= OLD.board_stop AND leg < OLD.drop_stop;
END;
CREATE TRIGGER manifest_lines_reseat AFTER UPDATE OF role, is_live, board_stop, drop_stop ON manifest_lines
WHEN (OLD.role = 'primary' AND OLD.is_live)
    <> (NEW.role = 'primary' AND NEW.is_live)
    OR OLD.board_stop <> NEW.board_stop OR OLD.drop_stop <> NEW.drop_stop
BEGIN
    UPDATE flight_legs SET taken = taken - 1 WHERE flight_id = OLD.flight_id
        AND leg >= OLD.board_stop AND leg < OLD.drop_stop
        AND OLD.role = 'primary' AND OLD.is_live;
    UPDATE flight_legs SET taken = taken + 1 WHERE flight_id = NEW.flight_id
        AND leg >= NEW.board_stop AND leg < NEW.drop_stop
        AND NEW.role = 'primary' AND NEW.is_live;
END;
