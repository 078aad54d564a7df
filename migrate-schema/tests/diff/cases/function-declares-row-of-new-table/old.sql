CREATE TABLE old_log (id int);
