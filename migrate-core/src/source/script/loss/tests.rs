//! Scripts, and what they destroy.

mod hidden;
mod names;
mod shapes;
mod taken_over;

use super::*;

/// What a script destroys on a database on which these scripts were run before.
fn lost_after(before: &[&str], script: &str) -> Vec<String> {
    let columns = || Columns::after(before.iter().copied());
    losses(script, columns, &mut Fresh::default())
        .into_iter()
        .map(|loss| loss.lost.to_string())
        .collect()
}

fn lost(script: &str) -> Vec<String> {
    lost_after(&[], script)
}

#[test]
fn dropped_objects_are_lost_with_what_they_hold() {
    for (script, expected) in [
        ("DROP TABLE Users", "table `users`"),
        (
            "drop table if exists public.\"Users\" cascade;",
            "table `\"Users\"`, and with CASCADE what depends on it",
        ),
        (
            "ALTER TABLE IF EXISTS ONLY a.users DROP email",
            "column `email` of `a.users`",
        ),
        (
            "ALTER TABLE users DROP COLUMN IF EXISTS \"order\" RESTRICT",
            "column `\"order\"` of `users`",
        ),
        (
            "DROP SCHEMA audit CASCADE",
            "schema `audit`, and with CASCADE what depends on it",
        ),
        ("DROP DATABASE shop", "database `shop`"),
        (
            "DROP SEQUENCE users_id_seq",
            "sequence `users_id_seq` and how far it has counted",
        ),
        (
            "DROP MATERIALIZED VIEW totals",
            "materialized view `totals`, whose rows can be computed again",
        ),
        (
            "DROP DOMAIN email CASCADE",
            "type `email`, and with CASCADE what depends on it",
        ),
        ("DROP EXTENSION postgis", "extension `postgis`"),
        (
            "DROP EXTENSION citext CASCADE",
            "extension `citext`, and with CASCADE what depends on it",
        ),
        (
            "DROP OWNED BY importer CASCADE",
            "everything that belongs to role `importer`",
        ),
        ("TRUNCATE ONLY users", "all rows of `users`"),
        (
            "TRUNCATE TABLE users RESTART IDENTITY CASCADE",
            "all rows of `users`, and with CASCADE what depends on it",
        ),
        ("DELETE FROM users", "all rows of `users`"),
        (
            "DELETE FROM ONLY users u USING teams RETURNING u.id",
            "all rows of `users`",
        ),
        ("DELETE FROM users WHERE true", "all rows of `users`"),
        (
            "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone WHERE id > 1",
            "all rows of `a`",
        ),
        (
            "ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY",
            "the rows of `events_2020` from `events`; they stay in `events_2020`",
        ),
    ] {
        assert_eq!(lost(script), [expected], "{script}");
    }
}

#[test]
fn each_object_and_each_action_is_one_loss_at_its_own_place() {
    let script = "-- Unused.\nDROP TABLE a, b.c CASCADE;\nALTER TABLE users DROP COLUMN x, ADD y int, DROP COLUMN z;\n";
    let losses = losses(script, Columns::default, &mut Fresh::default());
    let parts: Vec<_> = losses
        .iter()
        .map(|loss| &script[loss.range.clone()])
        .collect();
    assert_eq!(parts, ["a", "b.c", "DROP COLUMN x", "DROP COLUMN z"]);
}

