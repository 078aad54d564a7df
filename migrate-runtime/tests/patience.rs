//! Locks of others, timeouts, and a session that stays as it was, on a real server.

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use migrate_runtime::{Busy, Cause, Error, Event, Failure, Plan, Recorded, State, Timeout, Who};
use postgres::Client;
use support::{Server, Sketch, cell, id, plan, revision};

/// A table with a row, and what comes after it.
fn after_users(up: &str) -> Plan {
    plan(&[users(), revision(2, &[1], up, "SELECT 1;")])
}

fn users() -> Sketch {
    revision(
        1,
        &[],
        "CREATE TABLE users (id int); INSERT INTO users VALUES (1);",
        "DROP TABLE users;",
    )
}

fn fail(client: &mut Client, up: &str) -> Box<Failure> {
    match after_users(up).migrator().up(client) {
        Err(Error::Revision(failure)) => failure,
        other => panic!("{up}: {other:?}"),
    }
}

fn code(failure: &Failure) -> (&str, &str) {
    match &failure.cause {
        Cause::Server(error) => (&error.code, &error.message),
        cause => panic!("{cause:?}"),
    }
}

fn locks(client: &mut Client) -> String {
    cell(
        client,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
    )
}

/// What a run must leave as it was.
fn session(client: &mut Client) -> String {
    cell(
        client,
        "SELECT concat_ws(' ', current_user, session_user, (
           SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
             WHERE name NOT LIKE 'plpgsql.%'),
           NULLIF(current_setting('migrate.session', true), ''), NULLIF(current_setting('migrate.begun', true), ''))",
    )
}

/// Reads the table again and again, as an application does, with little patience; how often it could.
fn read_patiently(server: &Server, limit: Duration, stop: &AtomicBool) -> usize {
    let mut reader = server.client();
    reader
        .batch_execute(&format!("SET statement_timeout = {}", limit.as_millis()))
        .expect("the setting is known");
    let mut reads = 0;
    while !stop.load(Ordering::Relaxed) {
        reader
            .query("SELECT count(*) FROM users", &[])
            .expect("no query waits for longer than the lock_timeout");
        reads += 1;
        std::thread::sleep(Duration::from_millis(10));
    }
    reads
}

const LOCK_TIMEOUT: Timeout = Timeout::from_millis(200);
/// Far from the `lock_timeout`, for a machine that is busy, and farther still from the time that the table is locked.
const READERS_PATIENCE: Duration = Duration::from_millis(2_500);

/// Runs `up` while a long transaction holds the table and others read it.
fn up_behind_a_long_transaction(
    server: &Server,
    retry_for: Duration,
    mut retrying: impl FnMut(u32) + Send,
) -> (Result<(), Error>, u32) {
    let plan = after_users("ALTER TABLE users ADD COLUMN name text;");
    let (stop, mut attempts) = (AtomicBool::new(false), 0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| read_patiently(server, READERS_PATIENCE, &stop));
        let mut client = server.client();
        let ended = plan
            .migrator()
            .lock_timeout(LOCK_TIMEOUT)
            .retry_for(retry_for)
            .observer(|event: &Event<'_>| {
                if let Event::Retrying { attempt, .. } = event {
                    attempts = *attempt;
                    retrying(*attempt);
                }
            })
            .up(&mut client)
            .map(drop);
        stop.store(true, Ordering::Relaxed);
        assert!(reader.join().expect("it could always read") > 0);
        assert_eq!(locks(&mut server.client()), "0");
        assert_eq!(cell(&mut client, "SHOW lock_timeout"), "0");
        (ended, attempts)
    })
}

#[test]
fn a_table_that_a_long_transaction_holds_is_tried_again_and_nobody_queues_behind_the_run() {
    let server = Server::start();
    let plan = after_users("SELECT 1;");
    plan.migrator().to(id(1)).up(&mut server.client()).unwrap();

    let mut long = server.client();
    long.batch_execute("BEGIN; SELECT * FROM users").unwrap();
    let pid = cell(&mut long, "SELECT pg_backend_pid()");

    // It stays for longer than the budget: the run gives up and says who it was.
    let (ended, attempts) = up_behind_a_long_transaction(&server, Duration::from_secs(4), |_| {});
    let Err(Error::Busy(Busy::Lock(failure))) = &ended else {
        panic!("{ended:?}");
    };
    assert!(attempts > 1, "{attempts}");
    assert_eq!(failure.attempts, attempts + 1);
    assert_eq!(failure.recorded, Recorded::Nothing);
    // The oldest comes first; on a busy machine a reader may stand behind it.
    let blocker = failure.blockers.first().expect("somebody was in the way");
    assert!(
        matches!(&blocker.who, Who::Session { pid: named, .. } if named.to_string() == pid),
        "{blocker:?}"
    );
    assert_eq!(blocker.tables, ["public.users"]);
    assert_eq!(blocker.state.as_deref(), Some("idle in transaction"));
    let error = ended.unwrap_err();
    assert_eq!(error.exit_code(), 5);
    let (said, help) = (error.to_string(), error.help().unwrap());
    assert!(said.contains(&format!("pid {pid} (test, role ")), "{said}");
    assert!(
        help.contains(&format!("`SELECT pg_terminate_backend({pid})`")),
        "{help}"
    );
    assert!(matches!(
        plan.state(&mut server.client()),
        Ok(State::Behind { .. })
    ));

    // It ends within the budget: the run succeeds.
    let (again, when) = mpsc::channel();
    let ending = std::thread::spawn(move || {
        while when.recv().unwrap_or(u32::MAX) < 2 {}
        long.batch_execute("COMMIT").unwrap();
    });
    let (ended, attempts) =
        up_behind_a_long_transaction(&server, Duration::from_secs(120), move |attempt| {
            let _nobody_listens_after_the_second = again.send(attempt);
        });
    ending.join().unwrap();
    assert!(ended.is_ok(), "{ended:?}");
    assert!(attempts >= 2, "{attempts}");
    assert_eq!(
        cell(
            &mut server.client(),
            "SELECT count(*) FROM migrate_ledger WHERE state = 'applied'"
        ),
        "2"
    );
}

