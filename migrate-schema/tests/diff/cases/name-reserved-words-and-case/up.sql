SET LOCAL check_function_bodies = off;
ALTER TABLE "Select"."from" ALTER COLUMN "where" TYPE bigint;
CREATE TYPE "Select".type AS ENUM ('order');
ALTER TABLE "Select"."from" ALTER COLUMN "Group" TYPE "Select".type USING "Group"::"Select".type;
CREATE OR REPLACE FUNCTION "Select"."F"("In" integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;
ALTER TABLE "Select"."from" ADD COLUMN "日本" text;
ALTER TABLE ONLY "Select"."from" ALTER COLUMN "Group" SET DEFAULT 'order'::"Select".type;
CREATE VIEW "Select"."View" AS
 SELECT "from"."where" AS "order",
    "from"."x""y"
   FROM "Select"."from";
ALTER TABLE "Select"."from" ADD CONSTRAINT "from_a b_check" CHECK (("a b" > 0));
CREATE INDEX "I 1" ON "Select"."from" USING btree ("Group", "日本");
ALTER TABLE "Select"."from" ADD CONSTRAINT "from_x""y_fkey" FOREIGN KEY ("x""y") REFERENCES "Select"."from"("where");