#[test]
fn what_only_looks_like_a_loss_is_none() {
    for script in [
        "DROP INDEX users_email; DROP VIEW v; DROP FUNCTION f(int); DROP TRIGGER t ON users; DROP POLICY p ON users",
        "ALTER TABLE users DROP CONSTRAINT users_check",
        "ALTER TABLE users ALTER COLUMN email DROP NOT NULL, ALTER email DROP DEFAULT, ALTER id DROP EXPRESSION",
        "DROP SCHEMA audit; DROP TYPE mood; DROP EXTENSION IF EXISTS pgcrypto",
        "DELETE FROM users WHERE id = 1",
        "DELETE FROM users WHERE id = 1 RETURNING (SELECT 1)",
        "WITH old AS (DELETE FROM a WHERE id < 9 RETURNING *) INSERT INTO b SELECT * FROM old",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM users'",
        "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM users; END",
        "CREATE RULE r AS ON INSERT TO t DO ALSO DELETE FROM a",
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE CASCADE",
        "COMMENT ON TABLE users IS 'DROP TABLE users'; SELECT 'TRUNCATE users', \"drop table\" FROM t",
        "UPDATE users SET email = NULL",
        "GRANT TRUNCATE, DELETE ON users TO app; REVOKE DELETE ON users FROM app",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}

#[test]
fn what_the_run_itself_created_is_no_loss() {
    for script in [
        "CREATE TABLE t (id int); DELETE FROM t; TRUNCATE t; ALTER TABLE t DROP COLUMN id; DROP TABLE public.T",
        "CREATE TEMP TABLE t AS SELECT 1; DROP TABLE t",
        "SELECT id INTO t FROM users; DROP TABLE t",
        "ALTER TABLE users ADD COLUMN a text; ALTER TABLE users ALTER a TYPE varchar(3); ALTER TABLE users DROP a",
        "ALTER TABLE users ADD a text, ADD b text; ALTER TABLE users RENAME a TO c; ALTER TABLE users DROP c, DROP b",
        "CREATE TABLE t (id int); ALTER TABLE t RENAME TO u; ALTER TABLE u SET SCHEMA audit; DROP TABLE audit.u",
        "CREATE SCHEMA s; CREATE TABLE s.t (id int); DROP TABLE s.t; DROP SCHEMA s CASCADE",
        "CREATE SEQUENCE s; DROP SEQUENCE s; CREATE EXTENSION postgis; DROP EXTENSION postgis",
        "DROP TABLE pg_temp.t",
        "CREATE TABLE p PARTITION OF events DEFAULT; ALTER TABLE events DETACH PARTITION p",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}

#[test]
fn what_the_run_took_over_from_an_older_object_is_a_loss() {
    for (script, expected) in [
        (
            "CREATE TABLE IF NOT EXISTS t (id int); DROP TABLE t",
            "table `t`",
        ),
        (
            "CREATE TABLE t (id int); DROP TABLE t; ALTER TABLE old RENAME TO t; DROP TABLE t",
            "table `t`",
        ),
        (
            "CREATE SCHEMA s; ALTER TABLE old SET SCHEMA s; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        (
            "CREATE TABLE t (id int) PARTITION BY LIST (id); ALTER TABLE t ATTACH PARTITION old DEFAULT; DROP TABLE t",
            "table `t`",
        ),
        (
            "CREATE TABLE a (id int); TRUNCATE a CASCADE",
            "all rows of `a`, and with CASCADE what depends on it",
        ),
        (
            "ALTER TABLE users ADD COLUMN IF NOT EXISTS a text; ALTER TABLE users DROP COLUMN a",
            "column `a` of `users`",
        ),
        (
            "ALTER TABLE users ADD a text; DROP TABLE users; ALTER TABLE old RENAME TO users; ALTER TABLE users DROP a",
            "table `users`",
        ),
    ] {
        let found = lost(script);
        assert_eq!(
            found.first().map(String::as_str),
            Some(expected),
            "{script}"
        );
    }
}

#[test]
fn a_change_of_type_is_judged_by_what_earlier_scripts_tell() {
    let before = [
        "CREATE TABLE users (id serial PRIMARY KEY, name varchar(20) NOT NULL, seen timestamptz, \"Total\" numeric(8, 2), CHECK (id > 0));",
        "ALTER TABLE users ADD COLUMN note text; ALTER TABLE users RENAME name TO nick; ALTER TABLE users ALTER id TYPE bigint;",
    ];
    for kept in [
        "ALTER TABLE users ALTER COLUMN nick TYPE text",
        "ALTER TABLE users ALTER nick SET DATA TYPE varchar(40) COLLATE \"C\"",
        "ALTER TABLE public.users ALTER id TYPE numeric USING id::numeric",
        "ALTER TABLE users ALTER \"Total\" TYPE numeric(10, 2) USING (\"Total\"::numeric(10, 2))",
        "ALTER TABLE users ALTER note TYPE mood USING note::mood, ALTER id TYPE bigint",
        "ALTER TABLE users ALTER note TYPE mood USING CAST(note AS mood)",
        "ALTER TABLE other ALTER at TYPE timestamptz USING at AT TIME ZONE 'UTC'",
        "ALTER TABLE users ALTER COLUMN state TYPE mood USING state::text::mood",
    ] {
        assert_eq!(lost_after(&before, kept), [""; 0], "{kept}");
    }
    for (script, expected) in [
        (
            "ALTER TABLE users ALTER id TYPE int",
            "values of column `id` of `users`, which becomes integer from bigint",
        ),
        (
            "ALTER TABLE users ALTER nick TYPE varchar(10)",
            "values of column `nick` of `users`, which becomes varchar(10) from varchar(20)",
        ),
        (
            "ALTER TABLE users ALTER seen TYPE date USING seen::date",
            "values of column `seen` of `users`, which becomes date from timestamptz",
        ),
        (
            "ALTER TABLE users ALTER \"Total\" TYPE numeric(8, 1)",
            "values of column `\"Total\"` of `users`, which becomes numeric(8, 1) from numeric(8, 2)",
        ),
        (
            "ALTER TABLE users ALTER note TYPE text USING lower(note)",
            "values of column `note` of `users`, which an expression computes anew",
        ),
        (
            "ALTER TABLE other ALTER x TYPE varchar(10)",
            "values of column `x` of `other`, which becomes varchar(10)",
        ),
        (
            "ALTER TABLE users ALTER note TYPE text; ALTER TABLE users ALTER note TYPE char(3)",
            "values of column `note` of `users`, which becomes char(3) from text",
        ),
        (
            "ALTER TABLE users ALTER id TYPE bigint USING (id::int)::bigint",
            "values of column `id` of `users`, which an expression computes anew",
        ),
    ] {
        assert_eq!(lost_after(&before, script), [expected], "{script}");
    }
}

#[test]
fn earlier_scripts_are_read_only_for_a_change_of_type() {
    let unread = || -> Columns { panic!("nobody needs the types") };
    let found = losses(
        "DROP TABLE users; ALTER TABLE t ADD a int; ALTER TABLE t ALTER a TYPE smallint;",
        unread,
        &mut Fresh::default(),
    );
    assert_eq!(found.len(), 1);
}