#[test]
fn a_timeout_of_the_role_ends_no_revision_and_the_one_that_was_asked_for_does() {
    let server = Server::start();
    server
        .client()
        .batch_execute("ALTER ROLE CURRENT_USER SET statement_timeout = '300ms'")
        .unwrap();
    let mut client = server.client();
    assert_eq!(cell(&mut client, "SHOW statement_timeout"), "300ms");
    let slow = "SELECT pg_sleep(0.6);";
    let both = plan(&[
        revision(1, &[], slow, "SELECT 1;"),
        revision(2, &[1], slow, slow).stepwise(),
    ]);
    both.migrator().up(&mut client).unwrap();
    both.migrator().down(&mut client, id(1)).unwrap();
    assert_eq!(cell(&mut client, "SHOW statement_timeout"), "300ms");

    let begun = Instant::now();
    let error = plan(&[
        revision(1, &[], slow, "SELECT 1;"),
        revision(2, &[1], "SELECT pg_sleep(600);", "SELECT 1;"),
    ])
    .migrator()
    .statement_timeout(Timeout::from_millis(200))
    .up(&mut client)
    .unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(60));
    let help = error.help().unwrap();
    assert!(
        help.starts_with("its `statement_timeout` was 200ms"),
        "{help}"
    );
    assert_eq!(error.exit_code(), 6);
    assert_eq!(cell(&mut client, "SHOW statement_timeout"), "300ms");
    assert_eq!(locks(&mut client), "0");
}

#[test]
fn what_a_script_leaves_changed_is_named_with_its_old_and_its_new_value() {
    let server = Server::start();
    let mut client = server.client();
    after_users("")
        .migrator()
        .to(id(1))
        .up(&mut client)
        .unwrap();
    client
        .batch_execute(
            "CREATE ROLE other;
             CREATE FUNCTION sneak() RETURNS void LANGUAGE sql AS $$SELECT set_config('role', 'other', false)$$",
        )
        .unwrap();
    let role = cell(&mut client, "SELECT current_user");
    let before = session(&mut client);
    for (up, said) in [
        (
            "DO $$BEGIN PERFORM set_config('work_mem', '1MB', false); END$$;",
            "the script changed work_mem from '4MB' to '1MB'",
        ),
        (
            "SELECT set_config('session_replication_role', 'replica', false);",
            "the script changed session_replication_role from 'origin' to 'replica'",
        ),
        (
            "DO $$BEGIN EXECUTE 'SET lock_timeout = ' || 7; END$$;",
            "the script changed lock_timeout from '3s' to '7ms'",
        ),
        (
            "SELECT set_config('search_path', 'pg_catalog', true);",
            "the script changed search_path from 'public' to 'pg_catalog'",
        ),
        (
            "SELECT sneak();",
            &format!("the script changed role from '{role}' to 'other'"),
        ),
        (
            "SET SESSION AUTHORIZATION other;",
            &format!(
                "the script changed role from '{role}' to 'other', session_authorization from '{role}' to 'other'"
            ),
        ),
    ] {
        let failure = fail(&mut client, up);
        assert_eq!(code(&failure), ("MG003", said), "{up}");
        assert_eq!(failure.recorded, Recorded::Nothing);
        assert_eq!(session(&mut client), before, "{up}");
        assert_eq!(
            cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
            "1"
        );
    }
    // What ends with the transaction, in plain words, is the script's own business.
    let own = after_users(
        "SET LOCAL work_mem = '1MB'; DO $$BEGIN PERFORM set_config('TimeZone', 'UTC', true); END$$;",
    );
    own.migrator().up(&mut client).unwrap();
    assert_eq!(session(&mut client), before);
}

