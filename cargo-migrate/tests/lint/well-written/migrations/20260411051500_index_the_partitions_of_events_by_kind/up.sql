CREATE INDEX CONCURRENTLY events_2026_kind_idx ON events_2026 (kind);
CREATE INDEX CONCURRENTLY events_2027_kind_idx ON events_2027 (kind);
