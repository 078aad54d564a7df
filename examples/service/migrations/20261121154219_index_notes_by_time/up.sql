CREATE INDEX CONCURRENTLY notes_by_time ON notes (written_at);
