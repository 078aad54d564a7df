--! applied
CREATE TABLE users (id bigint, email text);
--! unapplied
CREATE TEMP TABLE users AS SELECT 1 AS email;
CREATE INDEX ON users (email);
CREATE INDEX users_email_idx ON public.users (email);
