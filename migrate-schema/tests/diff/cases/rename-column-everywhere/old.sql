CREATE TABLE t (id int PRIMARY KEY, mail text NOT NULL DEFAULT 'x', date date, low text GENERATED ALWAYS AS (lower(mail)) STORED,
  CONSTRAINT no_blank CHECK (mail <> '' AND date > '2020-01-01'::date), UNIQUE (mail, date));
CREATE INDEX i ON t (lower(mail)) INCLUDE (date) WHERE mail IS NOT NULL;
CREATE TABLE r (mail text, date date, FOREIGN KEY (mail, date) REFERENCES t (mail, date) ON UPDATE CASCADE);
CREATE VIEW v AS SELECT id, mail AS address FROM t WHERE mail <> '';
CREATE VIEW w AS SELECT count(x.mail) AS n FROM (SELECT t.mail FROM t) x;
CREATE VIEW z AS SELECT mail FROM r;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER mail BEFORE UPDATE OF mail ON t FOR EACH ROW WHEN (old.mail <> new.mail) EXECUTE FUNCTION tf('mail');
CREATE POLICY p ON t USING (mail = current_user);
CREATE STATISTICS st ON mail, date FROM t;
COMMENT ON COLUMN t.mail IS 'c';
GRANT SELECT (mail) ON t TO reader;
