--! unapplied, transaction = none
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email ON ONLY public.users (lower(email)) WHERE email IS NOT NULL;
