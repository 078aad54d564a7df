DROP TABLE public.t;
DROP TYPE public.r;
CREATE TYPE public.r AS RANGE (SUBTYPE = double precision, SUBTYPE_OPCLASS = pg_catalog.float8_ops, MULTIRANGE_TYPE_NAME = public.r_multirange);
