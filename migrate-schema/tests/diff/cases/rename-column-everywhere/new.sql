CREATE TABLE t (id int PRIMARY KEY, email text NOT NULL DEFAULT 'x', date date, low text GENERATED ALWAYS AS (lower(email)) STORED,
  CONSTRAINT no_blank CHECK (email <> '' AND date > '2020-01-01'::date), UNIQUE (email, date));
CREATE INDEX i ON t (lower(email)) INCLUDE (date) WHERE email IS NOT NULL;
CREATE TABLE r (mail text, date date, FOREIGN KEY (mail, date) REFERENCES t (email, date) ON UPDATE CASCADE);
CREATE VIEW v AS SELECT id, email AS address FROM t WHERE email <> '';
CREATE VIEW w AS SELECT count(x.email) AS n FROM (SELECT t.email FROM t) x;
CREATE VIEW z AS SELECT mail FROM r;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER mail BEFORE UPDATE OF email ON t FOR EACH ROW WHEN (old.email <> new.email) EXECUTE FUNCTION tf('mail');
CREATE POLICY p ON t USING (email = current_user);
CREATE STATISTICS st ON email, date FROM t;
COMMENT ON COLUMN t.email IS 'c';
GRANT SELECT (email) ON t TO reader;
