CREATE SCHEMA a; CREATE SCHEMA b; CREATE TYPE a.e AS ENUM ('x', 'z'); CREATE TYPE b.e AS ENUM ('w'); CREATE TABLE a.t (e b.e, f a.e); CREATE TABLE b.t (e a.e DEFAULT 'z');
CREATE VIEW a.v AS SELECT x.e FROM a.t x JOIN b.t y ON x.f = y.e;
