--! unapplied, transaction = none
REINDEX SCHEMA app;
