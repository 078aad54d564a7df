CREATE SEQUENCE public.accounts_id_seq;
CREATE TABLE public.accounts (
    id bigint DEFAULT nextval('public.accounts_id_seq'::regclass) NOT NULL,
    email text NOT NULL,
    balance numeric(12,2) DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT accounts_balance_check CHECK ((balance >= (0)::numeric)),
    CONSTRAINT accounts_email_key UNIQUE (email)
);
CREATE TABLE public.posts (
    id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
    author bigint NOT NULL,
    title text,
    slug text GENERATED ALWAYS AS (lower(title)) STORED,
    PRIMARY KEY (id)
);
COMMENT ON TABLE public.posts IS 'what people write';
COMMENT ON COLUMN public.posts.slug IS 'for addresses';
ALTER SEQUENCE public.accounts_id_seq OWNED BY public.accounts.id;
CREATE INDEX posts_slug ON public.posts USING btree (slug) WHERE (slug IS NOT NULL);
ALTER TABLE public.posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES public.accounts(id) ON DELETE CASCADE;
