CREATE TABLE t (r int4range, s tsrange, room int4range, CONSTRAINT e EXCLUDE USING gist (r WITH &&, room WITH =) WHERE (NOT isempty(r)) DEFERRABLE, EXCLUDE USING gist (s WITH -|-));
COMMENT ON CONSTRAINT e ON t IS 'no two';
