CREATE SCHEMA audit;
SET LOCAL search_path = audit;
CREATE TABLE entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text NOT NULL);
CREATE TABLE scratch (id bigint);
INSERT INTO scratch SELECT generate_series(1, 3);
DELETE FROM scratch;
DROP TABLE scratch;
SET LOCAL search_path = public;
