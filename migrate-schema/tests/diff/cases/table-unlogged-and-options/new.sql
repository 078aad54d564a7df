CREATE UNLOGGED TABLE t (a text, CONSTRAINT "c h" CHECK (a <> '')) WITH (fillfactor = 50, toast.autovacuum_vacuum_threshold = 5); CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY);
