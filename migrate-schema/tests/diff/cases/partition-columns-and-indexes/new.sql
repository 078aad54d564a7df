CREATE TABLE m (id bigint NOT NULL, at date NOT NULL, extra int DEFAULT 1, note text NOT NULL, CHECK (extra > 0), PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m DEFAULT;
CREATE INDEX m_note ON m (note, extra);
CREATE INDEX only_here ON m1 (extra);
