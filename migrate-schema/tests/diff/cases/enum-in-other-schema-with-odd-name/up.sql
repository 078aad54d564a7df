ALTER TABLE ONLY public.t ALTER COLUMN s DROP DEFAULT;
ALTER TYPE "My Types"."Order State" RENAME TO "Order State__former";
CREATE TYPE "My Types"."Order State" AS ENUM ('New', 'a"b', E'back\\slash');
ALTER TABLE public.t ALTER COLUMN s TYPE "My Types"."Order State" USING s::text::"My Types"."Order State";
DROP TYPE "My Types"."Order State__former";
ALTER TABLE public.t ADD COLUMN m "My Types"."Order State"[];
ALTER TABLE ONLY public.t ALTER COLUMN s SET DEFAULT 'a"b'::"My Types"."Order State";
