CREATE SCHEMA "Select"; CREATE TABLE "Select"."from" ("where" int PRIMARY KEY, "Group" text, "a b" int, "x""y" int);
