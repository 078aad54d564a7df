CREATE SCHEMA "My Types";
CREATE TYPE "My Types"."Order State" AS ENUM ('New', 'a"b', 'back\slash');
CREATE TABLE t (s "My Types"."Order State" DEFAULT 'a"b', m "My Types"."Order State"[]);
