ALTER TABLE plans ALTER COLUMN label TYPE varchar(20);
