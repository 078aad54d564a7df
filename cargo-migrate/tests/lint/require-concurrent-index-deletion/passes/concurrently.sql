--! unapplied, transaction = none
DROP INDEX CONCURRENTLY users_email_idx;
