CREATE TABLE badges (number int PRIMARY KEY, holder text UNIQUE);
CREATE TABLE doors (door int PRIMARY KEY, floor int NOT NULL);
