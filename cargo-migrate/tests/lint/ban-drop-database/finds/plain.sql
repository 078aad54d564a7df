--! unapplied, transaction = none
DROP DATABASE reports;
