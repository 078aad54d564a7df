CREATE SCHEMA "My Schema";
CREATE TYPE "My Schema"."E'num" AS ENUM ('Ä', 'b''c');
CREATE TABLE "My Schema"."Order" ("user" varchar(5), "a""b" int CONSTRAINT "Check Me" CHECK ("a""b" > 0), "select" "My Schema"."E'num" DEFAULT 'Ä');
CREATE VIEW "größe" AS SELECT "user" FROM "My Schema"."Order";
CREATE INDEX "Ix" ON "My Schema"."Order" ("user");
