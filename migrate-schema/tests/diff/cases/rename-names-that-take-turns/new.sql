CREATE TABLE c (id int PRIMARY KEY, y text, x text); CREATE TABLE a (id int PRIMARY KEY, z int REFERENCES c);
