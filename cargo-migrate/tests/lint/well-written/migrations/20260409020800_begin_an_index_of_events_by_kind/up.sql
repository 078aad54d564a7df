-- ON ONLY builds nothing: the partitions get theirs one by one, beside the writes.
CREATE INDEX events_kind_idx ON ONLY events (kind);
