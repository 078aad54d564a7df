--! unapplied, transaction = none
CREATE INDEX CONCURRENTLY a_idx ON users (a);
CREATE INDEX b_idx ON users (b);
