CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."Order" ("user" text, "a""b" int);
CREATE VIEW "größe" AS SELECT "user" FROM "My Schema"."Order";
