ALTER VIEW people RENAME TO persons;
CREATE VIEW people AS SELECT * FROM persons;
