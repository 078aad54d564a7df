ALTER TABLE t ADD COLUMN a varchar(20)[];
