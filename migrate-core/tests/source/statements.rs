//! Statements: where they begin and end, and what they are.

use migrate_core::plan::{Outside, Reindexed, Script, Steps, TransactionMode};
use migrate_core::source::script::analyse;

/// The statements of a script without a transaction, as they are sent.
fn sent(text: &str) -> Vec<(String, Outside)> {
    let analysis = analyse("up.sql", text, TransactionMode::None);
    assert_eq!(analysis.problems, []);
    let steps = analysis.steps(TransactionMode::None);
    let script = Script {
        text: text.to_owned().into(),
        steps,
    };
    let Steps::Statements(statements) = &script.steps else {
        panic!("a script without a transaction has statements");
    };
    statements
        .iter()
        .map(|statement| {
            (
                script.statement(statement).to_owned(),
                statement.kind.clone(),
            )
        })
        .collect()
}

fn kind(text: &str) -> Outside {
    let mut sent = sent(text);
    assert_eq!(sent.len(), 1, "{text}");
    sent.remove(0).1
}

#[test]
fn a_script_is_split_at_its_semicolons_and_nowhere_else() {
    let text = "-- first\n;SELECT ';' /* ; */ ; ;\n\
        CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;\n\
        CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2);\n\
        DO $$ BEGIN PERFORM 1; END $$;\n  VACUUM -- last\n";
    let sent: Vec<_> = sent(text).into_iter().map(|(text, _)| text).collect();
    assert_eq!(
        sent,
        [
            "SELECT ';'",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
            "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
            "DO $$ BEGIN PERFORM 1; END $$",
            "VACUUM",
        ]
    );
}

