CREATE TABLE left_branches AS SELECT id, place FROM branches WHERE false;
ALTER TABLE left_branches DROP COLUMN place, ADD COLUMN seen_at timestamp;
ALTER TABLE left_branches ADD PRIMARY KEY (id);
ALTER TABLE left_branches ALTER COLUMN seen_at TYPE date;
