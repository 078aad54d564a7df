//! The embedded server as a run meets it.

use migrate_runtime::{Reply, Session as _, Wanted};

use super::*;

fn rows(database: &mut Embedded, sql: &str) -> Vec<Vec<Option<String>>> {
    match database.send(sql, Wanted::Rows) {
        Reply::Rows(rows) => rows,
        other => panic!("{sql}: {other:?}"),
    }
}

fn error_code(database: &mut Embedded, sql: &str) -> String {
    match database.send(sql, Wanted::Rows) {
        Reply::Error(error) => error.code,
        other => panic!("{sql}: {other:?}"),
    }
}

fn text(value: &str) -> Vec<Vec<Option<String>>> {
    vec![vec![Some(value.to_owned())]]
}

#[test]
fn a_failed_transaction_is_gone_before_the_next_message() {
    let mut database = Embedded::in_memory().unwrap();
    let sql = "begin; create table kept (a int); select 1/0; commit";
    assert_eq!(error_code(&mut database, sql), "22012");
    assert_eq!(
        rows(&mut database, "select to_regclass('kept')"),
        [vec![None]]
    );
    // The grammar's error is found before anything of the message runs, and must not leave a transaction either.
    assert_eq!(error_code(&mut database, "begin; selec 1"), "42601");
    assert_eq!(error_code(&mut database, "savepoint s"), "25P01");
    database.close().unwrap();
}

#[test]
fn a_text_that_cannot_be_sent_is_an_error_and_leaves_the_session_as_it_is() {
    let mut database = Embedded::in_memory().unwrap();
    assert_eq!(error_code(&mut database, "select 'a\0b'"), "");
    assert_eq!(rows(&mut database, "select 1"), text("1"));
    database.close().unwrap();
}

#[test]
fn a_transaction_without_an_error_stays_open_between_messages() {
    let mut database = Embedded::in_memory().unwrap();
    rows(&mut database, "begin; create table t (a int)");
    rows(&mut database, "insert into t values (1)");
    rows(&mut database, "commit");
    assert_eq!(rows(&mut database, "select count(*) from t"), text("1"));
    database.close().unwrap();
}

#[test]
fn the_rows_of_all_statements_come_back_in_order_unless_nobody_wants_them() {
    let mut database = Embedded::in_memory().unwrap();
    let sql =
        "select 1; create table t (a int); select null; copy (select 'x') to stdout; select 2";
    let expected = [
        vec![Some("1".to_owned())],
        vec![None],
        vec![Some("2".to_owned())],
    ];
    assert_eq!(rows(&mut database, sql), expected);
    assert_eq!(
        database.send("select generate_series(1, 1000)", Wanted::Nothing),
        Reply::Rows(Vec::new())
    );
    database.close().unwrap();
}

#[test]
fn an_error_tells_its_place_in_characters_and_its_details() {
    let mut database = Embedded::in_memory().unwrap();
    let Reply::Error(error) = database.send("select 'ü', missing", Wanted::Rows) else {
        panic!("the column does not exist");
    };
    assert_eq!((error.code.as_str(), error.position), ("42703", Some(13)));
    rows(
        &mut database,
        "create table t (a int constraint positive check (a > 0))",
    );
    let Reply::Error(error) = database.send("insert into t values (-1)", Wanted::Rows) else {
        panic!("the check fails");
    };
    assert_eq!(error.constraint.as_deref(), Some("positive"));
    assert!(error.detail.is_some_and(|detail| detail.contains("(-1)")));
    database.close().unwrap();
}

#[test]
fn every_listed_extension_can_be_created() {
    // A module that is loaded, not created.
    const LOADED: &str = "auto_explain";
    let mut database = Embedded::in_memory().unwrap();
    for name in extension_names().filter(|name| *name != LOADED) {
        rows(
            &mut database,
            &format!("create extension if not exists \"{name}\" cascade"),
        );
    }
    database.close().unwrap();
}

#[test]
fn what_a_non_transactional_revision_needs_works_outside_a_transaction() {
    let mut database = Embedded::in_memory().unwrap();
    rows(&mut database, "create table t (a int)");
    rows(&mut database, "create index concurrently t_a on t (a)");
    rows(&mut database, "reindex index concurrently t_a");
    rows(&mut database, "drop index concurrently t_a");
    rows(&mut database, "vacuum t");
    database.close().unwrap();
}

#[test]
fn a_directory_keeps_the_database_and_is_busy_while_it_is_open() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("deep/inside/app");
    let mut database = Embedded::open(&directory).unwrap();
    rows(&mut database, "create table kept (a int)");
    let Err(second) = Embedded::open(&directory) else {
        panic!("two servers on one directory");
    };
    assert!(matches!(second, EmbeddedError::Busy { .. }), "{second}");
    database.close().unwrap();

    let mut database = Embedded::open(&directory).unwrap();
    assert_eq!(rows(&mut database, "select count(*) from kept"), text("0"));
    database.close().unwrap();
}

#[test]
fn a_directory_that_cannot_be_made_or_is_not_ours_is_refused() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("file"), "").unwrap();
    for directory in ["file", "file/below"] {
        let error = Embedded::open(&home.path().join(directory)).err().unwrap();
        assert!(matches!(error, EmbeddedError::Storage { .. }), "{error:?}");
    }
    let foreign = home.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("thesis.txt"), "years of work").unwrap();
    let error = Embedded::open(&foreign).err().unwrap();
    assert!(matches!(error, EmbeddedError::Storage { .. }), "{error:?}");
    assert_eq!(
        std::fs::read_dir(&foreign).unwrap().count(),
        1,
        "nothing was written into it"
    );
}
