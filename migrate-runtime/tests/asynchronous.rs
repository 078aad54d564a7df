//! The asynchronous driver: the same machine, and what is left when its future is dropped.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod support;

use std::sync::{Arc, Mutex};

use migrate_runtime::{
    AsyncSession, Cause, Error, Event, Outcome, Plan, Reply, SourcePlace, State, Timeout, Wanted,
};
use support::{Counting, Server, id, plan, revision, three};
use tokio::runtime::Builder;
use tokio_postgres::{Client, NoTls};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

async fn connect(server: &Server) -> Client {
    let (client, connection) = tokio_postgres::connect(&server.settings(), NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// A session that keeps its messages.
struct Keeping {
    client: Client,
    messages: Mutex<Vec<String>>,
}

impl AsyncSession for Keeping {
    async fn send(&self, sql: &str, wanted: Wanted) -> Reply {
        self.messages.lock().unwrap().push(sql.to_owned());
        self.client.send(sql, wanted).await
    }

    fn leave(&self, sql: &str) {
        self.client.leave(sql);
    }
}

#[test]
fn both_drivers_send_the_same_messages_and_end_the_same_way() {
    let mut sketches = three();
    sketches.push(
        revision(
            4,
            &[3],
            "CREATE INDEX CONCURRENTLY one_id ON one (id);\nVACUUM one;",
            "DROP INDEX CONCURRENTLY one_id;",
        )
        .stepwise(),
    );
    let plan = plan(&sketches);

    let server = Server::start();
    let mut client = server.client();
    let mut blocking = Counting::new(&mut client);
    let up = plan.migrator().up(&mut blocking).map(kind);
    let down = plan.migrator().down(&mut blocking, id(2)).map(kind);
    let stamp = plan
        .migrator()
        .stamp(&mut blocking, id(3), "by hand")
        .map(kind);
    let state = plan.state(&mut blocking);
    let messages = blocking.messages;
    drop(client);

    let other = Server::start();
    block_on(async {
        let mut session = Keeping {
            client: connect(&other).await,
            messages: Mutex::default(),
        };
        assert_eq!(plan.migrator().up_async(&mut session).await.map(kind), up);
        let reverted = plan.migrator().down_async(&mut session, id(2)).await;
        assert_eq!(reverted.map(kind), down);
        let stamped = plan
            .migrator()
            .stamp_async(&mut session, id(3), "by hand")
            .await;
        assert_eq!(stamped.map(kind), stamp);
        assert_eq!(plan.state_async(&session).await, state);
        assert_eq!(session.messages.into_inner().unwrap(), messages);
    });
    assert_eq!(server.schema(server.name()), other.schema(other.name()));
}

/// How a run ended, without the times.
fn kind(outcome: Outcome<'_>) -> String {
    match outcome {
        Outcome::Ran {
            direction,
            revisions,
        } => format!("{direction} {}", revisions.len()),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_run_may_move_between_threads_and_tells_its_observer() {
    let server = Server::start();
    let plan: &'static Plan = Box::leak(Box::new(plan(&three())));
    let told = Arc::new(Mutex::new(0));
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let observed = Arc::clone(&told);
    let run = runtime.block_on(async {
        let mut client = connect(&server).await;
        let task = tokio::spawn(async move {
            let migrator = plan.migrator().observer(move |event: &Event<'_>| {
                *observed.lock().unwrap() += u32::from(matches!(event, Event::Finished { .. }));
            });
            let outcome = migrator.up_async(&mut client).await.map(kind);
            (outcome, plan.require_async(&client).await)
        });
        task.await.unwrap()
    });
    assert_eq!(run, (Ok("up 3".to_owned()), Ok(State::UpToDate)));
    assert_eq!(*told.lock().unwrap(), 3);
}

#[test]
fn several_may_ask_over_one_connection() {
    let server = Server::start();
    let plan = plan(&three());
    block_on(async {
        let mut client = connect(&server).await;
        let refused = plan.require_async(&client).await;
        assert_eq!(refused, Err(Error::State(Box::new(State::Empty))));
        plan.migrator()
            .to(id(2))
            .up_async(&mut client)
            .await
            .unwrap();
        let (one, two) = tokio::join!(plan.state_async(&client), plan.state_async(&client));
        assert!(matches!(one, Ok(State::Behind { .. })), "{one:?}");
        assert_eq!(one, two);
    });
}

/// Where a script failed, and why; the message before it is not equally long each time.
fn place(error: Error) -> (SourcePlace, String) {
    match error {
        Error::Revision(failure) => match failure.cause {
            Cause::Server(error) => (failure.place.unwrap(), error.message),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_and_a_lost_connection_are_told_as_by_the_blocking_driver() {
    let server = Server::start();
    let mut other = server.client();
    let mut sketches = three();
    sketches[1] = revision(2, &[1], "SELECT 1;\nSELECT größe;", "");
    let failing = plan(&sketches);
    let blocking = failing.migrator().up(&mut other).unwrap_err();
    block_on(async {
        let mut client = connect(&server).await;
        let error = failing.migrator().up_async(&mut client).await.unwrap_err();
        assert_eq!(place(error), place(blocking));
        let killing = "SELECT pg_terminate_backend(pg_backend_pid());";
        let killing = plan(&[three()[0].clone(), revision(2, &[1], killing, "")]);
        let error = killing.migrator().up_async(&mut client).await.unwrap_err();
        let Error::Revision(failure) = error else {
            panic!("{error:?}");
        };
        let why = "terminating connection due to administrator command";
        assert_eq!(failure.cause, Cause::Lost(why.to_owned()));
        let error = killing.state_async(&client).await.unwrap_err();
        assert!(matches!(error, Error::Lost { .. }), "{error:?}");
        // A text that cannot be sent is an error, and the session goes on.
        let client = connect(&server).await;
        let reply = client.send("SELECT '\0'", Wanted::Rows).await;
        assert!(matches!(reply, Reply::Error(_)), "{reply:?}");
        assert!(matches!(
            client.send("SELECT 1", Wanted::Rows).await,
            Reply::Rows(_)
        ));
    });
}

/// What a session that is used again would notice.
const SETTINGS: &str =
    "SELECT concat_ws('|', current_setting('search_path'), current_setting('lock_timeout'),
  current_setting('statement_timeout'), current_setting('standard_conforming_strings'),
  current_setting('default_transaction_read_only'), now() = statement_timestamp())";

async fn cell(client: &Client, sql: &str) -> String {
    match client.send(sql, Wanted::Rows).await {
        Reply::Rows(rows) => rows[0][0].clone().unwrap_or_default(),
        other => panic!("{sql}: {other:?}"),
    }
}

const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";

async fn settings(client: &Client) -> String {
    cell(client, SETTINGS).await
}

/// Drops the future of `up` as soon as the run said this so many times and sent what follows.
async fn drop_after(plan: &Plan, client: &mut Client, (times, word): (u32, &'static str)) {
    let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let migrator = plan.migrator().observer(move |event: &Event<'_>| {
        if format!("{event:?}").starts_with(word) {
            let _the_test_is_over = said.send(());
        }
    });
    let migrator = migrator.lock_timeout(Timeout::NONE);
    let enough = async {
        for _ in 0..times {
            heard.recv().await;
        }
    };
    tokio::select! {
        outcome = migrator.up_async(client) => panic!("it was to be dropped: {outcome:?}"),
        () = enough => {}
    }
}

/// Holds back whatever contains [`GATE`].
async fn close_gate(server: &Server) -> Client {
    let other = connect(server).await;
    cell(&other, "SELECT pg_advisory_lock(42)").await;
    other
}

const GATE: &str = "SELECT pg_advisory_xact_lock(42);";

#[test]
fn a_dropped_run_leaves_a_whole_revision_no_lock_and_the_session_as_it_was() {
    let server = Server::start();
    let mut sketches = three();
    sketches[1] = revision(2, &[1], &format!("CREATE TABLE two (); {GATE}"), "");
    let plan = plan(&sketches);
    block_on(async {
        let mut client = connect(&server).await;
        client
            .batch_execute("SET search_path = pg_temp, public; SET lock_timeout = '7s'; SET statement_timeout = '9s'")
            .await
            .unwrap();
        let before = settings(&client).await;
        let other = close_gate(&server).await;
        drop_after(&plan, &mut client, (2, "Started")).await;
        cell(&other, "SELECT pg_advisory_unlock(42)").await;
        // The next message waits behind what was sent. The revision that was on its way is applied and recorded.
        assert_eq!(settings(&client).await, before);
        assert_eq!(cell(&other, LOCKS).await, "0");
        let ledger = "SELECT string_agg(id, ' ' ORDER BY id) FROM migrate_ledger";
        assert_eq!(cell(&other, ledger).await, format!("{} {}", id(1), id(2)));
        let exists = "SELECT to_regclass('two') IS NOT NULL";
        assert_eq!(cell(&other, exists).await, "t");
        // The connection is as good as new.
        let outcome = plan.migrator().up_async(&mut client).await.map(kind);
        assert_eq!(outcome, Ok("up 1".to_owned()));
    });
}

#[test]
fn a_run_that_is_dropped_within_a_statement_is_interrupted_there() {
    let server = Server::start();
    let statements = format!("CREATE TABLE a ();\n{GATE}\nCREATE TABLE b ();");
    let plan = plan(&[revision(1, &[], &statements, "").stepwise()]);
    block_on(async {
        let mut client = connect(&server).await;
        let other = close_gate(&server).await;
        drop_after(&plan, &mut client, (2, "Step")).await;
        cell(&other, "SELECT pg_advisory_unlock(42)").await;
        let state = plan.state_async(&client).await.unwrap();
        assert!(
            matches!(state, State::Interrupted { step: 2, of: 3, .. }),
            "{state:?}"
        );
        assert_eq!(cell(&other, LOCKS).await, "0");
        assert_eq!(cell(&other, "SELECT to_regclass('b') IS NULL").await, "t");
    });
}

#[test]
fn a_run_that_is_dropped_while_it_waits_never_obtains_the_lock() {
    let server = Server::start();
    let plan = plan(&three());
    let key = migrate_runtime::__core::sql::key(&plan.ledger);
    block_on(async {
        let (other, mut client) = (connect(&server).await, connect(&server).await);
        cell(&other, &format!("SELECT pg_advisory_lock({key})")).await;
        drop_after(&plan, &mut client, (1, "Waiting")).await;
        cell(&other, &format!("SELECT pg_advisory_unlock({key})")).await;
        assert_eq!(plan.state_async(&client).await, Ok(State::Empty));
        assert_eq!(cell(&other, LOCKS).await, "0");
        let outcome = plan.migrator().up_async(&mut client).await;
        assert_eq!(outcome.map(kind), Ok("up 3".to_owned()));
    });
}
