--! unapplied, transaction = none
REINDEX (CONCURRENTLY, VERBOSE) TABLE users;
