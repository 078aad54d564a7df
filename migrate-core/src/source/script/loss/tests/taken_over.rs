//! Something older gets into what is new, and goes with it.

use super::lost;

#[test]
fn an_older_table_in_a_new_one_is_lost_with_it() {
    let table = "CREATE TABLE p (id int, c int)";
    for (script, expected) in [
        ("ALTER TABLE old INHERIT p; TRUNCATE p", "all rows of `p`"),
        (
            "ALTER TABLE old INHERIT p; DELETE FROM p",
            "all rows of `p`",
        ),
        (
            "ALTER TABLE old INHERIT p; DROP TABLE p CASCADE",
            "table `p`, and with CASCADE what depends on it",
        ),
        (
            "ALTER FOREIGN TABLE old INHERIT p; DELETE FROM p",
            "all rows of `p`",
        ),
        (
            "ALTER TABLE p ATTACH PARTITION old DEFAULT; TRUNCATE p",
            "all rows of `p`",
        ),
        // The column goes from the partition, too.
        (
            "ALTER TABLE p ADD d int; ALTER TABLE p ATTACH PARTITION old DEFAULT; ALTER TABLE p DROP COLUMN d",
            "column `d` of `p`",
        ),
        (
            "ALTER TABLE p ATTACH PARTITION old DEFAULT; ALTER TABLE p ALTER c TYPE smallint",
            "values of column `c` of `p`, which becomes smallint from integer",
        ),
        (
            "CREATE FOREIGN TABLE f PARTITION OF p DEFAULT SERVER elsewhere; DELETE FROM p",
            "all rows of `p`",
        ),
        // Whoever includes the rows of what it got into has them as well.
        (
            "CREATE TABLE q () INHERITS (p); ALTER TABLE old INHERIT q; DELETE FROM p",
            "all rows of `p`",
        ),
        (
            "CREATE TABLE q (id int); ALTER TABLE q INHERIT p; ALTER TABLE old INHERIT q; DELETE FROM p",
            "all rows of `p`",
        ),
        (
            "CREATE TABLE q PARTITION OF p DEFAULT PARTITION BY LIST (id); ALTER TABLE q RENAME TO r; \
             ALTER TABLE r ATTACH PARTITION old DEFAULT; TRUNCATE p",
            "all rows of `p`",
        ),
    ] {
        let script = format!("{table}; {script}");
        assert_eq!(lost(&script), [expected], "{script}");
    }
}

#[test]
fn what_goes_with_a_new_object_is_lost_with_it() {
    for (script, expected) in [
        (
            "CREATE SCHEMA s; CREATE TABLE s.p (id int); ALTER TABLE old INHERIT s.p; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        (
            "CREATE SCHEMA s; ALTER TYPE mood SET SCHEMA s; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        (
            "CREATE SCHEMA s; ALTER MATERIALIZED VIEW old SET SCHEMA s; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        (
            "CREATE SCHEMA s; ALTER EXTENSION citext SET SCHEMA s; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        (
            "CREATE SCHEMA s; ALTER COLLATION german SET SCHEMA s; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        // Rows that refer to the new ones go with them.
        (
            "CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE old ADD FOREIGN KEY (t) REFERENCES t ON DELETE CASCADE; DELETE FROM t",
            "all rows of `t`",
        ),
        (
            "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY REFERENCES t (id) ON DELETE CASCADE); \
             ALTER TABLE old ADD COLUMN u int REFERENCES u ON UPDATE CASCADE ON DELETE CASCADE; DELETE FROM t",
            "all rows of `t`",
        ),
        (
            "CREATE TABLE t (id int); ALTER SEQUENCE old OWNED BY t.id; DROP TABLE t",
            "table `t`",
        ),
        (
            "CREATE TABLE t (id int); ALTER SEQUENCE old OWNED BY public.t.id; DROP TABLE t",
            "table `t`",
        ),
        // An older column gets the new type.
        (
            "CREATE TYPE mood AS ENUM ('ok'); ALTER TABLE users ALTER note TYPE mood USING note::mood; DROP TYPE mood CASCADE",
            "type `mood`, and with CASCADE what depends on it",
        ),
        (
            "CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN good AS mood; ALTER TABLE users ALTER note TYPE good; DROP TYPE mood CASCADE",
            "type `mood`, and with CASCADE what depends on it",
        ),
        (
            "CREATE TABLE pair (a int, b int); ALTER TABLE users ALTER note TYPE pair; DROP TABLE pair CASCADE",
            "table `pair`, and with CASCADE what depends on it",
        ),
        (
            "CREATE EXTENSION citext; ALTER TABLE users ALTER email TYPE citext; DROP EXTENSION citext CASCADE",
            "extension `citext`, and with CASCADE what depends on it",
        ),
        (
            "CREATE EXTENSION postgis; ALTER EXTENSION postgis ADD TABLE users; DROP EXTENSION postgis",
            "extension `postgis`",
        ),
    ] {
        assert_eq!(lost(script), [expected], "{script}");
    }
}

#[test]
fn new_things_in_new_things_are_no_loss() {
    for script in [
        "CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE a PARTITION OF p DEFAULT; TRUNCATE p; DROP TABLE p",
        "CREATE TABLE p (id int); CREATE TABLE a () INHERITS (p); DELETE FROM p; DROP TABLE p CASCADE",
        "CREATE TABLE p (id int); CREATE TABLE a (id int); ALTER TABLE a INHERIT p; DELETE FROM p",
        // What is older has the new rows, and not the other way around.
        "CREATE TABLE a () INHERITS (old); DELETE FROM a; DROP TABLE a",
        "CREATE TABLE a PARTITION OF old DEFAULT; TRUNCATE a; DROP TABLE a",
        "CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE old ADD FOREIGN KEY (t) REFERENCES t; DELETE FROM t",
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (t int REFERENCES t ON DELETE CASCADE); DELETE FROM t",
        "CREATE TABLE t (id int, old int REFERENCES old ON DELETE CASCADE); DELETE FROM t",
        "CREATE TABLE t (id int); CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY t.id; DROP TABLE t",
        "CREATE TYPE mood AS ENUM ('ok'); ALTER TABLE users ADD COLUMN mood mood; ALTER TABLE users DROP mood; DROP TYPE mood CASCADE",
        "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (m text); ALTER TABLE t ALTER m TYPE mood USING m::mood; DROP TYPE mood CASCADE",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}
