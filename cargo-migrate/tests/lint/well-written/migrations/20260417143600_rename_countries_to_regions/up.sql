ALTER TABLE countries RENAME TO regions;
CREATE VIEW countries AS SELECT * FROM regions;
