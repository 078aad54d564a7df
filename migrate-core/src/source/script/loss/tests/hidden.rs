//! Statements that destroy rows and begin with another word, and `CASCADE` that takes along what is not named.

use super::{lost, lost_after};

#[test]
fn a_deletion_inside_another_statement_is_one() {
    for script in [
        "CREATE TABLE kept AS WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone",
        "CREATE TEMP TABLE users AS WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM users",
        "EXPLAIN ANALYZE VERBOSE DELETE FROM users",
        "EXPLAIN (COSTS off, ANALYZE) DELETE FROM users",
        "EXPLAIN (ANALYZE false, ANALYZE true) DELETE FROM users",
        "PREPARE p AS DELETE FROM users; EXECUTE p",
        "COPY (DELETE FROM users RETURNING *) TO '/tmp/users'",
        "(WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone)",
        "WITH gone AS (DELETE FROM users RETURNING *) UPDATE counts SET n = (SELECT count(*) FROM gone)",
        "WITH gone AS (DELETE FROM users RETURNING *) MERGE INTO a USING gone ON a.id = gone.id WHEN MATCHED THEN DELETE",
        "MERGE INTO users USING (VALUES (1)) v ON true WHEN MATCHED THEN DELETE",
        "MERGE INTO ONLY users u USING v ON (1 = 1) WHEN MATCHED AND u.id > 1 THEN UPDATE SET a = 1 WHEN MATCHED THEN DELETE",
        "MERGE INTO users USING v ON false WHEN NOT MATCHED BY SOURCE THEN DELETE",
    ] {
        assert_eq!(lost(script), ["all rows of `users`"], "{script}");
    }
}

#[test]
fn a_condition_that_says_nothing_about_a_row_is_none() {
    for condition in [
        "TRUE",
        "(true)",
        "((1 = 1))",
        "2 > 1",
        "'t'",
        "'t'::boolean",
        "NOT false",
        "id = id",
        "id = 1 OR true",
        "(id = 1 OR (true))",
        "u.id = u.id",
        "public.users.id = id",
        "ID = \"id\"",
        "true AND id = id",
        "1 BETWEEN 0 AND 2",
        "coalesce(true, false)",
        "CAST('t' AS boolean)",
        "(SELECT true)",
        "EXISTS (SELECT 1)",
        "1 IN (1, 2)",
        "true RETURNING id",
    ] {
        let script = format!("DELETE FROM users WHERE {condition}");
        assert_eq!(lost(&script), ["all rows of `users`"], "{script}");
    }
    for condition in [
        "false",
        "id = 1 OR id = 2",
        "is_old",
        "\"true\"",
        "id = other_id",
        "a.id = b.id",
        "u.id = u.other_id",
        "id = id + 1",
        "id = id AND is_old",
        "(id = 1 OR is_old) AND (id = 2 OR true)",
        "coalesce(is_old, true)",
        "(SELECT is_over FROM settings)",
        "EXISTS (SELECT 1 FROM settings)",
        "is_due('2026-01-01')",
        "deleted AND true",
        "(SELECT count(*) FROM teams) = 0",
    ] {
        let script = format!("DELETE FROM users WHERE {condition}");
        assert_eq!(lost(&script), [""; 0], "{script}");
    }
}

