//! Revisions outside a transaction, on a real server.

mod support;

use std::time::Duration;

use migrate_runtime::{
    Busy, Cause, Error, Event, Plan, Recorded, Reply, Session, State, Target, Timeout, Wanted,
};
use postgres::Client;
use support::{Counting, Server, Sketch, cell, id, plan, revision};

fn indexed(up: &str) -> Plan {
    let table: Sketch = revision(1, &[], "CREATE TABLE t (a int);", "DROP TABLE t;");
    let index = revision(2, &[1], up, "DROP INDEX CONCURRENTLY t_a;\nSELECT 1;\n").stepwise();
    plan(&[table, index])
}

#[test]
fn each_statement_is_sent_alone_and_recorded_before_and_after() {
    let server = Server::start();
    let mut client = server.client();
    let plan = indexed("SELECT 1;\nCREATE INDEX CONCURRENTLY t_a ON t (a);\n");
    plan.migrator().to(id(1)).up(&mut client).unwrap();

    let mut steps = Vec::new();
    let mut counting = Counting::new(&mut client);
    plan.migrator()
        .observer(|event: &Event<'_>| {
            if let Event::Step { step, of, .. } = event {
                steps.push((*step, *of));
            }
        })
        .up(&mut counting)
        .unwrap();
    assert_eq!(steps, [(1, 2), (2, 2)]);
    // Ask, lock, read, record, statement, record, statement, record, release.
    assert_eq!(counting.messages.len(), 9);
    assert_eq!(
        counting.messages[6],
        "CREATE INDEX CONCURRENTLY t_a ON t (a)"
    );
    assert!(counting.messages[5].contains("SET lock_timeout = '0'"));
    assert!(counting.messages[3].contains("\nSET lock_timeout = '3s'"));
    for record in [3, 5, 7] {
        // Nothing comes after the commit that could fail and hide that the record is there.
        assert!(counting.messages[record].ends_with("\nCOMMIT;\n"));
    }
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(cell(&mut client, "SHOW lock_timeout"), "0");
    assert_eq!(
        cell(
            &mut client,
            "SELECT detail FROM migrate_ledger_log ORDER BY seq DESC LIMIT 1"
        ),
        "2 statements outside a transaction"
    );

    plan.migrator().down(&mut client, Target::BASE).unwrap();
    assert_eq!(cell(&mut client, "SELECT to_regclass('t') IS NULL"), "t");
    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
        "0"
    );
}

#[test]
fn a_statement_that_fails_leaves_its_number_in_the_ledger() {
    let server = Server::start();
    let mut client = server.client();
    let plan = indexed("SELECT 1;\n\nCREATE INDEX CONCURRENTLY t_a ON t (nope);\nSELECT 2;\n");
    let error = plan.migrator().up(&mut client).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    the up script of revision 000022222222 (change 2) failed at statement 2 of 3
      --> migrations/20261121093002_change_2/up.sql:3:1
       |
     3 | CREATE INDEX CONCURRENTLY t_a ON t (nope);
       | ^
    column "nope" does not exist (SQLSTATE 42703)
    recorded: `running 2 of 3`; the statements before it are done
    "#);
    insta::assert_snapshot!(error.help().unwrap(), @"correct what the server says and run `cargo migrate resume`: it goes on with statement 2");
    let Error::Revision(failure) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failure.recorded, Recorded::Step { step: 2, of: 3 });
    assert!(matches!(
        plan.state(&mut client),
        Ok(State::Interrupted { step: 2, of: 3, .. })
    ));
    assert_eq!(
        cell(
            &mut client,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        ),
        "0"
    );
    assert!(matches!(
        plan.migrator().up(&mut client),
        Err(Error::State(_))
    ));
}

#[test]
fn a_statement_of_a_down_that_fails_is_told_as_one_of_a_down() {
    let server = Server::start();
    let mut client = server.client();
    let down = "SELECT 1;\nSELECT 1 / 0;\n";
    let plan = plan(&[revision(1, &[], "SELECT 1;", down).stepwise()]);
    plan.migrator().up(&mut client).unwrap();
    let error = plan.migrator().down(&mut client, Target::BASE).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("recorded: `reverting 2 of 2`; the statements before it are done"),
        "{error}"
    );
    insta::assert_snapshot!(error.help().unwrap(), @"correct what the server says, in migrations/20261121093001_change_1/down.sql from statement 2 on or in the database; a statement that failed has done nothing unless it commits by itself: `cargo migrate resolve 000011111111 --step 2 --retry --reason …`, then `cargo migrate resume`");
}

