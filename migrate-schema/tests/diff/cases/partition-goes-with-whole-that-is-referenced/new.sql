CREATE TABLE stays (region text, account int);
