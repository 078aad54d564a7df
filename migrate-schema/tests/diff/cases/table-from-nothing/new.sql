CREATE TABLE accounts (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, balance numeric(12,2) DEFAULT 0 CHECK (balance >= 0));
CREATE TABLE posts (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author bigint NOT NULL REFERENCES accounts ON DELETE CASCADE, title text, slug text GENERATED ALWAYS AS (lower(title)) STORED);
CREATE INDEX posts_slug ON posts (slug) WHERE slug IS NOT NULL;
COMMENT ON TABLE posts IS 'what people write';
COMMENT ON COLUMN posts.slug IS 'for addresses';
