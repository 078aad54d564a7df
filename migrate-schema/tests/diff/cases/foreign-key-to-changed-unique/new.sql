CREATE TABLE a (x bigint, y int, UNIQUE (x, y));
CREATE TABLE b (x bigint, y int, FOREIGN KEY (x, y) REFERENCES a (x, y) MATCH FULL ON UPDATE CASCADE);
CREATE TABLE self (id uuid PRIMARY KEY, up uuid REFERENCES self);
