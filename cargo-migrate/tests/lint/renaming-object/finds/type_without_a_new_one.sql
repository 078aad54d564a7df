CREATE TYPE mood AS ENUM ('ok');
ALTER TYPE app.mood RENAME TO feeling;
CREATE TYPE app.feelings AS ENUM ('ok');
