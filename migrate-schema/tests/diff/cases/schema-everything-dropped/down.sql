SET LOCAL check_function_bodies = off;
CREATE SCHEMA s;
CREATE DOMAIN s.d AS integer;
CREATE TYPE s.e AS ENUM ('a');
CREATE TABLE s.a (
    id integer NOT NULL,
    e s.e,
    b integer,
    PRIMARY KEY (id)
);
CREATE TABLE s.b (
    a integer
);
CREATE TABLE s.i (
    x s.d
) INHERITS (s.b);
CREATE TABLE s.p (
    id integer
) PARTITION BY LIST (id);
CREATE TABLE s.p1 (
    id integer
);
CREATE VIEW s.v AS
 SELECT a.id,
    a.e,
    a.b
   FROM s.a;
CREATE OR REPLACE FUNCTION s.f(s.a)
 RETURNS SETOF s.v
 LANGUAGE sql
AS $function$SELECT * FROM s.v$function$;
CREATE MATERIALIZED VIEW s.m AS
 SELECT v.id
   FROM s.v;
CREATE UNIQUE INDEX bu ON s.b USING btree (a);
CREATE INDEX mi ON s.m USING btree (id);
ALTER TABLE s.p ATTACH PARTITION s.p1 DEFAULT;
ALTER TABLE s.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES s.b(a);
ALTER TABLE s.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES s.a(id);
