CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    body jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE TABLE events_2026 PARTITION OF events
    FOR VALUES FROM ('2026-01-01T00:00:00Z') TO ('2027-01-01T00:00:00Z');

CREATE INDEX events_at_idx ON events (at);
