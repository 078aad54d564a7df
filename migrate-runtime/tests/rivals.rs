//! Several runs at the same moment.

mod support;

use std::thread;

use migrate_runtime::{Error, Event, Outcome, Reply, Session, State, Wanted};
use postgres::Client;
use support::{Server, cell, plan, revision, three};

#[test]
fn eight_runs_at_once_apply_each_revision_once_also_a_concurrent_index() {
    let server = Server::start();
    let mut sketches = three();
    sketches.push(
        revision(
            4,
            &[3],
            "CREATE INDEX CONCURRENTLY one_id ON one (id);",
            "DROP INDEX CONCURRENTLY one_id;",
        )
        .stepwise(),
    );
    let plan = plan(&sketches);
    let clients: Vec<Client> = (0..8).map(|_| server.client()).collect();
    let applied: usize = thread::scope(|scope| {
        let runs: Vec<_> = clients
            .into_iter()
            .map(|mut client| {
                let plan = &plan;
                scope.spawn(move || match plan.migrator().up(&mut client).unwrap() {
                    Outcome::Ran { revisions, .. } => revisions.len(),
                    Outcome::NothingToDo => 0,
                    other => panic!("{other:?}"),
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(applied, 4);
    let mut client = server.client();
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(
            &mut client,
            "SELECT count(*) FROM migrate_ledger_log WHERE event = 'up'"
        ),
        "4"
    );
}

/// Releases the lock behind the run's back before each revision, as a pooler would, and lets a rival go first.
struct Overtaken<'c, R> {
    client: &'c mut Client,
    rival: R,
    times: u32,
}

impl<R: FnMut()> Session for Overtaken<'_, R> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        if self.times > 0 && sql.starts_with("-- ") {
            self.times -= 1;
            self.client
                .batch_execute("SELECT pg_advisory_unlock_all()")
                .expect("the server is there");
            (self.rival)();
        }
        self.client.send(sql, wanted)
    }
}

#[test]
fn the_guard_keeps_a_revision_from_being_run_twice_where_the_lock_does_not() {
    let server = Server::start();
    let (mut client, mut rival) = (server.client(), server.client());
    let plan = plan(&three());
    let mut session = Overtaken {
        client: &mut client,
        rival: || {
            plan.migrator().to(support::id(2)).up(&mut rival).unwrap();
        },
        times: 1,
    };
    let mut overtaken = 0;
    let outcome = plan
        .migrator()
        .observer(|event: &Event<'_>| {
            overtaken += u32::from(matches!(event, Event::Overtaken { .. }));
        })
        .up(&mut session);
    assert!(
        matches!(&outcome, Ok(Outcome::Ran { revisions, .. }) if revisions.len() == 1),
        "only what the rival left was run: {outcome:?}"
    );
    drop(outcome);
    assert_eq!(overtaken, 1);
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(
            &mut client,
            "SELECT count(*) FROM migrate_ledger_log WHERE event = 'up'"
        ),
        "3"
    );
}

#[test]
fn a_rival_on_another_line_ends_the_run() {
    let server = Server::start();
    let (mut client, mut rival) = (server.client(), server.client());
    let mut theirs = three();
    theirs[1] = revision(9, &[1], "CREATE TABLE nine ();", "DROP TABLE nine;");
    theirs.truncate(2);
    let (plan, theirs) = (plan(&three()), plan(&theirs));
    let mut session = Overtaken {
        client: &mut client,
        rival: || {
            theirs.migrator().up(&mut rival).unwrap();
        },
        times: 1,
    };
    let error = plan.migrator().up(&mut session).unwrap_err();
    assert!(
        matches!(&error, Error::State(state) if matches!(**state, State::Diverged { .. })),
        "{error:?}"
    );
    assert_eq!(cell(&mut client, "SELECT to_regclass('two') IS NULL"), "t");
}

/// Lets a rival go first when the recorded down scripts are asked for.
struct Reverted<'c> {
    client: &'c mut Client,
    rival: Client,
}

impl Session for Reverted<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        if sql.starts_with("SELECT id, down_sql") {
            self.rival
                .batch_execute("DROP TABLE IF EXISTS three; DELETE FROM migrate_ledger WHERE up_sql LIKE '%three%'")
                .expect("the server is there");
        }
        self.client.send(sql, wanted)
    }
}

#[test]
fn a_revision_that_a_rival_reverted_is_not_reverted_with_the_script_of_another() {
    let server = Server::start();
    let mut sketches = three();
    sketches[2] = sketches[2].clone().draft();
    for edited in [
        revision(3, &[2], "CREATE TABLE three (id bigint);", "SELECT 1 / 0;").draft(),
        revision(3, &[2], "CREATE TABLE three (id bigint);", "").irreversible("it is gone"),
    ] {
        let mut client = server.client();
        plan(&sketches).migrator().up(&mut client).unwrap();
        let mut now = sketches.clone();
        now[2] = edited;
        let edited = plan(&now);
        let mut session = Reverted {
            client: &mut client,
            rival: server.client(),
        };
        assert_eq!(
            edited.migrator().down(&mut session, support::id(2)),
            Ok(Outcome::NothingToDo)
        );
    }
}

#[test]
fn an_observer_that_panics_leaves_no_lock_behind() {
    let server = Server::start();
    let (mut client, mut other) = (server.client(), server.client());
    let plan = plan(&three());
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let migrator = plan.migrator().observer(|event: &Event<'_>| {
            assert!(
                !matches!(event, Event::Finished { .. }),
                "the observer's own mistake"
            );
        });
        migrator.up(&mut client)
    }));
    assert!(ended.is_err());
    assert_eq!(
        cell(
            &mut other,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        ),
        "0"
    );
    assert_eq!(cell(&mut client, "SHOW standard_conforming_strings"), "on");
    // The session goes on, and so does the next run.
    let outcome = plan.migrator().up(&mut client);
    assert!(
        matches!(&outcome, Ok(Outcome::Ran { revisions, .. }) if revisions.len() == 2),
        "{outcome:?}"
    );
}
