-- in one transaction
DROP VIEW a.v;
ALTER TYPE b.e RENAME TO e__former;
CREATE TYPE b.e AS ENUM ('w');
ALTER TABLE a.t ALTER COLUMN e TYPE b.e USING e::text::b.e;
-- in one transaction
ALTER TYPE a.e ADD VALUE 'z';
-- in one transaction
ALTER TABLE a.t ALTER COLUMN f TYPE a.e USING f::text::a.e;
ALTER TABLE b.t ALTER COLUMN e TYPE a.e USING e::text::a.e;
DROP TYPE b.e__former;
ALTER TABLE ONLY b.t ALTER COLUMN e SET DEFAULT 'z'::a.e;
CREATE VIEW a.v AS
 SELECT x.e
   FROM (a.t x
     JOIN b.t y ON ((x.f = y.e)));
