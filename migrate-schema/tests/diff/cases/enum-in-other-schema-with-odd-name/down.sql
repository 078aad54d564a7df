ALTER TABLE ONLY public.t ALTER COLUMN s DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN m;
ALTER TYPE "My Types"."Order State" RENAME TO "Order State__former";
CREATE TYPE "My Types"."Order State" AS ENUM ('New', 'Ünï', 'a"b');
ALTER TABLE public.t ALTER COLUMN s TYPE "My Types"."Order State" USING s::text::"My Types"."Order State";
DROP TYPE "My Types"."Order State__former";
ALTER TABLE ONLY public.t ALTER COLUMN s SET DEFAULT 'New'::"My Types"."Order State";
