CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk', deterministic = false);
CREATE COLLATION changed (provider = icu, locale = 'de');
COMMENT ON COLLATION german IS 'telephone books';
ALTER COLLATION german OWNER TO owner;
CREATE TABLE t (a text COLLATE german);
CREATE INDEX i ON t (a COLLATE changed);
CREATE DOMAIN d AS text COLLATE german;
