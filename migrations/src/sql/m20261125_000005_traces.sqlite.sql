-- Where the work came from: a traceparent of W3C Trace Context, while traces are told to anybody.
ALTER TABLE tasks ADD COLUMN trace TEXT;
ALTER TABLE messages ADD COLUMN trace TEXT;
ALTER TABLE outbox ADD COLUMN trace TEXT;
