CREATE TABLE parcels (id int, state varchar(20), size varchar,
    CHECK (state IN ('at the sender''s', 'on its way', 'delivered')));
CREATE INDEX parcels_open ON parcels (id) WHERE state NOT IN ('delivered', ']');
CREATE VIEW big AS SELECT id FROM parcels WHERE size IN ('L', 'XL') AND state <> ALL (ARRAY['"'::varchar]);
CREATE DOMAIN size AS varchar(2) CHECK (VALUE IN ('S', 'M', 'L', 'XL'));
ALTER TABLE parcels ENABLE ROW LEVEL SECURITY;
CREATE POLICY small ON parcels USING (size IN ('S', 'M'));
CREATE TABLE shelves (letter varchar(1), is_high boolean GENERATED ALWAYS AS (letter IN ('x', 'y')) STORED);
