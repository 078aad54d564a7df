--! unapplied
CREATE TYPE mood AS ENUM ('ok');
--! down
DROP TYPE mood CASCADE;