#[test]
fn a_clock_that_is_set_back_leaves_a_ledger_that_can_be_read() {
    let server = Server::start();
    let mut client = server.client();
    // As if the clock had been an hour ahead when the revision began.
    let ahead = "UPDATE migrate_ledger SET applied_at = applied_at + INTERVAL '1 hour';";
    let stepwise = revision(1, &[], ahead, "SELECT 1;").stepwise();
    let both = plan(&[stepwise, revision(2, &[1], "SELECT 1;", "SELECT 1;")]);
    both.migrator().up(&mut client).unwrap();
    assert_eq!(
        cell(
            &mut client,
            "SELECT min(duration) >= INTERVAL '0' FROM migrate_ledger"
        ),
        "t"
    );

    client
        .batch_execute("UPDATE migrate_ledger SET duration = INTERVAL '-3 seconds'")
        .unwrap();
    client
        .batch_execute(&format!(
            "DELETE FROM migrate_ledger WHERE id = '{}'",
            id(2)
        ))
        .unwrap();
    assert!(matches!(both.state(&mut client), Ok(State::Behind { .. })));
}

#[test]
fn a_down_does_not_remove_a_record_that_is_not_as_it_left_it() {
    let server = Server::start();
    let mut client = server.client();
    let down = "SELECT 1;\nUPDATE migrate_ledger SET step = 1;\n";
    let plan = plan(&[revision(1, &[], "SELECT 1;", down).stepwise()]);
    plan.migrator().up(&mut client).unwrap();
    let error = plan.migrator().down(&mut client, Target::BASE).unwrap_err();
    let Error::Revision(failure) = error else {
        panic!("{error:?}");
    };
    assert!(
        matches!(&failure.cause, Cause::Server(error) if error.code == "MG001"),
        "{failure:?}"
    );
    assert_eq!(
        cell(&mut client, "SELECT state FROM migrate_ledger"),
        "reverting"
    );
}

#[test]
fn a_session_that_lost_the_lock_runs_no_statement_outside_a_transaction() {
    let server = Server::start();
    let mut client = server.client();
    let plan = indexed("CREATE INDEX CONCURRENTLY t_a ON t (a);\n");
    let mut losing = Losing(Counting::new(&mut client));
    let error = plan.migrator().up(&mut losing).unwrap_err();
    let Error::Revision(failure) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failure.recorded, Recorded::Nothing);
    assert_eq!(
        cell(
            &mut client,
            "SELECT count(*) FROM pg_indexes WHERE indexname = 't_a'"
        ),
        "0"
    );
    assert!(matches!(plan.state(&mut client), Ok(State::Behind { .. })));
}

/// A pooler in short: after the first revision, messages come to a session that does not hold the lock.
struct Losing<'c>(Counting<'c>);

impl Session for Losing<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let reply = self.0.send(sql, wanted);
        if sql.starts_with("-- up") && matches!(reply, Reply::Rows(_)) {
            self.0
                .client
                .batch_execute("SELECT pg_advisory_unlock_all()")
                .expect("the server is there");
        }
        reply
    }
}

#[test]
fn a_statement_is_sent_with_the_settings_of_its_own() {
    let server = Server::start();
    let mut client = server.client();
    let noted = "CREATE TABLE s AS SELECT concat_ws(' ', current_setting('lock_timeout'), current_setting('statement_timeout'), \
                 current_setting('search_path'), current_setting('default_transaction_read_only')) AS said;\n";
    run(&mut client, "SET default_transaction_read_only = on");
    let plan = plan(&[revision(1, &[], noted, "DROP TABLE s;").stepwise()]);
    plan.migrator()
        .statement_timeout(Timeout::from_millis(50_000))
        .up(&mut client)
        .unwrap();
    assert_eq!(cell(&mut client, "SELECT said FROM s"), "3s 50s public off");
    assert_eq!(
        cell(&mut client, "SHOW default_transaction_read_only"),
        "on"
    );
}

#[test]
fn what_a_script_sets_in_the_session_ends_with_its_revision() {
    let server = Server::start();
    // The second setting is in no catalog at all.
    let sets = "SELECT set_config('enable_seqscan', 'off', false);\nSELECT set_config('app.user', 'mallory', false);\n";
    let said = "concat_ws(' ', current_setting('enable_seqscan'), current_setting('work_mem'), \
                coalesce(nullif(current_setting('app.user', true), ''), 'nobody'))";
    let sees = format!("CREATE TABLE s AS SELECT {said} AS said;\n");
    let first = revision(1, &[], sets, "SELECT 1;");
    for (name, first) in [("outside", first.clone().stepwise()), ("within", first)] {
        let mut client = server.database(name);
        run(&mut client, "SET work_mem = '5MB'");
        let plan = plan(&[first, revision(2, &[1], &sees, "DROP TABLE s;")]);
        plan.migrator().up(&mut client).unwrap();
        let by_the_next = cell(&mut client, "SELECT said FROM s");
        assert!(
            by_the_next.starts_with("on ") && by_the_next.ends_with(" nobody"),
            "{name}: {by_the_next}"
        );
        assert_eq!(
            cell(&mut client, &format!("SELECT {said}")),
            "on 5MB nobody",
            "{name}"
        );
    }
}