#[test]
fn an_identity_that_is_dropped_forgets_how_far_it_has_counted() {
    let told = "how far the identity column `id` of `users` has counted";
    for script in [
        "ALTER TABLE users ALTER COLUMN id DROP IDENTITY",
        "ALTER TABLE users ALTER id DROP IDENTITY IF EXISTS, ALTER email DROP NOT NULL",
        "CREATE TABLE t (id int); ALTER TABLE IF EXISTS ONLY users ALTER \"id\" DROP IDENTITY",
    ] {
        assert_eq!(lost(script), [told], "{script}");
    }
    for script in [
        "CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY); ALTER TABLE users ALTER id DROP IDENTITY",
        "ALTER TABLE users ADD COLUMN n int GENERATED ALWAYS AS IDENTITY; ALTER TABLE users ALTER n DROP IDENTITY",
        "ALTER TABLE users ALTER id ADD GENERATED ALWAYS AS IDENTITY, ALTER identity DROP NOT NULL",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}

#[test]
fn a_role_that_no_name_tells_is_told_as_what_it_is() {
    let of = "everything that belongs to";
    let script =
        "DROP OWNED BY a, CURRENT_USER, \"current_user\"; DROP OWNED BY session_user CASCADE";
    let told = [
        "role `a`",
        "the current role",
        "role `\"current_user\"`",
        "the role that opened the session",
    ];
    assert_eq!(lost(script), told.map(|who| format!("{of} {who}")));
}

#[test]
fn what_only_reads_or_joins_is_no_deletion() {
    for script in [
        "EXPLAIN DELETE FROM users",
        "EXPLAIN (ANALYZE off) DELETE FROM users",
        "EXPLAIN VERBOSE DELETE FROM users",
        "EXPLAIN ANALYZE SELECT * FROM users",
        "MERGE INTO users u USING v ON u.id = v.id WHEN MATCHED THEN DELETE",
        "MERGE INTO users u USING v ON u.id = v.id WHEN NOT MATCHED BY SOURCE THEN DELETE",
        "MERGE INTO users u USING v ON true WHEN MATCHED AND u.id = v.id THEN DELETE",
        "INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2",
        "ALTER TABLE users ALTER COLUMN n DROP EXPRESSION, SET UNLOGGED",
        "REASSIGN OWNED BY importer TO app",
    ] {
        assert_eq!(lost(script), [""; 0], "{script}");
    }
}

#[test]
fn cascade_may_take_columns_along() {
    for (script, expected) in [
        ("DROP COLLATION german CASCADE", "collation `german`"),
        (
            "DROP FUNCTION IF EXISTS a.f(int, text) CASCADE",
            "function `a.f`",
        ),
        ("DROP ROUTINE f CASCADE", "function `f`"),
        ("DROP OPERATOR === (int, int) CASCADE", "operator `\"===\"`"),
        (
            "DROP OPERATOR CLASS int4_abs_ops USING btree CASCADE",
            "operator class `int4_abs_ops`",
        ),
        (
            "DROP OPERATOR FAMILY abs_ops USING btree CASCADE",
            "operator family `abs_ops`",
        ),
        ("DROP PROCEDURAL LANGUAGE plv8 CASCADE", "language `plv8`"),
        (
            "DROP ACCESS METHOD columnar CASCADE",
            "access method `columnar`",
        ),
        (
            "ALTER TYPE pair DROP ATTRIBUTE b CASCADE",
            "attribute `b` of type `pair`",
        ),
    ] {
        let expected = format!("{expected}, and with CASCADE what depends on it");
        assert_eq!(lost(script), [expected], "{script}");
        let restrict = script.replace(" CASCADE", " RESTRICT");
        let kept = lost(&restrict);
        assert!(
            kept.is_empty() || script.contains("ATTRIBUTE"),
            "{restrict}"
        );
    }
}

#[test]
fn attributes_of_types_are_columns() {
    for (script, expected) in [
        (
            "ALTER TYPE a.pair DROP ATTRIBUTE IF EXISTS x, DROP ATTRIBUTE y",
            &[
                "attribute `x` of type `a.pair`",
                "attribute `y` of type `a.pair`",
            ][..],
        ),
        (
            "ALTER TYPE pair ALTER ATTRIBUTE x SET DATA TYPE smallint CASCADE",
            &["values of column `x` of `pair`, which becomes smallint"],
        ),
        (
            "CREATE DOMAIN code AS varchar(3); ALTER TYPE pair ALTER ATTRIBUTE x TYPE code CASCADE",
            &["values of column `x` of `pair`, which becomes code"],
        ),
        (
            "CREATE DOMAIN label AS text; ALTER TYPE pair ALTER ATTRIBUTE x TYPE label CASCADE",
            &[],
        ),
        (
            "ALTER TYPE pair ADD ATTRIBUTE x int; ALTER TYPE pair ALTER ATTRIBUTE x TYPE smallint CASCADE",
            &[],
        ),
        // No column has it, or PostgreSQL refuses the change.
        ("ALTER TYPE pair ALTER ATTRIBUTE x TYPE smallint", &[]),
        ("ALTER TYPE pair ALTER ATTRIBUTE x TYPE text CASCADE", &[]),
        (
            "ALTER TYPE pair ADD ATTRIBUTE x int; ALTER TYPE pair DROP ATTRIBUTE x",
            &[],
        ),
        (
            "CREATE TYPE pair AS (x int); ALTER TYPE pair DROP ATTRIBUTE x",
            &[],
        ),
        (
            "ALTER TYPE mood RENAME VALUE 'a' TO 'b'; ALTER TYPE mood ADD VALUE 'c'",
            &[],
        ),
    ] {
        assert_eq!(lost(script), expected, "{script}");
    }
}

/// Nothing but triggers can depend on a trigger's function.
#[test]
fn a_trigger_function_takes_no_column_along() {
    let trigger =
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$";
    let drop = "DROP FUNCTION touch() CASCADE";
    assert_eq!(lost_after(&[trigger], drop), [""; 0]);
    assert_eq!(
        lost_after(&[&trigger.replace("FUNCTION", "OR REPLACE FUNCTION")], drop),
        [""; 0]
    );
    assert_eq!(lost(&format!("{trigger}; {drop}")), [""; 0]);
    let value = "CREATE FUNCTION touch(int) RETURNS int LANGUAGE sql AS 'SELECT 1'";
    assert_eq!(lost_after(&[trigger, value], drop).len(), 1);
    assert_eq!(lost_after(&[value, trigger], drop).len(), 1);
    assert_eq!(lost(drop).len(), 1);
    assert_eq!(lost("DROP FUNCTION touch(int)"), [""; 0]);
}

#[test]
fn a_block_destroys_what_it_says_in_plain_words() {
    for (block, expected) in [
        ("BEGIN DROP TABLE users; END", "table `users`"),
        (
            "BEGIN IF EXISTS (SELECT 1 FROM teams) THEN DELETE FROM users; END IF; END",
            "all rows of `users`",
        ),
        (
            "<<outer>> DECLARE n int; BEGIN FOR n IN 1..3 LOOP TRUNCATE users; END LOOP; END",
            "all rows of `users`",
        ),
        (
            "BEGIN NULL; EXCEPTION WHEN others THEN ALTER TABLE users DROP COLUMN email; END",
            "column `email` of `users`",
        ),
        (
            "DECLARE r users; BEGIN FOR r IN DELETE FROM users RETURNING * LOOP NULL; END LOOP; END",
            "all rows of `users`",
        ),
        (
            "DECLARE r record; BEGIN FOR r IN SELECT * FROM teams LOOP IF r.id > 1 THEN DROP TABLE users; END IF; END LOOP; END",
            "table `users`",
        ),
        (
            "BEGIN MERGE INTO users USING v ON true WHEN MATCHED THEN DELETE; END",
            "all rows of `users`",
        ),
        ("BEGIN EXECUTE 'DROP TABLE users'; END", "table `users`"),
        ("BEGIN EXECUTE $q$DROP TABLE users$q$; END", "table `users`"),
        // It may not have been created.
        (
            "BEGIN IF false THEN CREATE TABLE users (id int); END IF; DROP TABLE users; END",
            "table `users`",
        ),
    ] {
        for script in [
            format!("DO $$ {block} $$"),
            format!("DO LANGUAGE plpgsql $do$ {block} $do$"),
            format!("DO $$ {block} $$ LANGUAGE plpgsql"),
        ] {
            assert_eq!(lost(&script), [expected], "{script}");
        }
    }
    let quoted = "DO 'BEGIN IF now() > ''2020-01-01'' THEN DROP TABLE users; END IF; END'";
    assert_eq!(lost(quoted), ["table `users`"]);
    for script in [
        "DO $$ BEGIN CREATE TEMP TABLE users (id int); END $$; DROP TABLE users",
        "CREATE TABLE t (id int); DO $$ BEGIN IF false THEN ALTER TABLE t RENAME TO users; END IF; END $$; DROP TABLE users",
        "DO $$ BEGIN ALTER TABLE old RENAME TO users; END $$; DROP TABLE users",
    ] {
        assert_eq!(lost(script), ["table `users`"], "{script}");
    }
}

#[test]
fn a_block_that_destroys_nothing_has_no_loss() {
    for block in [
        "BEGIN UPDATE users SET n = CASE WHEN n > 1 THEN 2 ELSE 1 END WHERE n > 0; END",
        "BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN NULL; END",
        "BEGIN DELETE FROM users WHERE id = 1; RAISE NOTICE 'DROP TABLE users; DELETE FROM users;'; END",
        "BEGIN CREATE TEMP TABLE t AS SELECT 1; DELETE FROM t; DROP TABLE t; END",
        "BEGIN EXECUTE format('DROP TABLE %I', 'users'); EXECUTE 'DROP TABLE ' || 'users'; END",
        "DECLARE drop int := 1; BEGIN PERFORM drop; END",
        "BEGIN -- DROP TABLE users;\n NULL; END",
    ] {
        let script = format!("DO $$ {block} $$");
        assert_eq!(lost(&script), [""; 0], "{script}");
    }
    let other = "DO LANGUAGE plpython3u $$ DELETE FROM users; $$";
    assert_eq!(lost(other), [""; 0]);
}

#[test]
fn a_loss_in_a_block_has_its_place() {
    use super::super::{Columns, Fresh, losses};

    let script = "SELECT 1;\nDO $do$\nBEGIN\n  DROP TABLE users;\nEND $do$;";
    let found = losses(script, Columns::default, &mut Fresh::default());
    assert_eq!(&script[found[0].range.clone()], "DROP TABLE users");
}
