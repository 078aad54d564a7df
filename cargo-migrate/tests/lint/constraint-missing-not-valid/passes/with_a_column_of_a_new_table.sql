--! unapplied
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN total bigint CHECK (total > 0);
--! down
ALTER TABLE orders ADD COLUMN note text CHECK (note <> '');