#[test]
fn what_commits_by_itself_is_not_sent_again_after_a_part_of_it_was_kept() {
    let server = Server::start();
    let body = "BEGIN INSERT INTO t VALUES (1); COMMIT; RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END";
    let table =
        format!("CREATE TABLE t (a int); CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ {body} $$;");
    for (name, up) in [
        ("call", "CALL p();"),
        ("anonymous", &*format!("do $${body}$$;")),
    ] {
        let mut client = server.database(name);
        let plan = plan(&[
            revision(1, &[], &table, "DROP TABLE t;"),
            revision(2, &[1], up, "SELECT 1;").stepwise(),
        ]);
        let error = plan
            .migrator()
            .retry_for(Duration::from_secs(2))
            .up(&mut client)
            .unwrap_err();
        let Error::Busy(Busy::Lock(failure)) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(failure.attempts, 1);
        assert_eq!(failure.recorded, Recorded::Step { step: 1, of: 1 });
        assert!(
            error
                .help()
                .unwrap()
                .contains("unless it commits by itself")
        );
        assert_eq!(cell(&mut client, "SELECT count(*) FROM t"), "1", "{name}");
    }
}

fn run(client: &mut Client, sql: &str) {
    client
        .batch_execute(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Takes the ledger away while a statement is carried out, and gives it back after so many errors.
struct Rival<'c> {
    client: &'c mut Client,
    rival: Client,
    statement: &'static str,
    errors: usize,
}

impl Session for Rival<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let reply = self.client.send(sql, wanted);
        if sql == self.statement {
            run(
                &mut self.rival,
                "BEGIN; LOCK TABLE migrate_ledger IN EXCLUSIVE MODE",
            );
        }
        if matches!(reply, Reply::Error(_)) {
            self.errors -= 1;
            if self.errors == 0 {
                run(&mut self.rival, "ROLLBACK");
            }
        }
        reply
    }
}

const FIRST: &str = "INSERT INTO t VALUES (1)";
const LAST: &str = "INSERT INTO t VALUES (2)";

fn inserting() -> Plan {
    indexed("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n")
}

#[test]
fn the_record_after_a_statement_is_tried_again_as_well_as_the_one_before_it() {
    let server = Server::start();
    for (name, statement) in [("first", FIRST), ("last", LAST)] {
        let mut client = server.database(name);
        let rival = server.client_as("postgres", name);
        let plan = inserting();
        plan.migrator().to(id(1)).up(&mut client).unwrap();
        let mut retried = Vec::new();
        plan.migrator()
            .lock_timeout(Timeout::from_millis(100))
            .observer(|event: &Event<'_>| {
                if let Event::Retrying { step, .. } = event {
                    retried.push(*step);
                }
            })
            .up(&mut Rival {
                client: &mut client,
                rival,
                statement,
                errors: 1,
            })
            .unwrap();
        assert_eq!(retried, [Some((2, 2))], "{name}");
        assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
        assert_eq!(cell(&mut client, "SELECT count(*) FROM t"), "2");
    }
}

#[test]
fn a_statement_that_was_carried_out_and_not_recorded_is_not_told_as_failed() {
    let server = Server::start();
    for (name, statement, step) in [("first", FIRST, 1), ("last", LAST, 2)] {
        let mut client = server.database(name);
        let rival = server.client_as("postgres", name);
        let plan = inserting();
        plan.migrator().to(id(1)).up(&mut client).unwrap();
        let mut session = Rival {
            client: &mut client,
            rival,
            statement,
            errors: usize::MAX,
        };
        let error = plan
            .migrator()
            .lock_timeout(Timeout::from_millis(100))
            .retry_for(Duration::ZERO)
            .up(&mut session)
            .unwrap_err();
        drop(session);
        let (said, help) = (error.to_string(), error.help().unwrap());
        assert!(
            said.starts_with(&format!(
                "statement {step} of 2 of the up script of revision 000022222222 (change 2) was carried out, and recording it \
                 failed\n"
            )),
            "{said}"
        );
        assert!(
            said.ends_with(&format!(
                "recorded: `running {step} of 2`; this statement and those before it are done"
            )),
            "{said}"
        );
        assert!(
            help.contains(&format!(
                "`cargo migrate resolve 000022222222 --step {step} --done --reason …`"
            )),
            "{help}"
        );
        let Error::Busy(Busy::Lock(failure)) = error else {
            panic!("{error:?}");
        };
        assert_eq!(failure.recorded, Recorded::Unrecorded { step, of: 2 });

        // As it is advised.
        let done = migrate_runtime::Claim::Step(step, migrate_runtime::Resolution::Done);
        plan.migrator()
            .resolve(&mut client, id(2), done, "it was carried out")
            .unwrap();
        plan.migrator().resume(&mut client).unwrap();
        assert_eq!(cell(&mut client, "SELECT count(*) FROM t"), "2", "{name}");
    }
}
