CREATE TABLE t (email text CHECK (email LIKE '%@%'));
