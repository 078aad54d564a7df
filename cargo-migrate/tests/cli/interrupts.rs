//! Ctrl-C and SIGTERM, sent to the real program.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Project, command};
use crate::server::Server;

fn sleeping() -> Project {
    let project = Project::shop();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "sleep",
        "CREATE TABLE half (id int);\nSELECT pg_sleep(600);",
        "DROP TABLE half;",
    );
    project.seal();
    project
}

fn start(project: &Project, url: &str, words: &[&str]) -> Child {
    command(project.root())
        .arg("migrate")
        .args(words)
        .env("DATABASE_URL", url)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &pid])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// Its exit code and what it said; it has to end long before the statement would.
fn end(mut child: Child) -> (Option<i32>, String) {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(60), "it goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn until(server: &Server, sql: &str) {
    let start = Instant::now();
    while server.column(sql).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60), "{sql}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

const ASLEEP: &str = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
const LOCKS: &str = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'";

#[test]
fn a_signal_cancels_the_statement_on_the_server_and_says_what_was_recorded() {
    let (server, project) = (Server::start(), sleeping());
    let url = server.url();
    for name in ["INT", "TERM"] {
        let child = start(&project, &url, &["up"]);
        until(&server, ASLEEP);
        signal(&child, name);
        let (code, said) = end(child);
        assert_eq!(code, Some(6), "{said}");
        assert!(said.contains("error: interrupted"), "{said}");
        assert!(
            said.contains("recorded: nothing; the revision was rolled back"),
            "{said}"
        );
        assert!(
            said.contains("run `cargo migrate up` again to go on"),
            "{said}"
        );
        assert_eq!(server.column(ASLEEP), Vec::<String>::new());
        assert_eq!(server.column(LOCKS), Vec::<String>::new());
        assert_eq!(
            server.tables(),
            ["migrate_ledger", "migrate_ledger_log", "orders", "users"]
        );
    }
    assert_eq!(
        server.column(
            "SELECT count(*) FROM migrate_ledger_log WHERE event = 'fail' AND detail LIKE '57014 %'"
        ),
        ["2"]
    );
}

#[test]
fn a_signal_ends_the_wait_for_another_run_at_once() {
    let (server, project) = (Server::start(), sleeping());
    let url = server.url();
    let other = start(&project, &url, &["up", "-q"]);
    until(&server, ASLEEP);
    let waiting = start(&project, &url, &["up", "--wait", "10min"]);
    until(
        &server,
        "SELECT pid FROM pg_stat_activity WHERE state = 'idle' AND application_name = 'cargo-migrate'
           AND query LIKE 'WITH before AS%'",
    );
    signal(&waiting, "TERM");
    let (code, said) = end(waiting);
    assert_eq!(code, Some(5), "{said}");
    assert!(
        said.contains("interrupted while waiting for another run"),
        "{said}"
    );
    assert_eq!(server.column(LOCKS).len(), 1, "the other one goes on");
    signal(&other, "INT");
    assert_eq!(end(other).0, Some(6));
}
