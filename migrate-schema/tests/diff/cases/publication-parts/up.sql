ALTER PUBLICATION p DROP TABLE ONLY public.gone;
ALTER PUBLICATION p DROP TABLE ONLY public.b;
ALTER PUBLICATION p DROP TABLE ONLY public.a;
DROP PUBLICATION q;
DROP TABLE public.gone;
ALTER PUBLICATION p SET (publish = 'insert, update', publish_via_partition_root = true);
CREATE TABLE s.c (
    id integer NOT NULL,
    PRIMARY KEY (id)
);
ALTER TABLE public.a ADD COLUMN y integer;
CREATE PUBLICATION q WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
COMMENT ON PUBLICATION q IS 'x';
ALTER PUBLICATION q ADD TABLES IN SCHEMA s;
ALTER PUBLICATION p ADD TABLE ONLY public.a (id, y) WHERE ((id > 5));
