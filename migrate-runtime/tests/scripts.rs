//! The printed script does what the run does.

mod support;

use migrate_runtime::__core::run::{Options, script_down, script_up};
use migrate_runtime::{Error, Plan, State, Target};
use postgres::Client;
use support::{Server, cell, id, plan, revision};

/// The usual cases, and what makes scripts hard to print: comments at the end, no last semicolon, quotes, backslashes.
fn usual() -> Plan {
    plan(&[
        revision(
            1,
            &[],
            "CREATE TABLE t (a int, b text DEFAULT 'it''s');\n-- the end",
            "DROP TABLE t",
        ),
        revision(
            2,
            &[1],
            "INSERT INTO t VALUES (1, E'a\\\\b'), (2, 'c\\d');\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$",
            "DROP FUNCTION f();\nDELETE FROM t;",
        ),
        revision(
            3,
            &[1],
            "CREATE INDEX CONCURRENTLY t_a ON t (a);\nANALYZE t;",
            "DROP INDEX CONCURRENTLY t_a;",
        )
        .stepwise(),
        revision(4, &[2, 3], "-- merge", "-- merge"),
    ])
}

fn rows(client: &mut Client) -> String {
    cell(
        client,
        "SELECT string_agg(concat_ws('|', plan, id, parents, up_digest, down_digest, chain_digest, message, folder,
           transaction_mode, up_sql, down_sql, compatible, state, step, steps, applied_by, tool, layout,
           duration IS NULL), E'\\n' ORDER BY id) FROM migrate_ledger",
    )
}

fn log(client: &mut Client) -> String {
    cell(
        client,
        "SELECT string_agg(concat_ws('|', plan, id, event, who, tool, detail), E'\\n' ORDER BY seq) FROM migrate_ledger_log",
    )
}

#[test]
fn psql_with_the_script_does_the_same_as_the_run() {
    let server = Server::start();
    let plan = usual();
    let (mut run, mut script) = (server.database("by_run"), server.database("by_script"));
    let options = Options::default();
    plan.migrator()
        .tool(options.tool.clone())
        .up(&mut run)
        .unwrap();
    let text = script_up(&plan, &Target::BASE, &Target::HEAD, &options).unwrap();
    let (ok, said) = server.psql("by_script", &text);
    assert!(ok, "{said}");
    assert_eq!(server.schema("by_run"), server.schema("by_script"));
    assert_eq!(rows(&mut run), rows(&mut script));
    assert_eq!(log(&mut run), log(&mut script));
    assert_eq!(plan.state(&mut script), Ok(State::UpToDate));

    let back = Target::from(id(1));
    plan.migrator()
        .tool(options.tool.clone())
        .down(&mut run, back.clone())
        .unwrap();
    let text = script_down(&plan, &Target::HEAD, &back, &options).unwrap();
    let (ok, said) = server.psql("by_script", &text);
    assert!(ok, "{said}");
    assert_eq!(server.schema("by_run"), server.schema("by_script"));
    assert_eq!(rows(&mut run), rows(&mut script));
    assert_eq!(log(&mut run), log(&mut script));

    let text = script_up(&plan, &back, &Target::HEAD, &options).unwrap();
    let (ok, said) = server.psql("by_script", &text);
    assert!(ok, "a script may start where another one ended: {said}");
    assert_eq!(plan.state(&mut script), Ok(State::UpToDate));
}

#[test]
fn a_script_for_another_database_or_during_a_run_stops_before_it_changes_anything() {
    let server = Server::start();
    let plan = usual();
    let mut client = server.client();
    let name = server.name().to_owned();
    plan.migrator().to(id(2)).up(&mut client).unwrap();
    let before = server.dump(&name);
    let text = script_up(&plan, &Target::BASE, &Target::HEAD, &Options::default()).unwrap();
    let (ok, said) = server.psql(&name, &text);
    assert!(!ok);
    assert!(
        said.contains("the ledger \"public\".\"migrate_ledger\" changed: of the plan app, no revision should be in it"),
        "{said}"
    );
    assert_eq!(before, server.dump(&name));

    let key = migrate_runtime::__core::sql::key(&plan.ledger);
    client
        .batch_execute(&format!("SELECT pg_advisory_lock({key})"))
        .unwrap();
    let text = script_up(&plan, &id(2).into(), &Target::HEAD, &Options::default()).unwrap();
    let (ok, said) = server.psql(&name, &text);
    assert!(!ok);
    assert!(said.contains("another run holds the lock"), "{said}");
    assert_eq!(before, server.dump(&name));
}

#[test]
fn a_script_that_fails_keeps_what_was_committed_before_and_nothing_else() {
    let server = Server::start();
    let mut client = server.client();
    let broken = plan(&[
        revision(1, &[], "CREATE TABLE one ();", "DROP TABLE one;"),
        revision(
            2,
            &[1],
            "CREATE TABLE two ();\nSELECT nope;",
            "DROP TABLE two;",
        ),
        revision(3, &[2], "CREATE TABLE three ();", "DROP TABLE three;"),
    ]);
    let text = script_up(&broken, &Target::BASE, &Target::HEAD, &Options::default()).unwrap();
    let (ok, _) = server.psql(server.name(), &text);
    assert!(!ok);
    assert_eq!(
        cell(
            &mut client,
            "SELECT concat(to_regclass('one'), to_regclass('two'), to_regclass('three'))"
        ),
        "one"
    );
    assert!(matches!(
        broken.state(&mut client),
        Ok(State::Behind { pending }) if pending.len() == 2
    ));
}

#[test]
fn what_cannot_be_reverted_is_refused_up_front() {
    let server = Server::start();
    let mut client = server.client();
    let plan = plan(&[
        revision(1, &[], "CREATE TABLE one ();", "").irreversible("drops legacy tokens"),
        revision(2, &[1], "CREATE TABLE two ();", "DROP TABLE two;"),
    ]);
    plan.migrator().up(&mut client).unwrap();
    let before = server.dump(server.name());
    let error = plan.migrator().down(&mut client, Target::BASE).unwrap_err();
    insta::assert_snapshot!(error, @"revision 000011111111 (change 1) cannot be reverted: drops legacy tokens; nothing was changed");
    assert_eq!(before, server.dump(server.name()));
    assert_eq!(
        script_down(&plan, &Target::HEAD, &Target::BASE, &Options::default()),
        Err(error)
    );
    assert!(matches!(
        script_up(
            &plan,
            &"zzzz".parse().unwrap(),
            &Target::HEAD,
            &Options::default()
        ),
        Err(Error::Target(_))
    ));
}

#[test]
fn the_script_reads_well() {
    let plan = plan(&[
        revision(1, &[], "CREATE TABLE one (id int);", "DROP TABLE one;"),
        revision(
            2,
            &[1],
            "CREATE INDEX CONCURRENTLY i ON one (id);",
            "DROP INDEX i;",
        )
        .stepwise(),
    ]);
    let text = script_up(&plan, &Target::BASE, &Target::HEAD, &Options::default()).unwrap();
    insta::assert_snapshot!(text);
}
