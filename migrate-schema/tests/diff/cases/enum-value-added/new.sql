CREATE TYPE mood AS ENUM ('awful', 'sad', 'it''s ok', 'happy', 'great');
CREATE TABLE t (m mood DEFAULT 'sad');
