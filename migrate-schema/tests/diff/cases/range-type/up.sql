DROP TYPE public.r;
CREATE TYPE public.r AS RANGE (SUBTYPE = double precision, SUBTYPE_OPCLASS = pg_catalog.float8_ops, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = public.r_multirange);
CREATE TABLE public.t (
    r public.r
);
