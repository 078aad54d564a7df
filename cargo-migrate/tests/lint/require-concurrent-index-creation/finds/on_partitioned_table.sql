--! applied
CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at);
--! unapplied
CREATE INDEX events_at_idx ON events (at);
