CREATE TABLE t (a text) WITH (fillfactor = 90, toast.autovacuum_enabled = false);
