-- in one transaction
CREATE TABLE public.t2 (
    a integer,
    b integer,
    c integer GENERATED ALWAYS AS ((b * 2)) STORED,
    d bigint DEFAULT 3,
    CONSTRAINT t_d_check CHECK ((d > 0))
);
ALTER TABLE public.t ADD COLUMN c integer GENERATED ALWAYS AS ((b * 2)) STORED;
ALTER TABLE public.t ADD COLUMN d bigint DEFAULT 3;
ALTER TABLE public.t ADD CONSTRAINT t_d_check CHECK ((d > 0)) NOT VALID;
ALTER TABLE public.t ATTACH PARTITION public.t2 FOR VALUES IN (2);
-- in one transaction
ALTER TABLE public.t VALIDATE CONSTRAINT t_d_check;
