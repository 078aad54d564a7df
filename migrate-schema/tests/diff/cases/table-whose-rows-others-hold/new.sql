CREATE TABLE address (street varchar, number bigint, zip text DEFAULT 'none');
CREATE TABLE person (name text, home address, former address[], works_at address DEFAULT ROW('Elm', 1, 'none'));
CREATE INDEX by_home ON person (home);
CREATE INDEX by_street ON person (((home).street));
CREATE VIEW homes AS SELECT name, (home).number, former FROM person;
