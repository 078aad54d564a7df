--! applied
CREATE TABLE users (id bigint, name character varying(80) NOT NULL);
--! unapplied
ALTER TABLE users RENAME name TO full_name;
