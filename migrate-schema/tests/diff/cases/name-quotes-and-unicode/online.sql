-- in one transaction
DROP VIEW public."größe";
ALTER TABLE "My Schema"."Order" ALTER COLUMN "user" TYPE character varying(5);
CREATE TYPE "My Schema"."E'num" AS ENUM ('Ä', 'b''c');
ALTER TABLE "My Schema"."Order" ADD COLUMN "select" "My Schema"."E'num" DEFAULT 'Ä'::"My Schema"."E'num";
CREATE VIEW public."größe" AS
 SELECT "Order"."user"
   FROM "My Schema"."Order";
ALTER TABLE "My Schema"."Order" ADD CONSTRAINT "Check Me" CHECK (("a""b" > 0)) NOT VALID;
-- outside of a transaction
CREATE INDEX CONCURRENTLY "Ix" ON "My Schema"."Order" USING btree ("user");
-- in one transaction
ALTER TABLE "My Schema"."Order" VALIDATE CONSTRAINT "Check Me";
