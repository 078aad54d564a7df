CREATE TABLE public.e (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body jsonb DEFAULT '{}'::jsonb
) PARTITION BY RANGE (at);
CREATE TABLE public.e_2024 (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body jsonb DEFAULT '{}'::jsonb
) PARTITION BY LIST (kind);
CREATE TABLE public.e_2024_a (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body jsonb DEFAULT '{}'::jsonb
) PARTITION BY HASH (id);
CREATE TABLE public.e_2024_a0 (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body jsonb DEFAULT '{}'::jsonb
);
COMMENT ON TABLE public.e_2024_a0 IS 'leaf';
CREATE TABLE public.e_2024_a1 (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body jsonb DEFAULT '{}'::jsonb
) WITH (fillfactor=70);
CREATE TABLE public.e_2024_rest (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    body jsonb DEFAULT '{}'::jsonb
);
ALTER TABLE public.e_2024_a0 ADD CONSTRAINT e_2024_a0_at_kind_id_key UNIQUE (at, kind, id);
ALTER TABLE public.e_2024_a0 ADD CONSTRAINT e_2024_a0_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE public.e_2024_a1 ADD CONSTRAINT e_2024_a1_at_kind_id_key UNIQUE (at, kind, id);
ALTER TABLE public.e_2024_a ADD CONSTRAINT e_2024_a_at_kind_id_key UNIQUE (at, kind, id);
ALTER TABLE public.e_2024_a1 ADD CONSTRAINT e_2024_a1_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE public.e_2024_a ADD CONSTRAINT e_2024_a_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE public.e_2024_rest ADD CONSTRAINT e_2024_rest_at_kind_id_key UNIQUE (at, kind, id);
ALTER TABLE public.e_2024 ADD CONSTRAINT e_2024_at_kind_id_key UNIQUE (at, kind, id);
ALTER TABLE public.e ADD CONSTRAINT e_at_kind_id_key UNIQUE (at, kind, id);
ALTER TABLE public.e_2024_rest ADD CONSTRAINT e_2024_rest_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE public.e_2024 ADD CONSTRAINT e_2024_pkey PRIMARY KEY (id, at, kind);
ALTER TABLE public.e ADD CONSTRAINT e_pkey PRIMARY KEY (id, at, kind);
CREATE INDEX e_2024_a0_kind_at_idx ON public.e_2024_a0 USING btree (kind) INCLUDE (at);
CREATE INDEX e_2024_a1_kind_at_idx ON public.e_2024_a1 USING btree (kind) INCLUDE (at);
CREATE INDEX e_2024_a_kind_at_idx ON public.e_2024_a USING btree (kind) INCLUDE (at);
CREATE INDEX e_2024_rest_kind_at_idx ON public.e_2024_rest USING btree (kind) INCLUDE (at);
CREATE INDEX e_2024_kind_at_idx ON public.e_2024 USING btree (kind) INCLUDE (at);
CREATE INDEX e_kind ON public.e USING btree (kind) INCLUDE (at);
CREATE INDEX only_rest ON public.e_2024_rest USING btree (((body ->> 'x'::text)));
ALTER TABLE public.e ATTACH PARTITION public.e_2024 FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
ALTER TABLE public.e_2024 ATTACH PARTITION public.e_2024_a FOR VALUES IN ('a');
ALTER TABLE public.e_2024_a ATTACH PARTITION public.e_2024_a0 FOR VALUES WITH (modulus 2, remainder 0);
ALTER TABLE public.e_2024_a ATTACH PARTITION public.e_2024_a1 FOR VALUES WITH (modulus 2, remainder 1);
ALTER TABLE public.e_2024 ATTACH PARTITION public.e_2024_rest DEFAULT;
