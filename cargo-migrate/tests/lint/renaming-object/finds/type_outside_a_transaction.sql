--! unapplied, transaction = none
ALTER TYPE mood RENAME TO mood__former;
CREATE TYPE mood AS ENUM ('ok');
