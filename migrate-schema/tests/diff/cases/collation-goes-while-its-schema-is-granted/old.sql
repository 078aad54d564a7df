CREATE SCHEMA s;
CREATE COLLATION s.plain (provider = libc, locale = 'C');
CREATE TABLE s.t (a text COLLATE s.plain);
