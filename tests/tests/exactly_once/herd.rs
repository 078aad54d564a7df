//! Many processes that start at the same moment.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use postgres::{Client, NoTls};
use workspace_tests::line::{Link, project};
use workspace_tests::pooler::{PoolMode, Pooler};
use workspace_tests::project::Project;
use workspace_tests::server::Server;

use crate::{advisory_locks, line, ups};

const PROCESSES: usize = 16;
const REVISIONS: usize = 200;
const ROUNDS: usize = 20;

/// Revisions that cannot be run twice, every fiftieth a concurrent index.
fn long_line() -> Vec<Link> {
    (1..=REVISIONS)
        .map(|n| match n {
            1 => Link::transactional("CREATE TABLE runs (n int);", "DROP TABLE runs;"),
            n if n % 50 == 0 => Link::concurrent_index(&format!("runs_{n}"), "runs (n)"),
            n => Link::transactional(
                format!("INSERT INTO runs VALUES ({n});"),
                format!("DELETE FROM runs WHERE n = {n};"),
            ),
        })
        .collect()
}

/// The same without what a transaction pooler refuses.
fn transactional_line() -> Vec<Link> {
    let mut links = long_line();
    for (link, n) in links.iter_mut().zip(1..) {
        if link.transaction == "none" {
            *link = Link::transactional(
                format!("INSERT INTO runs VALUES ({n});"),
                format!("DELETE FROM runs WHERE n = {n};"),
            );
        }
    }
    links
}

/// Waits for all of them; each has to end well.
fn all_end_well(processes: Vec<Child>) {
    // The one that fails is told when the others have ended: nothing is left running.
    let outputs: Vec<_> = processes
        .into_iter()
        .map(|process| process.wait_with_output().unwrap())
        .collect();
    for output in outputs {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}\n{said}", output.status);
    }
}

fn begin(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Every revision was applied and recorded once, in order, and nothing is left.
fn each_once(direct: &str, inserted: usize) {
    assert_eq!(ups(direct), line(REVISIONS), "{direct}");
    let mut client = Client::connect(direct, NoTls).unwrap();
    let counts = client.query_one(
        "SELECT (SELECT count(*) FROM runs), (SELECT count(DISTINCT n) FROM runs),
           (SELECT count(*) FROM migrate_ledger WHERE state = 'applied'),
           (SELECT count(*) FROM migrate_ledger_log WHERE event <> 'up'),
           (SELECT count(*) FROM pg_index WHERE NOT indisvalid)",
        &[],
    );
    let row = counts.unwrap();
    let counts: Vec<i64> = (0..5).map(|at| row.get(at)).collect();
    let (inserted, revisions) = (inserted as i64, REVISIONS as i64);
    assert_eq!(counts, [inserted, inserted, revisions, 0, 0], "{direct}");
    assert_eq!(advisory_locks(direct), 0, "{direct}");
}

/// The rounds, each on a database of its own; `start` starts one process.
fn rounds(
    server: &Server,
    name: &str,
    inserted: usize,
    address: impl Fn(&str) -> String,
    mut start: impl FnMut(&str) -> Child,
) {
    for round in 0..ROUNDS {
        let database = format!("{name}_{round}");
        let direct = server.create(&database);
        let url = address(&database);
        all_end_well((0..PROCESSES).map(|_| start(&url)).collect());
        each_once(&direct, inserted);
    }
}

/// On a busy machine sixteen of them take their time, and none is to give up.
fn command_line(project: &Project, url: &str) -> Child {
    let options = ["up", "-q", "--locked", "--wait", "10min"];
    let mut command = project.command(&options);
    command.args(["--database", url]);
    begin(command.env("PGCONNECT_TIMEOUT", "300"))
}

fn replica(root: &Path, url: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_replica"));
    let command = command.arg(root).arg("shop");
    begin(
        command
            .env("DATABASE_URL", url)
            .env("DB_AUTO_MIGRATE", "migrate"),
    )
}

#[test]
fn sixteen_command_lines_at_once() {
    let project = project("shop", &long_line());
    let server = Server::start();
    let address = |database: &str| url_of(&server, database);
    rounds(&server, "direct", REVISIONS - 5, address, |url| {
        command_line(&project, url)
    });
}

#[test]
fn sixteen_applications_at_once() {
    let project = project("shop", &long_line());
    let server = Server::start();
    let address = |database: &str| url_of(&server, database);
    rounds(&server, "replicas", REVISIONS - 5, address, |url| {
        replica(project.root(), url)
    });
}

#[test]
fn sixteen_behind_a_pooler_at_once() {
    let project = project("shop", &transactional_line());
    let server = Server::start();
    let pooler = Pooler::start(&server.url(), PoolMode::Transaction, 4);
    let mut number = 0;
    let address = |database: &str| pooler.url(database);
    rounds(&server, "pooled", REVISIONS - 1, address, |url| {
        number += 1;
        match number % 2 {
            0 => command_line(&project, url),
            _ => replica(project.root(), url),
        }
    });
}

/// A hundred customers with a database each, on one server.
#[test]
fn a_hundred_databases_by_a_hundred_processes() {
    let project = project("shop", &long_line()[..10]);
    let server = Server::start();
    let databases: Vec<_> = (0..100)
        .map(|number| server.create(&format!("customer_{number}")))
        .collect();
    let processes = databases.iter().map(|url| command_line(&project, url));
    all_end_well(processes.collect());
    for direct in &databases {
        assert_eq!(ups(direct), line(10), "{direct}");
        let mut client = Client::connect(direct, NoTls).unwrap();
        let row = client.query_one("SELECT count(*), count(DISTINCT n) FROM runs", &[]);
        let row = row.unwrap();
        assert_eq!(
            (row.get::<_, i64>(0), row.get::<_, i64>(1)),
            (9, 9),
            "{direct}"
        );
    }
}

/// The address of a database at the server itself.
fn url_of(server: &Server, database: &str) -> String {
    let url = server.url();
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}
