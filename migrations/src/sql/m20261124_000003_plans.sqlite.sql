-- Proposals of the planner, for SQLite: what was asked, what came out, and whom it passed over.
-- The first schema's table had no place for bound, solver and reasons, and nothing ever wrote it.

DROP TABLE plans;
CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    solver TEXT NOT NULL,
    objective INTEGER NOT NULL,
    bound INTEGER NOT NULL,
    input TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT plans_bound CHECK (bound >= objective)
) STRICT;

-- What a plan meant for each case that it looked at: a flight, or the reason for none, and how
-- many rounds of planning in a row have passed it over.
CREATE TABLE plan_cases (
    case_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    flight_id TEXT,
    rounds INTEGER NOT NULL,
    cause TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (case_id, plan_id),
    CONSTRAINT plan_cases_rounds CHECK (rounds >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER plans_no_update BEFORE UPDATE ON plans
BEGIN SELECT RAISE(ABORT, 'plans is append-only'); END;
CREATE TRIGGER plan_cases_no_update BEFORE UPDATE ON plan_cases
BEGIN SELECT RAISE(ABORT, 'plan_cases is append-only'); END;
