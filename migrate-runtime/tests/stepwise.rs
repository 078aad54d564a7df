//! Revisions outside a transaction, on a real server.

mod support;

use migrate_runtime::{Cause, Error, Event, Plan, Recorded, State, Target};
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
    assert!(counting.messages[3].contains("SET lock_timeout = '3s'"));
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

impl migrate_runtime::Session for Losing<'_> {
    fn send(&mut self, sql: &str, wanted: migrate_runtime::Wanted) -> migrate_runtime::Reply {
        let reply = self.0.send(sql, wanted);
        if sql.starts_with("-- up") && matches!(reply, migrate_runtime::Reply::Rows(_)) {
            self.0
                .client
                .batch_execute("SELECT pg_advisory_unlock_all()")
                .expect("the server is there");
        }
        reply
    }
}
