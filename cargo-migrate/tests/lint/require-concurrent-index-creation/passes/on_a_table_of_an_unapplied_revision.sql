--! unapplied
CREATE TABLE public.users (id bigint PRIMARY KEY, email text);
--! unapplied
CREATE UNIQUE INDEX users_email_idx ON users (email);
