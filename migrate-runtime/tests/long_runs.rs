//! Runs of many revisions: guard and check are functions of the session, and say what they say in a short run.

mod support;

use migrate_runtime::{
    Error, Greeting, Outcome, Plan, Recorded, Reply, Session, State, Target, Wanted,
};
use postgres::Client;
use support::{Server, Sketch, cell, id, plan, revision};

/// As many revisions as make a run a long one, and some more.
const MANY: u64 = 25;

fn history() -> Vec<Sketch> {
    let one = |n: u64| {
        let parents = if n == 1 { vec![] } else { vec![n - 1] };
        let up = format!("CREATE TABLE t{n} (a int);");
        revision(n, &parents, &up, &format!("DROP TABLE t{n};"))
    };
    (1..=MANY).map(one).collect()
}

/// The history with another script in its last but second revision.
fn with(up: &str) -> Plan {
    let mut sketches = history();
    let n = MANY - 2;
    sketches[n as usize - 1] = revision(n, &[n - 1], up, "SELECT 1;");
    plan(&sketches)
}

/// A client that keeps what was sent, and lets somebody act before a message.
struct Watched<'c, F> {
    client: &'c mut Client,
    messages: Vec<String>,
    before: F,
}

fn watched<F: FnMut(&str)>(client: &mut Client, before: F) -> Watched<'_, F> {
    Watched {
        client,
        messages: Vec::new(),
        before,
    }
}

impl<F: FnMut(&str)> Session for Watched<'_, F> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        (self.before)(sql);
        self.messages.push(sql.to_owned());
        self.client.send(sql, wanted)
    }

    fn greeting(&self) -> Greeting {
        self.client.greeting()
    }
}

/// How many functions of a run are in the database.
const FUNCTIONS: &str = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'migrate\\_%'";

#[test]
fn a_long_run_keeps_guard_and_check_in_the_session_and_takes_them_along() {
    let server = Server::start();
    let mut client = server.client();
    let plan = plan(&history());

    let mut session = watched(&mut client, |_| ());
    let outcome = plan.migrator().up(&mut session).unwrap();
    assert!(matches!(outcome, Outcome::Ran { revisions, .. } if revisions.len() == 25));
    // Ask, lock, read, probe, create the ledger, create the functions, one for each revision, release.
    assert_eq!(session.messages.len(), 7 + 25);
    // The first looks at the whole ledger, which is no function.
    let called = |message: &&String| message.contains("SELECT pg_temp.migrate_begin(");
    assert_eq!(session.messages.iter().filter(called).count(), 24);
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(cell(&mut client, FUNCTIONS), "0");

    let mut session = watched(&mut client, |_| ());
    plan.migrator().down(&mut session, Target::BASE).unwrap();
    let called = |message: &&String| message.contains("SELECT pg_temp.migrate_check(");
    assert_eq!(session.messages.iter().filter(called).count(), 24);
    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
        "0"
    );
    assert_eq!(cell(&mut client, FUNCTIONS), "0");
}

#[test]
fn a_role_that_may_create_nothing_temporary_runs_as_in_a_short_run() {
    let server = Server::start();
    let mut owner = server.client();
    owner
        .batch_execute(&format!(
            "CREATE ROLE app LOGIN PASSWORD 'x'; GRANT CREATE ON SCHEMA public TO app;
             REVOKE TEMPORARY ON DATABASE \"{}\" FROM PUBLIC",
            server.name()
        ))
        .unwrap();
    let mut client = server.client();
    client
        .batch_execute("SET SESSION AUTHORIZATION app")
        .unwrap();
    let plan = plan(&history());
    let mut session = watched(&mut client, |_| ());
    plan.migrator().up(&mut session).unwrap();
    assert!(
        !session
            .messages
            .iter()
            .any(|sql| sql.contains("SELECT pg_temp."))
    );
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
}

#[test]
fn a_script_that_oversteps_is_told_what_it_is_told_in_a_short_run() {
    let server = Server::start();
    server
        .client()
        .batch_execute(
            "CREATE ROLE other; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        )
        .unwrap();
    let scripts = [
        "CREATE TABLE x (a int); COMMIT;",
        "DO $$BEGIN SET search_path = pg_catalog; END$$;",
        "DO $$BEGIN SET ROLE other; END$$;",
        "SELECT set_config('work_mem', '1MB', false);",
        "DELETE FROM migrate_ledger;",
        "DO $$BEGIN EXECUTE 'TRUNCATE migrate_' || 'ledger_log'; END$$;",
        "SELECT nope;",
    ];
    for (number, script) in scripts.into_iter().enumerate() {
        let plan = with(script);
        let told = |client: &mut Client| match plan.migrator().up(client) {
            Err(error @ Error::Revision(_)) => error,
            other => panic!("{script}: {other:?}"),
        };
        let mut long = server.database(&format!("long{number}"));
        let error = told(&mut long);
        assert_eq!(cell(&mut long, FUNCTIONS), "0", "{script}");
        // Two are left to the second run.
        let mut short = server.database(&format!("short{number}"));
        plan.migrator().to(id(MANY - 3)).up(&mut short).unwrap();
        assert_eq!(told(&mut short).to_string(), error.to_string(), "{script}");
        let applied = "SELECT count(*) FROM migrate_ledger";
        assert_eq!(cell(&mut long, applied), "22", "{script}");
        assert_eq!(cell(&mut short, applied), "22", "{script}");
    }
}

#[test]
fn a_script_that_discards_what_is_temporary_is_followed_by_blocks() {
    let server = Server::start();
    let mut client = server.client();
    let plan = with("Discard Temp;");
    let mut session = watched(&mut client, |_| ());
    plan.migrator().up(&mut session).unwrap();
    let called = |message: &&String| message.contains("SELECT pg_temp.migrate_begin(");
    assert_eq!(session.messages.iter().filter(called).count(), 21);
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
}

#[test]
fn what_somebody_else_records_in_between_is_found_by_the_function_too() {
    let server = Server::start();
    let mut client = server.client();
    let mut rival = server.client();
    let plan = plan(&history());
    let last = format!("-- up {}", id(MANY - 2));
    let mut session = watched(&mut client, |sql| {
        if sql.starts_with(&last) {
            rival
                .batch_execute(
                    "INSERT INTO migrate_ledger_log (plan, id, event, tool) VALUES ('app', '000011111111', 'down', 'rival')",
                )
                .unwrap();
        }
    });
    let outcome = plan.migrator().up(&mut session);
    // The ledger is read again; its rows are as they were, so the run goes on.
    assert!(matches!(outcome, Ok(Outcome::Ran { .. })), "{outcome:?}");
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
        "25"
    );
    assert_eq!(cell(&mut client, FUNCTIONS), "0");
}

#[test]
fn a_revision_that_fails_leaves_no_function_and_the_others_applied() {
    let server = Server::start();
    let mut client = server.client();
    let error = with("SELECT 1/0;").migrator().up(&mut client).unwrap_err();
    let Error::Revision(failure) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failure.recorded, Recorded::Nothing);
    assert_eq!(cell(&mut client, FUNCTIONS), "0");
    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
        "22"
    );
}
