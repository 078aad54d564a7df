CREATE SCHEMA "My Types";
CREATE TYPE "My Types"."Order State" AS ENUM ('New', 'Ünï', 'a"b');
CREATE TABLE t (s "My Types"."Order State" DEFAULT 'New');
