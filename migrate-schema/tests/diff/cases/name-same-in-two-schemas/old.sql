CREATE SCHEMA a; CREATE SCHEMA b; CREATE TYPE a.e AS ENUM ('x'); CREATE TYPE b.e AS ENUM ('y'); CREATE TABLE a.t (e a.e, f b.e); CREATE TABLE b.t (e b.e);
CREATE VIEW a.v AS SELECT x.e FROM a.t x JOIN b.t y ON x.f = y.e;
