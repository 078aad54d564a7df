CREATE TABLE badges (number int, holder text);
CREATE TABLE doors (door int NOT NULL, floor int);
