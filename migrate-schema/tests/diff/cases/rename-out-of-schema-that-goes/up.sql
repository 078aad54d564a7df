ALTER MATERIALIZED VIEW old.m SET SCHEMA public;
ALTER TABLE old.t SET SCHEMA public;
ALTER TABLE old.u RENAME TO other;
ALTER TABLE old.other SET SCHEMA public;
ALTER VIEW old.v SET SCHEMA public;
ALTER TABLE public.other RENAME CONSTRAINT u_i_fkey TO other_i_fkey;
DROP FUNCTION old.f(public.t);
DROP SCHEMA old;
