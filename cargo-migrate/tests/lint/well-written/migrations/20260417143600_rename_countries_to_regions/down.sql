DROP VIEW countries;
ALTER TABLE regions RENAME TO countries;