#[test]
fn a_concurrent_index_build_is_known_by_its_names() {
    for (text, index, table, unique, definition) in [
        (
            "CREATE INDEX CONCURRENTLY i ON t (a)",
            Some("i"),
            "t",
            false,
            "(a)",
        ),
        (
            "create unique index concurrently if not exists \"I\" on only s . \"T\" using gin (a)",
            Some("\"I\""),
            "s.\"T\"",
            true,
            "using gin (a)",
        ),
        (
            "CREATE INDEX CONCURRENTLY ON s.t /* of all */ (lower(a))",
            None,
            "s.t",
            false,
            "(lower(a))",
        ),
    ] {
        let expected = Outside::CreateIndexConcurrently {
            index: index.map(Into::into),
            table: table.into(),
            unique,
            definition: u32::try_from(text.find(definition).unwrap()).unwrap(),
        };
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn statements_are_refused_inside_a_transaction_as_postgresql_does() {
    for text in [
        "VACUUM",
        "VACUUM FULL t",
        "ALTER SYSTEM RESET work_mem",
        "CREATE DATABASE d",
        "DROP DATABASE IF EXISTS d",
        "CREATE TABLESPACE t LOCATION '/x'",
        "DROP TABLESPACE t",
        "ALTER DATABASE d SET TABLESPACE t",
        "REINDEX SYSTEM d",
        "REINDEX (VERBOSE) DATABASE d",
        "REINDEX SCHEMA s",
        "CLUSTER",
        "CLUSTER VERBOSE",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (enabled = false)",
        "DROP SUBSCRIPTION s",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
        "ALTER SUBSCRIPTION s ADD PUBLICATION p",
    ] {
        assert_eq!(kind(text), Outside::Refused, "{text}");
    }
    for text in [
        "ANALYZE t",
        "ALTER DATABASE d SET work_mem = '1MB'",
        "REINDEX TABLE t",
        "REINDEX INDEX i",
        "CLUSTER t USING i",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
        "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
        "ALTER SUBSCRIPTION s DISABLE",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        "ALTER TYPE e ADD VALUE 'x'",
        "CREATE INDEX i ON t (a)",
        "REINDEX (CONCURRENTLY false) TABLE t",
        "ALTER TABLE t DETACH PARTITION p",
        "DROP INDEX i",
        "CREATE TABLE concurrently_done (vacuum int)",
        "COMMENT ON TABLE t IS 'VACUUM'",
    ] {
        assert_eq!(kind(text), Outside::Plain, "{text}");
    }
    for (text, reindexed) in [
        (
            "REINDEX (CONCURRENTLY) TABLE s.t",
            Reindexed::Table("s.t".into()),
        ),
        ("REINDEX INDEX CONCURRENTLY i", Reindexed::Index("i".into())),
        (
            "REINDEX (VERBOSE) SCHEMA CONCURRENTLY s",
            Reindexed::Schema("s".into()),
        ),
        ("REINDEX DATABASE CONCURRENTLY", Reindexed::Database),
    ] {
        assert_eq!(
            kind(text),
            Outside::ReindexConcurrently(reindexed),
            "{text}"
        );
    }
    for (text, index) in [
        ("DROP INDEX CONCURRENTLY IF EXISTS s.i", "s.i"),
        ("DROP INDEX CONCURRENTLY i CASCADE", "i"),
    ] {
        let index = index.into();
        assert_eq!(
            kind(text),
            Outside::DropIndexConcurrently { index },
            "{text}"
        );
    }
    for text in [
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "ALTER TABLE IF EXISTS ONLY t DETACH PARTITION p CONCURRENTLY",
    ] {
        let (table, partition) = ("t".into(), "p".into());
        let expected = Outside::DetachPartitionConcurrently { table, partition };
        assert_eq!(kind(text), expected, "{text}");
    }
}

fn codes(text: &str, mode: TransactionMode) -> Vec<&'static str> {
    let problems = analyse("up.sql", text, mode).problems;
    problems.iter().map(|problem| problem.code.code()).collect()
}

#[test]
fn a_session_setting_is_told_from_what_only_looks_like_one() {
    for text in [
        "SET search_path TO a",
        "set time zone 'UTC'",
        "RESET ALL",
        "DISCARD ALL",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SELECT set_config('a.b', 'c', false)",
        "SELECT \"set_config\"('a.b', 'c', 1 = 1)",
        "WITH x AS (SELECT pg_catalog.set_config('a.b', 'c', 'f')) SELECT 1",
    ] {
        assert_eq!(codes(text, TransactionMode::Single), ["M406"], "{text}");
    }
    for text in [
        "SET LOCAL search_path TO a",
        "SET CONSTRAINTS ALL DEFERRED",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SELECT set_config('a.b', 'c', true)",
        "SELECT set_config(setting_name => 'a.b', new_value => 'c', is_local => true)",
        "UPDATE t SET a = 1",
        "ALTER ROLE r SET search_path = a",
        "SELECT 'set_config(1,2,false)'",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql SET search_path = a RETURN set_config('a.b', 'c', false)",
    ] {
        assert_eq!(codes(text, TransactionMode::Single), [""; 0], "{text}");
    }
    assert_eq!(
        codes(
            "SET LOCAL lock_timeout = '1s'; VACUUM",
            TransactionMode::None
        ),
        ["M406"]
    );
}

#[test]
fn transactions_are_told_from_what_only_looks_like_them() {
    for text in [
        "BEGIN",
        "START TRANSACTION",
        "COMMIT AND CHAIN",
        "END",
        "ROLLBACK",
        "ABORT",
        "PREPARE TRANSACTION 'x'",
        "COMMIT PREPARED 'x'",
    ] {
        assert_eq!(codes(text, TransactionMode::Single), ["M404"], "{text}");
    }
    for text in [
        "SAVEPOINT a",
        "RELEASE a",
        "ROLLBACK TO a",
        "PREPARE q AS SELECT 1",
        "DO $$ BEGIN END $$",
    ] {
        assert_eq!(codes(text, TransactionMode::Single), [""; 0], "{text}");
    }
}

#[test]
fn a_deeply_nested_script_does_not_overflow_the_stack() {
    let depth = 4_000;
    let text = format!("SELECT {}1{};\n", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(codes(&text, TransactionMode::Single), [""; 0]);
}

/// The splitter that finds the place of an error at run time has no grammar; on real scripts it finds the statements that the
/// grammar finds.
#[test]
fn the_scanner_splits_real_scripts_as_the_grammar_does() {
    for (path, text) in crate::corpus::scripts() {
        let parsed = analyse(&path, &text, TransactionMode::Single);
        if parsed.problems.is_empty() {
            let parsed: Vec<_> = parsed.statements.into_iter().map(|s| s.range).collect();
            assert_eq!(migrate_core::scan::statements(&text), parsed, "{path}");
        }
    }
}
