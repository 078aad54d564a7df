//! Names without a schema: what is new must not be taken for what is old.

use super::lost;

#[test]
fn a_temporary_table_hides_no_qualified_name() {
    for (script, expected) in [
        (
            "CREATE TEMP TABLE users (id int); DROP TABLE public.users",
            "table `users`",
        ),
        (
            "CREATE TEMPORARY TABLE users AS SELECT 1; DELETE FROM public.users",
            "all rows of `users`",
        ),
        (
            "SELECT 1 INTO TEMP users; TRUNCATE TABLE public.users",
            "all rows of `users`",
        ),
        (
            "CREATE TABLE pg_temp.users (id int); ALTER TABLE public.users DROP COLUMN id",
            "column `id` of `users`",
        ),
        // When it is gone, the name means the other one again.
        (
            "CREATE TEMP TABLE users (id int); DROP TABLE users; DROP TABLE users",
            "table `users`",
        ),
        (
            "CREATE TEMP TABLE users (id int); ALTER TABLE users RENAME TO u; DROP TABLE users",
            "table `users`",
        ),
        (
            "CREATE TEMP TABLE users (id int); DISCARD TEMP; DROP TABLE users",
            "table `users`",
        ),
        (
            "CREATE TEMP TABLE users (id int); DROP TABLE audit.users",
            "table `audit.users`",
        ),
        (
            "CREATE TEMP SEQUENCE s; DROP SEQUENCE public.s",
            "sequence `s` and how far it has counted",
        ),
        // A view has the rows of others, and may hide a new table.
        (
            "CREATE TEMP VIEW u AS SELECT * FROM users; DELETE FROM pg_temp.u",
            "all rows of `pg_temp.u`",
        ),
        (
            "CREATE TABLE u (id int); CREATE TEMP VIEW u AS SELECT * FROM users; DELETE FROM u",
            "all rows of `pg_temp.u`",
        ),
        (
            "CREATE SCHEMA s; CREATE VIEW s.u AS SELECT * FROM users; DELETE FROM s.u",
            "all rows of `s.u`",
        ),
    ] {
        assert_eq!(lost(script), [expected], "{script}");
    }
}

