CREATE TABLE address (street text, number int);
CREATE TABLE person (name text, home address, former address[], works_at address DEFAULT ROW('Elm', 1));
CREATE INDEX by_home ON person (home);
CREATE INDEX by_street ON person (((home).street));
CREATE VIEW homes AS SELECT name, (home).number, former FROM person;
