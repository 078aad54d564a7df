DROP INDEX "My Schema"."Ix";
ALTER TABLE "My Schema"."Order" DROP CONSTRAINT "Check Me";
DROP VIEW public."größe";
ALTER TABLE "My Schema"."Order" DROP COLUMN "select";
DROP TYPE "My Schema"."E'num";
ALTER TABLE "My Schema"."Order" ALTER COLUMN "user" TYPE text;
CREATE VIEW public."größe" AS
 SELECT "Order"."user"
   FROM "My Schema"."Order";
