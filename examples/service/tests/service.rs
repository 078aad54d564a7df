//! The service's ways to start, its readiness and its release job, as processes on a real server.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use migrate_runtime::__core::plan::{Digest, Script, Steps, TransactionMode};
use migrate_runtime::{Plan, RevisionId};
use tokio::runtime::Builder;
use tokio_postgres::NoTls;
use workspace_tests::server::{Server, psql};

mod migrations {
    migrate_runtime::embed_plan!();
}
use migrations::PLAN;

fn service(url: &str, start: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_service"));
    command
        .args(args)
        .env("DATABASE_URL", url)
        .env("DB_AUTO_MIGRATE", start)
        .env("LISTEN", "127.0.0.1:0")
        .stderr(Stdio::piped());
    command
}

/// A service that ends by itself: its exit code and its log without the address.
fn ended(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    let lines = log.lines().filter(|line| !line.starts_with("listening"));
    let log: Vec<&str> = lines.collect();
    (output.status.code(), log.join("\n"))
}

/// A service that runs.
struct Running {
    process: Child,
    log: BufReader<ChildStderr>,
    address: String,
}

impl Running {
    fn new(mut command: Command) -> Self {
        let mut process = command.spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Self {
            process,
            log,
            address,
        }
    }

    /// The status and the body of an answer.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, body.to_owned())
    }

    /// The first answer with this status, within a generous time.
    fn until(&self, path: &str, status: u16) -> String {
        let start = Instant::now();
        loop {
            let (found, body) = self.get(path);
            if found == status {
                return body;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{found} {body}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Tells it to end; its exit code and the rest of its log.
    fn terminate(mut self) -> (Option<i32>, String) {
        let pid = self.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.unwrap().success());
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        (self.process.wait().unwrap().code(), log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// The plan with one revision more than the service's.
fn newer(compatible: Option<RevisionId>) -> Plan {
    let mut plan = (*PLAN).clone();
    let head = plan.head().unwrap().clone();
    let mut revision = head.clone();
    revision.id = RevisionId::from_bits(0xabcd_ef01_2345);
    revision.parents = vec![head.id].into();
    revision.message = "forget the notes".into();
    revision.folder = "20261201000000_forget_the_notes".into();
    revision.digests.chain = Digest::from_bytes([7; 32]);
    revision.up = Script {
        text: "CREATE TABLE newer ();\n".into(),
        steps: Steps::Transaction,
    };
    revision.transaction = TransactionMode::Single;
    revision.compatible = compatible;
    plan.revisions.to_mut().push(revision);
    Plan::from(plan)
}

fn migrate(plan: &Plan, url: &str) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (mut client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        plan.migrator().up_async(&mut client).await.unwrap();
    });
}

#[test]
fn verify_refuses_an_empty_database_and_starts_on_a_migrated_one_until_it_is_told_to_end() {
    let server = Server::start();
    let url = server.create("verify");
    let (code, log) = ended(service(&url, "", &[]));
    assert_eq!(code, Some(4));
    assert_eq!(
        log,
        "error: the database is empty: every revision is pending\nhelp: run `cargo migrate up`"
    );
    assert_eq!(
        psql(
            &url,
            &[
                "-c",
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ]
        ),
        "0\n"
    );

    let (code, log) = ended(service(&url, "", &["migrate"]));
    assert_eq!(code, Some(0), "{log}");
    assert!(log.ends_with("2 revisions applied"), "{log}");
    let (code, log) = ended(service(&url, "", &["migrate"]));
    assert_eq!((code, &*log), (Some(0), "nothing to do"));

    psql(
        &url,
        &["-c", "INSERT INTO notes (text) VALUES ('remember')"],
    );
    let service = Running::new(service(&url, "verify", &[]));
    assert_eq!(service.get("/live").0, 200);
    assert_eq!(
        service.until("/ready", 200),
        r#"{"message":"the database is up to date","ready":true,"state":"up-to-date"}"#
    );
    assert_eq!(
        service.get("/notes"),
        (200, r#"{"notes":["remember"]}"#.to_owned())
    );
    let (code, log) = service.terminate();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("started (verify): the database is up to date"),
        "{log}"
    );
}

#[test]
fn several_that_migrate_apply_each_revision_once_and_all_start() {
    let server = Server::start();
    let url = server.create("several");
    let services: Vec<Running> = (0..4)
        .map(|_| Running::new(service(&url, "migrate", &[])))
        .collect();
    for service in &services {
        service.until("/ready", 200);
    }
    let applied: usize = services
        .into_iter()
        .map(|service| {
            let (code, log) = service.terminate();
            assert_eq!(code, Some(0), "{log}");
            log.matches("applied ").count()
        })
        .sum();
    assert_eq!(applied, 2);
    let events = "SELECT count(*), count(DISTINCT id) FROM migrate_ledger_log WHERE event = 'up'";
    assert_eq!(psql(&url, &["-c", events]), "2|2\n");
}

#[test]
fn one_that_waits_is_not_ready_until_the_release_job_has_migrated_and_not_after_a_newer_one_has() {
    let server = Server::start();
    let url = server.create("waits");
    let service_that_waits = Running::new(service(&url, "wait:2min", &[]));
    assert_eq!(service_that_waits.get("/live").0, 200);
    assert_eq!(
        service_that_waits.get("/ready"),
        (503, r#"{"help":"run `cargo migrate up`","message":"the database is empty: every revision is pending","ready":false,"state":"empty"}"#.to_owned())
    );
    let (code, log) = ended(service(&url, "", &["migrate"]));
    assert_eq!(code, Some(0), "{log}");
    service_that_waits.until("/ready", 200);

    migrate(&newer(None), &url);
    let (status, body) = service_that_waits.get("/ready");
    assert_eq!(status, 503);
    assert!(
        body.contains("the database is ahead of this plan by 1 revision: abcdef012345 (forget the notes); abcdef012345 (forget the notes) does not say that this plan's application still works"),
        "{body}"
    );
    // A service of this version does not start any more, whichever way.
    for start in ["verify", "migrate", "wait"] {
        let (code, log) = ended(service(&url, start, &[]));
        assert_eq!(code, Some(4), "{start}: {log}");
        assert!(
            log.contains("error: the database is ahead of this plan"),
            "{log}"
        );
    }
}

#[test]
fn one_that_waits_ends_when_it_is_told_to() {
    let server = Server::start();
    let url = server.create("told");
    let service = Running::new(service(&url, "wait:10min", &[]));
    assert_eq!(service.get("/ready").0, 503);
    let (code, log) = service.terminate();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn a_version_that_was_rolled_back_is_ready_where_the_newer_revision_says_so() {
    let server = Server::start();
    let url = server.create("rolled_back");
    migrate(&newer(Some(PLAN.head().unwrap().id)), &url);
    for start in ["verify", "migrate", "wait"] {
        let service = Running::new(service(&url, start, &[]));
        let body = service.until("/ready", 200);
        assert!(body.contains("declared compatible"), "{body}");
    }
}

#[test]
fn what_is_misspelt_is_said_before_anything_is_asked() {
    let (code, log) = ended(service("postgres://localhost:1/nobody", "yes", &[]));
    assert_eq!(code, Some(2));
    assert!(
        log.starts_with("error: DB_AUTO_MIGRATE has the value \"yes\""),
        "{log}"
    );
    let (code, log) = ended(service("postgres://localhost:1/nobody", "", &["up"]));
    assert_eq!(code, Some(2));
    assert!(log.contains("expected none, or `migrate`"), "{log}");
    let (code, log) = ended(service(
        "postgres://nobody:secret@localhost:1/nobody",
        "",
        &["migrate"],
    ));
    assert_eq!(code, Some(2), "{log}");
    assert!(!log.contains("secret"), "{log}");
}
