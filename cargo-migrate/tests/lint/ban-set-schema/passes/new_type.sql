CREATE TYPE color AS ENUM ('red');
ALTER TYPE color SET SCHEMA app;
