ALTER PUBLICATION p DROP TABLE ONLY public.a;
ALTER PUBLICATION q DROP TABLES IN SCHEMA s;
DROP PUBLICATION q;
ALTER TABLE public.a DROP COLUMN y;
DROP TABLE s.c;
ALTER PUBLICATION p SET (publish = 'insert', publish_via_partition_root = false);
CREATE TABLE public.gone (
    id integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE PUBLICATION q FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
ALTER PUBLICATION p ADD TABLE ONLY public.a;
ALTER PUBLICATION p ADD TABLE ONLY public.b;
ALTER PUBLICATION p ADD TABLE ONLY public.gone;
