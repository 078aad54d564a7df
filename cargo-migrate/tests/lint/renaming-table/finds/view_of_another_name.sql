ALTER TABLE users RENAME TO people;
CREATE VIEW persons AS SELECT * FROM people;