#[test]
fn a_temporary_table_is_never_lost() {
    for script in [
        "CREATE TEMP TABLE users (id int, a text); DELETE FROM users; TRUNCATE users; ALTER TABLE users DROP a; DROP TABLE users",
        "CREATE TEMP TABLE IF NOT EXISTS t AS SELECT 1; DELETE FROM t; DROP TABLE pg_temp.t",
        "CREATE TEMP TABLE t (id int) ON COMMIT DROP; ALTER TABLE t RENAME TO u; DELETE FROM u",
        "SELECT id INTO TEMPORARY TABLE t FROM users; ALTER TABLE t ALTER id TYPE smallint; DROP TABLE t",
        "CREATE LOCAL TEMP SEQUENCE s; DROP SEQUENCE s",
        "CREATE TEMP VIEW v AS SELECT 1; DROP VIEW v",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}

/// What one script calls temporary is gone, or another session's, when the next one runs.
#[test]
fn a_temporary_table_hides_nothing_from_the_next_script() {
    use super::super::{Columns, Fresh, losses};

    let mut fresh = Fresh::default();
    let first = "CREATE TEMP TABLE users (id int)";
    assert_eq!(losses(first, Columns::default, &mut fresh), []);
    let second = losses("DROP TABLE users", Columns::default, &mut fresh);
    assert_eq!(second.len(), 1, "{second:?}");
}

#[test]
fn a_search_path_decides_what_is_meant() {
    for (script, expected) in [
        (
            "CREATE TABLE t (id int); SET LOCAL search_path = audit, public; DROP TABLE t",
            "table `audit.t`",
        ),
        (
            "SET LOCAL search_path TO audit; CREATE TABLE t (id int); SET LOCAL search_path TO public; DROP TABLE t",
            "table `t`",
        ),
        (
            "SET LOCAL SCHEMA 'audit'; CREATE TABLE t (id int); DROP TABLE public.t",
            "table `t`",
        ),
        (
            "SELECT set_config('search_path', 'audit, public', true); CREATE TABLE t (id int); DROP TABLE public.t",
            "table `t`",
        ),
        (
            "CREATE TABLE t (id int); SELECT pg_catalog.set_config('search_path', 'audit', true); DELETE FROM t",
            "all rows of `audit.t`",
        ),
        // Nobody knows what the name means.
        (
            "CREATE TABLE t (id int); SET LOCAL search_path TO DEFAULT; DROP TABLE t",
            "table `t`",
        ),
        (
            "SET LOCAL search_path = \"$user\", public; CREATE TABLE t (id int); DROP TABLE public.t",
            "table `t`",
        ),
        (
            "CREATE TABLE t (id int); SELECT set_config('search_' || 'path', 'audit', true); DROP TABLE t",
            "table `t`",
        ),
        // A temporary table does not come first any more.
        (
            "SET LOCAL search_path = public, pg_temp; CREATE TEMP TABLE users (id int); DROP TABLE users",
            "table `users`",
        ),
        (
            "CREATE TEMP TABLE users (id int); SET LOCAL search_path = public, pg_temp; DELETE FROM users",
            "all rows of `users`",
        ),
    ] {
        assert_eq!(lost(script), [expected], "{script}");
    }
    for script in [
        "SET LOCAL search_path = audit; CREATE TABLE t (id int); DELETE FROM t; DROP TABLE audit.t",
        "SET LOCAL search_path = audit; CREATE TABLE t (id int); SET LOCAL search_path = public; DROP TABLE audit.t",
        "SET LOCAL search_path = pg_catalog, public; CREATE TABLE public.t (id int); DROP TABLE t",
        "SELECT set_config('search_path', 'Audit', true); CREATE TABLE t (id int); DROP TABLE audit.t",
        "SET LOCAL lock_timeout = '1s'; CREATE TABLE t (id int); DROP TABLE t",
        "SET LOCAL search_path = audit; CREATE TEMP TABLE t (id int); DROP TABLE t",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}

#[test]
fn what_was_rolled_back_was_not_created() {
    for script in [
        "SAVEPOINT s; CREATE TEMP TABLE users (id int); ROLLBACK TO SAVEPOINT s; DROP TABLE users",
        "SAVEPOINT s; ALTER TABLE users RENAME TO old; CREATE TABLE users (id int); ROLLBACK TO s; DROP TABLE users",
        "SAVEPOINT s; SET LOCAL search_path = audit; ROLLBACK TO s; CREATE TABLE users (id int); DROP TABLE users",
    ] {
        assert_eq!(lost(script), ["table `users`"], "{script}");
    }
}

#[test]
fn a_name_that_is_given_away_is_another_objects() {
    for (script, expected) in [
        (
            "CREATE SCHEMA s; ALTER SCHEMA s RENAME TO t; ALTER SCHEMA old RENAME TO s; DROP SCHEMA s CASCADE",
            "schema `s`, and with CASCADE what depends on it",
        ),
        (
            "CREATE SCHEMA s; CREATE TABLE s.t (id int); ALTER SCHEMA s RENAME TO x; ALTER SCHEMA old RENAME TO s; DROP TABLE s.t",
            "table `s.t`",
        ),
        (
            "CREATE SCHEMA s; CREATE TABLE s.t (id int); DROP SCHEMA s CASCADE; ALTER SCHEMA old RENAME TO s; DROP TABLE s.t",
            "table `s.t`",
        ),
        (
            "CREATE TABLE t (id int); ALTER SCHEMA public RENAME TO x; ALTER SCHEMA old RENAME TO public; DROP TABLE t",
            "table `t`",
        ),
        (
            "CREATE TYPE a AS ENUM (); ALTER TYPE a RENAME TO b; ALTER TYPE old RENAME TO a; DROP TYPE a CASCADE",
            "type `a`, and with CASCADE what depends on it",
        ),
        (
            "CREATE SEQUENCE a; ALTER SEQUENCE a RENAME TO b; ALTER SEQUENCE old RENAME TO a; DROP SEQUENCE a",
            "sequence `a` and how far it has counted",
        ),
        // PostgreSQL renames a table by ALTER INDEX, too.
        (
            "CREATE TABLE a (id int); ALTER INDEX a RENAME TO b; ALTER TABLE old RENAME TO a; DROP TABLE a",
            "table `a`",
        ),
        (
            "CREATE TABLE U&\"Data\" (id int); DROP TABLE U&\"data\"",
            "table `\"U&\"\"data\"\"\"`",
        ),
    ] {
        assert_eq!(lost(script), [expected], "{script}");
    }
    for script in [
        "CREATE SCHEMA s; CREATE TABLE s.t (id int); ALTER SCHEMA s RENAME TO x; DROP TABLE x.t; DROP SCHEMA x CASCADE",
        "CREATE TYPE a AS ENUM (); ALTER TYPE a RENAME TO b; ALTER TYPE b SET SCHEMA s; DROP TYPE s.b CASCADE",
        "CREATE SEQUENCE a; ALTER SEQUENCE a RENAME TO b; DROP SEQUENCE b",
        "CREATE TABLE a (id int); ALTER INDEX a RENAME TO b; DROP TABLE b",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}
