--! applied
CREATE TABLE orders (id bigint PRIMARY KEY);
--! unapplied
ALTER TABLE orders ADD COLUMN total bigint CONSTRAINT positive CHECK (total > 0), ADD COLUMN note text NOT NULL DEFAULT '' CHECK (note <> 'x');
