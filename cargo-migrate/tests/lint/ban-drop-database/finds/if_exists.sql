--! unapplied, transaction = none
DROP DATABASE IF EXISTS "Reports";
