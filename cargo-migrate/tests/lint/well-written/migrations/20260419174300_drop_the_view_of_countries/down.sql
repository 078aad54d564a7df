CREATE VIEW countries AS SELECT * FROM regions;
