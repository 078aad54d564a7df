CREATE TEMP TABLE loaded (name text, role text);
INSERT INTO loaded VALUES ('Ada', 'buyer'), ('Bob', 'clerk'), ('Bob', 'clerk');
CREATE INDEX ON loaded (name);
DELETE FROM loaded a USING loaded b WHERE a.ctid > b.ctid AND a.name = b.name;
INSERT INTO staff (name, role) SELECT name, role FROM loaded ON CONFLICT DO NOTHING;
TRUNCATE loaded;
DROP TABLE loaded;
