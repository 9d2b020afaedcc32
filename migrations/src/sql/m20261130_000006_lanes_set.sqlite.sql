-- How often a lane was set, counted from 2: what nobody has set yet is at version 1. Each time it is
-- set it is another one, so that nobody ends a pause that they did not see.
ALTER TABLE lanes ADD COLUMN version INTEGER NOT NULL DEFAULT 2;
