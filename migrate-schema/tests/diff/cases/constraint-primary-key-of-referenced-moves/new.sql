CREATE TABLE a (id int UNIQUE, code text PRIMARY KEY);
CREATE TABLE b (a int REFERENCES a (id), c text REFERENCES a);
CREATE VIEW v AS SELECT id, code, count(*) AS n FROM a GROUP BY id, code;
