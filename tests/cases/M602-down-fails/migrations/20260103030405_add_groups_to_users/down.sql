ALTER TABLE users
    DROP COLUMN "group";
