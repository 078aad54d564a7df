CREATE TABLE a (x int, y int, UNIQUE (x));
CREATE TABLE b (x int REFERENCES a (x), y int);
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self);
