CREATE TABLE t (id int PRIMARY KEY, at date NOT NULL CHECK (at > '2000-01-01'), note text DEFAULT 'x');
CREATE INDEX t_at ON t (at);
CREATE TABLE r (id int REFERENCES t);
CREATE VIEW v AS SELECT id, at FROM t;