#[test]
fn a_script_that_writes_into_the_ledger_is_named_and_rolled_back() {
    let server = Server::start();
    let mut client = server.client();
    after_users("")
        .migrator()
        .to(id(1))
        .up(&mut client)
        .unwrap();
    client
        .batch_execute(
            "CREATE FUNCTION forge() RETURNS void LANGUAGE plpgsql AS $$
               BEGIN EXECUTE 'UPDATE migrate_' || 'ledger SET message = 1'; END$$",
        )
        .unwrap();
    for up in [
        "DELETE FROM migrate_ledger;",
        "UPDATE public.migrate_ledger SET message = 'another';",
        "DO $$BEGIN EXECUTE 'DELETE FROM migrate_' || 'ledger'; END$$;",
        "SELECT forge();",
    ] {
        let failure = fail(&mut client, up);
        assert_eq!(
            code(&failure),
            (
                "MG008",
                "the script changed rows of the ledger \"public\".\"migrate_ledger\""
            ),
            "{up}"
        );
        assert_eq!(failure.recorded, Recorded::Nothing);
        assert_eq!(
            cell(
                &mut client,
                "SELECT string_agg(message, ' ') FROM migrate_ledger"
            ),
            "change 1"
        );
        assert_eq!(locks(&mut client), "0");
    }
}

#[test]
fn a_script_that_commits_and_then_fails_is_not_called_rolled_back() {
    let server = Server::start();
    let mut client = server.client();
    after_users("")
        .migrator()
        .to(id(1))
        .up(&mut client)
        .unwrap();
    client
        .batch_execute(
            "CREATE PROCEDURE leave() LANGUAGE plpgsql AS $$BEGIN COMMIT; PERFORM 1 / 0; END$$",
        )
        .unwrap();
    let before = session(&mut client);
    for (up, recorded) in [
        (
            "CREATE TABLE kept1 (id int); COMMIT; SELECT 1 / 0;",
            Recorded::Escaped,
        ),
        (
            "CREATE TABLE kept2 (id int); COMMIT; BEGIN; SELECT 1 / 0;",
            Recorded::Escaped,
        ),
        (
            "ROLLBACK; CREATE TABLE half (id int); SELECT 1 / 0;",
            Recorded::Escaped,
        ),
        // Where a procedure is called within a transaction, the server itself refuses its COMMIT.
        ("CALL leave();", Recorded::Nothing),
        (
            "DO $$BEGIN COMMIT; PERFORM 1 / 0; END$$;",
            Recorded::Nothing,
        ),
        (
            "CREATE TABLE half (id int); SELECT 1 / 0;",
            Recorded::Nothing,
        ),
    ] {
        let failure = fail(&mut client, up);
        assert_eq!(failure.recorded, recorded, "{up}: {failure:?}");
        assert_eq!(
            cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
            "1",
            "{up}"
        );
        assert_eq!(locks(&mut client), "0");
        assert_eq!(session(&mut client), before, "{up}");
    }
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname ~ '^(kept|half)'"
        ),
        "kept1 kept2"
    );
}

#[test]
fn after_statements_outside_a_transaction_the_session_is_as_it_was() {
    let server = Server::start();
    let mut client = server.client();
    client
        .batch_execute(
            "CREATE ROLE other SUPERUSER; SET work_mem = '2MB'; SET search_path = pg_catalog; SET TimeZone = 'Asia/Tokyo'",
        )
        .unwrap();
    let before = session(&mut client);
    let changing = "SET work_mem = '1MB';
SET maintenance_work_mem = '2MB';
SELECT set_config('search_path', 'nowhere', false);
SET statement_timeout = '50s';
RESET TimeZone;
SET ROLE other;
";
    let at_the_next = "DO $$BEGIN
  IF current_setting('work_mem') <> '2MB' OR current_setting('TimeZone') <> 'Asia/Tokyo'
    OR current_setting('maintenance_work_mem') = '2MB' OR current_user = 'other' THEN RAISE EXCEPTION 'left behind'; END IF;
END$$;";
    let both = plan(&[
        revision(1, &[], changing, changing).stepwise(),
        revision(2, &[1], at_the_next, at_the_next),
    ]);
    both.migrator().up(&mut client).unwrap();
    assert_eq!(session(&mut client), before);
    assert_eq!(locks(&mut client), "0");
    both.migrator()
        .down(&mut client, migrate_runtime::Target::BASE)
        .unwrap();
    assert_eq!(session(&mut client), before);

    // Also when one of them fails.
    let failing = format!("{changing}SET SESSION AUTHORIZATION other;\nSELECT 1 / 0;\n");
    let failing = plan(&[revision(1, &[], &failing, "SELECT 1;").stepwise()]);
    let Err(Error::Revision(failure)) = failing.migrator().up(&mut client) else {
        panic!("it fails");
    };
    assert_eq!(failure.recorded, Recorded::Step { step: 8, of: 8 });
    assert_eq!(session(&mut client), before);
    assert_eq!(locks(&mut client), "0");
}
