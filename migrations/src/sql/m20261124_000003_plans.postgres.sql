-- Proposals of the planner, for PostgreSQL: what was asked, what came out, and whom it passed over.
-- The first schema's table had no place for bound, solver and reasons, and nothing ever wrote it.

DROP TABLE plans;
CREATE TABLE plans (
    id TEXT COLLATE "C" PRIMARY KEY,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    input_hash TEXT COLLATE "C" NOT NULL,
    solver TEXT NOT NULL,
    objective BIGINT NOT NULL,
    bound BIGINT NOT NULL,
    input TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT plans_bound CHECK (bound >= objective)
);

-- What a plan meant for each case that it looked at: a flight, or the reason for none, and how
-- many rounds of planning in a row have passed it over.
CREATE TABLE plan_cases (
    case_id TEXT COLLATE "C" NOT NULL,
    plan_id TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    flight_id TEXT COLLATE "C",
    rounds BIGINT NOT NULL,
    cause TEXT COLLATE "C" NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (case_id, plan_id),
    CONSTRAINT plan_cases_rounds CHECK (rounds >= 0)
);

CREATE TRIGGER plans_append_only BEFORE UPDATE ON plans
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_cases_append_only BEFORE UPDATE ON plan_cases
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
