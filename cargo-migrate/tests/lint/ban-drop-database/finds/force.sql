--! unapplied, transaction = none
DROP DATABASE reports WITH (FORCE);
