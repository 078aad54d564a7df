CREATE INDEX CONCURRENTLY tickets_day_idx ON tickets (day);
