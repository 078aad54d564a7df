--! applied
CREATE TYPE mood AS ENUM ('ok');
--! unapplied
DROP TYPE mood, size CASCADE;
