CREATE TYPE color AS ENUM ('grey');
ALTER TYPE color RENAME VALUE 'grey' TO 'gray';
ALTER TYPE color RENAME TO colour;
