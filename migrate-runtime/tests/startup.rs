//! The three ways to start an application, over both drivers.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod support;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use migrate_runtime::{Cancellation, Compatibility, Error, Event, Plan, Started, Startup, State};
use support::{Counting, Server, Sketch, cell, id, plan, revision, three};
use tokio::runtime::Builder;
use tokio_postgres::NoTls;

/// Long enough for any machine; a test that waits so long has failed.
const LONG: Startup = Startup::Wait {
    deadline: Duration::from_secs(120),
};

/// One table after `three()`.
fn four() -> Vec<Sketch> {
    let mut four = three();
    let up = "CREATE TABLE four (id int);";
    four.push(revision(4, &[3], up, "DROP TABLE four;"));
    four
}

fn refused(state: State) -> Result<Started<'static>, Error> {
    Err(Error::State(Box::new(state)))
}

#[test]
fn every_value_of_the_variable_is_known_and_every_other_is_an_error() {
    let seconds = |seconds| Startup::Wait {
        deadline: Duration::from_secs(seconds),
    };
    for (value, startup) in [
        ("", Startup::Verify),
        ("verify", Startup::Verify),
        ("0", Startup::Verify),
        ("false", Startup::Verify),
        ("migrate", Startup::Migrate),
        ("1", Startup::Migrate),
        ("true", Startup::Migrate),
        ("wait", seconds(300)),
        ("wait:30s", seconds(30)),
        ("wait:10min", seconds(600)),
    ] {
        assert_eq!(value.parse(), Ok(startup), "{value}");
        assert_eq!(startup.to_string().parse(), Ok(startup), "{startup}");
    }
    for value in [
        "yes", "Migrate", " verify", "wait:", "wait:30", "wait 30s", "wait:-1s", "2",
    ] {
        assert!(value.parse::<Startup>().is_err(), "{value}");
    }
    assert_eq!(
        Startup::from_env("A_VARIABLE_THAT_NOBODY_SETS"),
        Ok(Startup::Verify)
    );
    let error = Startup::from_env("CARGO_PKG_NAME").unwrap_err();
    insta::assert_snapshot!(error, @r#"CARGO_PKG_NAME has the value "migrate-runtime", which names no way to start: expected `verify` (also `0`, `false`, or nothing), `migrate` (also `1`, `true`), `wait`, or `wait` with a time as in `wait:30s`"#);
}

#[test]
fn verify_asks_once_and_needs_no_more_than_select_on_the_ledger() {
    let server = Server::start();
    let plan = plan(&three());
    let mut owner = server.client();
    owner
        .batch_execute("CREATE ROLE reader LOGIN PASSWORD 'password'")
        .unwrap();
    let mut reader = server.client_as("reader", server.name());
    assert_eq!(
        plan.start(Startup::Verify, &mut reader),
        refused(State::Empty)
    );
    plan.migrator().up(&mut owner).unwrap();
    owner
        .batch_execute("GRANT SELECT ON migrate_ledger TO reader")
        .unwrap();
    for startup in [Startup::Verify, LONG, Startup::Migrate] {
        let mut counting = Counting::new(&mut reader);
        let started = plan.start(startup, &mut counting);
        assert_eq!(started, Ok(Started::Accepted(State::UpToDate)), "{startup}");
        assert_eq!(counting.messages.len(), 1, "{startup}");
    }
}

#[test]
fn migrate_applies_what_is_pending_and_starts_a_rolled_back_application_where_that_is_declared() {
    let server = Server::start();
    let mut client = server.client();
    let mine = plan(&three());
    let started = mine.start(Startup::Migrate, &mut client).unwrap();
    assert!(
        matches!(&started, Started::Migrated(done) if done.len() == 3),
        "{started:?}"
    );
    drop(started);

    let mut newer = four();
    newer[3] = newer[3].clone().compatible(3);
    plan(&newer).migrator().up(&mut client).unwrap();
    for startup in [Startup::Verify, Startup::Migrate, LONG] {
        let started = mine.start(startup, &mut client).unwrap();
        assert!(
            matches!(
                &started,
                Started::Accepted(State::Ahead {
                    compatible: Compatibility::Declared,
                    ..
                })
            ),
            "{startup}: {started:?}"
        );
    }
    newer.push(revision(
        5,
        &[4],
        "CREATE TABLE five ();",
        "DROP TABLE five;",
    ));
    plan(&newer).migrator().up(&mut client).unwrap();
    for startup in [Startup::Verify, Startup::Migrate, LONG] {
        let refused = mine.start(startup, &mut client).unwrap_err();
        assert!(
            matches!(&refused, Error::State(state) if matches!(**state, State::Ahead { .. })),
            "{startup}: {refused:?}"
        );
        assert_eq!(refused.exit_code(), 4);
    }
    let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";
    assert_eq!(cell(&mut client, locks), "0");
}

#[test]
fn an_application_stays_ready_while_a_newer_version_builds_an_index_that_it_gets_along_with() {
    let server = Server::start();
    let mut client = server.client();
    let mine = plan(&three());
    let mut newer = four();
    newer[3] = newer[3].clone().compatible(3);
    plan(&newer).migrator().up(&mut client).unwrap();
    let under_way = |client: &mut postgres::Client, number| {
        let update = format!(
            "UPDATE migrate_ledger SET state = 'running', step = 1, steps = 1 WHERE id = '{}'",
            id(number)
        );
        client.batch_execute(&update).unwrap();
    };
    under_way(&mut client, 4);
    let state = mine.require(&mut client).unwrap();
    assert!(
        matches!(&state, State::Ahead { unknown, .. } if unknown.len() == 1),
        "{state:?}"
    );
    // The newer version itself is not ready, and neither is one that is not declared to get along.
    let state = plan(&newer).state(&mut client).unwrap();
    assert!(matches!(state, State::Interrupted { .. }), "{state:?}");
    client
        .batch_execute("UPDATE migrate_ledger SET compatible = NULL")
        .unwrap();
    let state = mine.state(&mut client).unwrap();
    assert!(matches!(state, State::Interrupted { .. }), "{state:?}");
}

#[test]
fn waiting_ends_at_its_deadline_and_at_once_where_only_a_person_can_help() {
    let server = Server::start();
    let mut client = server.client();
    let mine = plan(&three());
    let deadline = Duration::from_millis(200);
    let late = mine
        .start(Startup::Wait { deadline }, &mut client)
        .unwrap_err();
    let Error::Late { state, waited } = &late else {
        panic!("{late:?}");
    };
    assert_eq!((&**state, *waited >= deadline), (&State::Empty, true));
    assert!(
        late.to_string().ends_with(
            "for another run, and still the database is empty: every revision is pending"
        ),
        "{late}"
    );
    assert_eq!(late.exit_code(), 4);

    let mut theirs = three();
    theirs[2] = revision(9, &[2], "CREATE TABLE nine ();", "DROP TABLE nine;");
    plan(&theirs).migrator().up(&mut client).unwrap();
    let refused = mine.start(LONG, &mut client).unwrap_err();
    assert!(
        matches!(&refused, Error::State(state) if matches!(**state, State::Diverged { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_start_that_is_cancelled_ends_before_its_deadline() {
    let server = Server::start();
    let mut client = server.client();
    let mine = plan(&three());
    let cancellation = Cancellation::new();
    let heard = cancellation.clone();
    let interrupted = mine
        .migrator()
        .cancellation(&cancellation)
        .observer(move |event: &Event<'_>| {
            if matches!(event, Event::NotReady { .. }) {
                assert!(heard.is_in_use());
                heard.cancel();
            }
        })
        .start(LONG, &mut client)
        .unwrap_err();
    assert_eq!(
        interrupted.to_string(),
        "interrupted before anything was run; nothing was changed"
    );
    assert_eq!(interrupted.exit_code(), 5);
    assert!(!cancellation.is_in_use());
    // One that migrates does not begin.
    let migrator = mine.migrator().cancellation(&cancellation);
    let interrupted = migrator.start(Startup::Migrate, &mut client).unwrap_err();
    assert!(
        matches!(interrupted, Error::Interrupted(_)),
        "{interrupted:?}"
    );
    let state = mine.state(&mut client);
    assert!(
        matches!(&state, Ok(State::Behind { pending }) if pending.len() == 3),
        "{state:?}"
    );
}

/// A plan whose second revision stops between two statements until the gate is opened.
fn gated() -> Plan {
    let mut sketches = three();
    let statements = "CREATE TABLE two ();\nSELECT pg_advisory_xact_lock(42);";
    sketches[1] = revision(2, &[1], statements, "DROP TABLE two;").stepwise();
    plan(&sketches)
}

/// Waits with `start` while another migrates, and opens the gate when the waiting one has seen it stand there.
fn while_another_migrates(
    server: &Server,
    start: impl FnOnce(&Plan, mpsc::Sender<String>) -> Result<State, Error> + Send,
) {
    let plan = &gated();
    let mut gate = server.client();
    cell(&mut gate, "SELECT pg_advisory_lock(42)");
    let (said, heard) = mpsc::channel();
    thread::scope(|scope| {
        let waiting = scope.spawn(move || start(plan, said));
        let empty = heard.recv().unwrap();
        assert_eq!(empty, "the database is empty: every revision is pending");
        let mut migrating = server.client();
        let run = scope.spawn(move || plan.migrator().up(&mut migrating).map(drop));
        let seen = heard
            .iter()
            .any(|why| why.contains("interrupted at statement 2 of 2"));
        assert!(seen, "what is on its way looks interrupted from outside");
        cell(&mut gate, "SELECT pg_advisory_unlock(42)");
        assert_eq!(run.join().unwrap(), Ok(()));
        // So many reasons may still have been told.
        drop(heard);
        assert_eq!(waiting.join().unwrap(), Ok(State::UpToDate));
    });
}

fn tell(said: mpsc::Sender<String>) -> impl FnMut(&Event<'_>) + Send {
    move |event: &Event<'_>| {
        if let Event::NotReady { why, .. } = event {
            let _the_test_has_heard_enough = said.send(why.clone());
        }
    }
}

fn accepted(started: Started<'_>) -> State {
    match started {
        Started::Accepted(state) => state,
        started => panic!("{started:?}"),
    }
}

#[test]
fn an_application_that_waits_starts_when_another_process_has_migrated() {
    let server = Server::start();
    let mut client = server.client();
    while_another_migrates(&server, |plan, said| {
        let migrator = plan.migrator().observer(tell(said));
        migrator.start(LONG, &mut client).map(accepted)
    });
}

#[test]
fn so_does_one_over_the_asynchronous_driver_and_its_role_may_be_granted_late() {
    let server = Server::start();
    let mut owner = server.client();
    owner
        .batch_execute(
            "CREATE ROLE reader LOGIN PASSWORD 'password';
             ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader",
        )
        .unwrap();
    let settings = server.settings_as("reader");
    let start = |plan: &Plan, said| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (mut client, connection) = tokio_postgres::connect(&settings, NoTls).await.unwrap();
            tokio::spawn(connection);
            let migrator = plan.migrator().observer(tell(said));
            migrator.start_async(LONG, &mut client).await.map(accepted)
        })
    };
    while_another_migrates(&server, start);

    owner
        .batch_execute("REVOKE SELECT ON migrate_ledger FROM reader")
        .unwrap();
    let (said, heard) = mpsc::channel();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| start(&gated(), said));
        let why = heard.recv().unwrap();
        assert!(why.contains("permission denied"), "{why}");
        owner
            .batch_execute("GRANT SELECT ON migrate_ledger TO reader")
            .unwrap();
        assert_eq!(waiting.join().unwrap(), Ok(State::UpToDate));
    });
}
