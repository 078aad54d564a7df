DROP VIEW a.v;
ALTER TABLE ONLY b.t ALTER COLUMN e DROP DEFAULT;
ALTER TYPE a.e RENAME TO e__former;
CREATE TYPE a.e AS ENUM ('x');
ALTER TABLE a.t ALTER COLUMN e TYPE a.e USING e::text::a.e;
ALTER TYPE b.e RENAME TO e__former;
CREATE TYPE b.e AS ENUM ('y');
DROP TYPE b.e__former;
ALTER TABLE a.t ALTER COLUMN f TYPE b.e USING f::text::b.e;
ALTER TABLE b.t ALTER COLUMN e TYPE b.e USING e::text::b.e;
DROP TYPE a.e__former;
CREATE VIEW a.v AS
 SELECT x.e
   FROM (a.t x
     JOIN b.t y ON ((x.f = y.e)));
