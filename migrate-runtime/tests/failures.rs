//! What a revision that fails leaves behind: nothing but a message that says where, and a line in the log.

mod support;

use std::time::Duration;

use migrate_runtime::{
    Busy, Cause, Error, Failure, Recorded, Reply, Session, State, Timeout, Wanted,
};
use postgres::Client;
use support::{Server, Sketch, cell, id, plan, revision, three};

fn failing(up: &str) -> Vec<Sketch> {
    let mut sketches = three();
    sketches[2] = revision(3, &[2], up, "SELECT 1;");
    sketches
}

fn fail(client: &mut Client, up: &str) -> Box<Failure> {
    match plan(&failing(up)).migrator().up(client) {
        Err(Error::Revision(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

/// The lock, and the settings that a run touches.
fn session(client: &mut Client) -> String {
    cell(
        client,
        "SELECT concat_ws(' ', (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
           current_setting('standard_conforming_strings'), current_setting('lock_timeout'),
           current_setting('statement_timeout'), current_setting('search_path'),
           current_setting('default_transaction_read_only'), current_user)",
    )
}

#[test]
fn a_failure_is_told_with_its_place_and_leaves_neither_lock_nor_setting_nor_half_a_revision() {
    let server = Server::start();
    let mut client = server.client();
    client
        .batch_execute(
            "SET standard_conforming_strings = off; SET lock_timeout = '7s'; SET search_path = pg_catalog;
             SET default_transaction_read_only = on",
        )
        .unwrap();
    let before = session(&mut client);
    // CRLF became LF in the canonical text; the characters before the place are more bytes than characters.
    let up = "-- größere Änderung ✓\nCREATE TABLE half (id int);\nSELECT 'ä', 'a\\b',\tnope FROM half;\n";
    let failure = fail(&mut client, up);
    insta::assert_snapshot!(Error::Revision(failure.clone()), @r#"
    the up script of revision 000033333333 (change 3) failed at statement 2 of 2
      --> migrations/20261121093003_change_3/up.sql:3:20
       |
     3 | SELECT 'ä', 'a\b',	nope FROM half;
       |                   	^
    column "nope" does not exist (SQLSTATE 42703)
    recorded: nothing; the revision was rolled back
    "#);
    assert_eq!(session(&mut client), before);
    client.batch_execute("RESET search_path").unwrap();
    assert_eq!(
        cell(&mut client, "SELECT to_regclass('half') IS NULL"),
        "t",
        "all or nothing"
    );
    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
        "2",
        "what came before is applied and recorded"
    );
    assert_eq!(
        cell(
            &mut client,
            "SELECT concat_ws(' ', id, event, detail) FROM migrate_ledger_log WHERE event = 'fail'"
        ),
        format!("{} fail 42703 column \"nope\" does not exist", id(3))
    );
    let plan = plan(&three());
    assert!(
        plan.migrator().up(&mut client).is_ok(),
        "and the way on is open"
    );
}

#[test]
fn constraints_and_details_are_told() {
    let server = Server::start();
    let mut client = server.client();
    let failure = fail(
        &mut client,
        "CREATE TABLE t (id int CONSTRAINT positive CHECK (id > 0));\nINSERT INTO t VALUES (-1);\n",
    );
    insta::assert_snapshot!(Error::Revision(failure), @r#"
    the up script of revision 000033333333 (change 3) failed
      --> migrations/20261121093003_change_3/up.sql
    new row for relation "t" violates check constraint "positive" (SQLSTATE 23514)
    detail: Failing row contains (-1).
    table: public.t
    constraint: positive
    recorded: nothing; the revision was rolled back
    "#);
}

#[test]
fn a_script_that_leaves_its_transaction_role_or_search_path_is_refused() {
    let server = Server::start();
    let mut client = server.client();
    client.batch_execute("CREATE ROLE other").unwrap();
    for up in [
        "SET ROLE other;",
        "SET LOCAL ROLE other;",
        "SELECT set_config('search_path', '', false);",
        "SET search_path TO pg_catalog;",
        "SET standard_conforming_strings = off;",
    ] {
        let failure = fail(&mut client, up);
        let Cause::Server(error) = &failure.cause else {
            panic!("{failure:?}");
        };
        assert_eq!(
            (&*error.code, failure.recorded),
            ("MG003", Recorded::Nothing),
            "{up}"
        );
    }
    for up in [
        "COMMIT;",
        "ROLLBACK;",
        "COMMIT; BEGIN;",
        "SELECT 1; ROLLBACK AND CHAIN;",
    ] {
        let failure = fail(&mut client, up);
        let Cause::Server(error) = &failure.cause else {
            panic!("{failure:?}");
        };
        assert_eq!(
            (&*error.code, failure.recorded),
            ("MG002", Recorded::Escaped),
            "{up}"
        );
    }
    for up in [
        "TRUNCATE migrate_ledger;",
        "DO $$BEGIN EXECUTE 'TRUNCATE migrate_' || 'ledger'; END$$;",
        "DELETE FROM migrate_ledger_log;",
        "TRUNCATE migrate_ledger_log;",
        "INSERT INTO migrate_ledger_log SELECT * FROM migrate_ledger_log;",
    ] {
        let kept = "SELECT concat((SELECT count(*) FROM migrate_ledger), ' ',
           (SELECT count(*) FROM migrate_ledger_log WHERE event <> 'fail'))";
        let before = cell(&mut client, kept);
        let failure = fail(&mut client, up);
        let Cause::Server(error) = &failure.cause else {
            panic!("{failure:?}");
        };
        // A row that is written twice is refused before the check.
        let code = if up.starts_with("INSERT") {
            "428C9"
        } else {
            "MG008"
        };
        assert_eq!(
            (&*error.code, failure.recorded),
            (code, Recorded::Nothing),
            "{up}"
        );
        assert_eq!(cell(&mut client, kept), before, "{up}");
    }
    // A script that only reads or ends in a comment is no such thing.
    for up in [
        "SET LOCAL lock_timeout = '1s'; SELECT 1",
        "SELECT 1 -- no end",
        "/* nothing */",
    ] {
        let plan = plan(&failing(up));
        plan.migrator().up(&mut client).unwrap();
        plan.migrator().down(&mut client, id(2)).unwrap();
    }
}

#[test]
fn a_commit_that_fails_keeps_nothing_whatever_the_comments_speak_of() {
    let server = Server::start();
    let mut client = server.client();
    let failure = fail(
        &mut client,
        "-- To roll back by hand: ROLLBACK; or ABORT;
CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);
COMMENT ON TABLE t IS 'without; rollback';
INSERT INTO t VALUES (1), (1);",
    );
    let Cause::Server(error) = &failure.cause else {
        panic!("{failure:?}");
    };
    assert_eq!(
        (&*error.code, failure.recorded),
        ("23505", Recorded::Nothing)
    );
    let failure = fail(&mut client, "CREATE TABLE t (); ROLLBACK; SELECT 1 / 0;");
    assert_eq!(failure.recorded, Recorded::Escaped);
    let failure = fail(&mut client, "SELECT 1; COMMIT WITHOUT;");
    assert_eq!(failure.recorded, Recorded::Nothing, "it was never run");
}

#[test]
fn a_statement_timeout_is_blamed_only_for_what_it_cancelled() {
    let server = Server::start();
    let mut client = server.client();
    plan(&three()).migrator().to(id(2)).up(&mut client).unwrap();
    let blamed = |up: &str, timeout, client: &mut Client| {
        let plan = plan(&failing(up));
        let migrator = plan.migrator().statement_timeout(timeout);
        let error = migrator.up(client).unwrap_err();
        assert!(
            matches!(&error, Error::Revision(failure) if failure.recorded == Recorded::Nothing),
            "{error:?}"
        );
        error.help().unwrap().contains("`statement_timeout` was")
    };
    let short = Timeout::from_millis(100);
    assert!(blamed("SELECT pg_sleep(60);", short, &mut client));
    let long = Timeout::from_millis(600_000);
    let cancelled = "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(60);";
    assert!(!blamed(cancelled, long, &mut client));
    assert!(!blamed(cancelled, Timeout::NONE, &mut client));
}

#[test]
fn a_lock_that_is_not_obtained_in_time_is_busy_and_not_failed() {
    let server = Server::start();
    let mut client = server.client();
    plan(&three()).migrator().up(&mut client).unwrap();
    let mut other = server.client();
    let mut transaction = other.transaction().unwrap();
    transaction
        .batch_execute("LOCK TABLE one IN ACCESS SHARE MODE")
        .unwrap();
    let mut sketches = three();
    sketches.push(revision(
        4,
        &[3],
        "ALTER TABLE one ADD COLUMN name text;",
        "SELECT 1;",
    ));
    let error = plan(&sketches)
        .migrator()
        .lock_timeout(Timeout::from_millis(100))
        .retry_for(Duration::from_millis(300))
        .up(&mut client)
        .unwrap_err();
    let Error::Busy(Busy::Lock(failure)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failure.recorded, Recorded::Nothing);
    assert!(session(&mut client).starts_with("0 "));
}

#[test]
fn while_another_run_holds_the_lock_it_is_named_and_the_wait_ends() {
    let server = Server::start();
    let mut holder = server.client();
    let plan = plan(&three());
    let key = migrate_runtime::__core::sql::key(&plan.ledger);
    holder
        .batch_execute(&format!("SELECT pg_advisory_lock({key})"))
        .unwrap();
    let pid = cell(&mut holder, "SELECT pg_backend_pid()");
    let mut waits = 0;
    let mut client = server.client();
    let error = plan
        .migrator()
        .wait(Duration::from_millis(400))
        .observer(|event: &migrate_runtime::Event<'_>| {
            waits += i32::from(matches!(
                event,
                migrate_runtime::Event::Waiting {
                    holder: Some(_),
                    ..
                }
            ));
        })
        .up(&mut client)
        .unwrap_err();
    let Error::Busy(Busy::Run {
        holder: Some(named),
        waited,
    }) = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(named.pid.to_string(), pid);
    assert_eq!(named.application_name, "test");
    assert!(waited >= Duration::from_millis(400) && waited < Duration::from_secs(10));
    assert!(waits > 1);
    assert_eq!(
        plan.state(&mut client),
        Ok(State::Empty),
        "asking does not wait"
    );
}

#[test]
fn an_error_about_another_connection_leaves_neither_lock_nor_open_transaction() {
    let server = Server::start();
    let mut client = server.client();
    let before = session(&mut client);
    for code in ["08006", "08001", "57P01", "57P03"] {
        let failure = fail(
            &mut client,
            &format!("DO $$BEGIN RAISE EXCEPTION 'elsewhere' USING ERRCODE = '{code}'; END$$;"),
        );
        assert!(
            matches!(&failure.cause, Cause::Server(error) if error.code == code),
            "{failure:?}"
        );
        assert_eq!(failure.recorded, Recorded::Nothing);
        assert_eq!(session(&mut client), before, "{code}");
    }
}

#[test]
fn a_text_that_cannot_be_sent_leaves_no_lock_behind() {
    let server = Server::start();
    let mut client = server.client();
    let before = session(&mut client);
    let error = plan(&three())
        .migrator()
        .stamp(&mut client, id(1), "a\0b")
        .unwrap_err();
    assert!(matches!(&error, Error::Database { .. }), "{error:?}");
    assert!(!error.to_string().contains("SQLSTATE"), "{error}");
    assert_eq!(session(&mut client), before);
}

#[test]
fn a_copy_from_the_client_ends() {
    let server = Server::start();
    let mut client = server.client();
    let failure = fail(
        &mut client,
        "CREATE TABLE t (id int);\nCOPY t FROM STDIN;\n",
    );
    assert!(matches!(failure.cause, Cause::Lost(_)), "{failure:?}");
    let mut client = server.client();
    assert!(session(&mut client).starts_with("0 "));
}

/// Lets the attempt at the lock succeed on the server and answers with an error all the same.
struct TooLate<'c>(&'c mut Client);

impl Session for TooLate<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let reply = self.0.send(sql, wanted);
        match sql.contains("pg_try_advisory_lock") {
            true => Reply::Error(Box::default()),
            false => reply,
        }
    }
}

#[test]
fn a_lock_that_was_obtained_by_a_statement_that_failed_is_released() {
    let server = Server::start();
    let mut client = server.client();
    let plan = plan(&three());
    assert!(plan.migrator().up(&mut TooLate(&mut client)).is_err());
    assert!(session(&mut client).starts_with("0 "));
}

#[test]
fn a_connection_that_dies_in_a_revision_is_told_as_not_known() {
    let server = Server::start();
    let mut client = server.client();
    let failure = fail(
        &mut client,
        "SELECT pg_terminate_backend(pg_backend_pid());",
    );
    assert_eq!(failure.recorded, Recorded::Unknown);
    let mut client = server.client();
    assert!(matches!(
        plan(&failing("SELECT 1;")).state(&mut client),
        Ok(State::Behind { .. })
    ));
}
