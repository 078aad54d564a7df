//! `check --watch` as a process: what it says after each save, and that nothing but a signal ends it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::project::{Project, command};
use crate::server::Server;

/// A running `check --watch`.
struct Watching {
    child: Child,
    lines: Receiver<String>,
    /// What it has said so far; a claim looks at what comes after the last one.
    said: String,
}

impl Watching {
    fn start(project: &Project, scratch: &Server) -> Self {
        let mut child = command(project.root())
            .args(["migrate", "check", "--watch"])
            .env("SCRATCH_DATABASE_URL", scratch.url())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _nobody_listens = sender.send(line);
            }
        });
        let said = String::new();
        Self { child, lines, said }
    }

    /// What it says until the end of a round that holds this text. On a busy machine a save may be seen in two parts.
    fn round_with(&mut self, text: &str) -> String {
        let start = Instant::now();
        let mut round = String::new();
        while start.elapsed() < Duration::from_secs(120) {
            let Ok(line) = self.lines.recv_timeout(Duration::from_millis(100)) else {
                continue;
            };
            self.said.push_str(&line);
            self.said.push('\n');
            round.push_str(&line);
            round.push('\n');
            if line.trim_start().starts_with("Watching ") {
                if round.contains(text) {
                    return round;
                }
                round.clear();
            }
        }
        panic!("it did not say {text:?}:\n{}", self.said);
    }

    /// Sends a signal, and gives the exit code.
    fn end(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "it goes on:\n{}",
                self.said
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

/// A save as an editor does it that keeps the old file until the new one is whole: another file takes its name.
fn replace(project: &Project, path: &str, text: &str) {
    let beside = format!("{path}.tmp");
    let beside = beside.rsplit_once('/').unwrap();
    let beside = format!("{}/.{}", beside.0, beside.1);
    project.write(&beside, text);
    fs::rename(project.path(&beside), project.path(path)).unwrap();
}

/// A package with three sealed revisions and a draft, which is proved on this server.
fn with_draft() -> (Project, String) {
    let project = Project::shop();
    let manifest = project.read("Cargo.toml");
    let scratch = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\n";
    project.write("Cargo.toml", &format!("{manifest}\n{scratch}"));
    project.migrate(&["new", "create carts"]).succeeds();
    let folder = project.folder("create_carts");
    project.write(&format!("{folder}/up.sql"), CARTS);
    project.write(&format!("{folder}/down.sql"), "DROP TABLE carts;\n");
    (project, folder)
}

/// The scratch databases that are there.
fn scratch_databases(server: &Server) -> Vec<String> {
    server.column("SELECT datname FROM pg_database WHERE datname LIKE '%scratch%'")
}

const CARTS: &str = "CREATE TABLE carts (id int);\n";

#[test]
fn each_save_is_checked_until_a_signal_ends_it_with_0() {
    let (server, (project, folder)) = (Server::start(), with_draft());
    let up = format!("{folder}/up.sql");
    let mut watching = Watching::start(&project, &server);
    watching.round_with("Checked 4 revisions: 3 sealed, 1 in draft");

    // Written in place, and by a rename.
    project.write(&up, "CREATE TABEL carts (id int);\n");
    let round = watching.round_with("error[M401]");
    assert!(round.contains(&format!("Saved {up}")), "{round}");
    assert!(round.contains(&format!("--> {up}:1:1")), "{round}");
    replace(&project, &up, CARTS);
    watching.round_with("Checked 4 revisions");
    replace(&project, &up, "CREATE TABEL carts (id int);\n");
    watching.round_with("error[M401]");
    replace(&project, &up, CARTS);
    watching.round_with("Checked 4 revisions");

    // A folder that was not there when the watch began, and files in it.
    project.migrate(&["new", "create orders again"]).succeeds();
    watching.round_with("error[M112]");
    let second = project.folder("create_orders_again");
    project.write(
        &format!("{second}/up.sql"),
        "CREATE TABLE again (id int);\n",
    );
    project.write(&format!("{second}/down.sql"), "DROP TABLE again;\n");
    watching.round_with("Checked 5 revisions");

    // A configuration that cannot be read ends nothing.
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", &format!("{manifest}plam = 1\n"));
    watching.round_with("error[M502]");
    project.write("Cargo.toml", &manifest);
    watching.round_with("Checked 5 revisions");

    // The directory goes away as a whole and comes back as another one, as when a branch is checked out.
    fs::rename(project.path("migrations"), project.path("elsewhere")).unwrap();
    watching.round_with("error[M101]");
    fs::rename(project.path("elsewhere"), project.path("migrations")).unwrap();
    watching.round_with("Checked 5 revisions");
    project.write(&up, "CREATE TABEL carts (id int);\n");
    watching.round_with("error[M401]");

    assert_eq!(watching.end("INT"), Some(0));
    assert_eq!(scratch_databases(&server), Vec::<String>::new());
}

/// The state below the draft is kept, and follows what is sealed below it.
#[test]
fn each_save_is_proved_upon_what_is_sealed_by_then() {
    let (server, (project, folder)) = (Server::start(), with_draft());
    let down = format!("{folder}/down.sql");
    let mut watching = Watching::start(&project, &server);
    watching.round_with("Checked 4 revisions: 3 sealed, 1 in draft");
    for _again in 0..2 {
        project.write(&down, "DROP TABLE users;\n");
        let round = watching.round_with("error[M603]");
        assert!(round.contains("users"), "{round}");
        project.write(&down, "DROP TABLE carts;\n");
        watching.round_with("Checked 4 revisions: 3 sealed, 1 in draft");
    }

    // What was a draft a moment ago is below the next one.
    project.seal();
    watching.round_with("Checked 4 revisions: 4 sealed, 0 in draft");
    project.migrate(&["new", "add owner to carts"]).succeeds();
    let next = project.folder("add_owner_to_carts");
    let column = "ALTER TABLE carts ADD COLUMN owner int;\n";
    project.write(&format!("{next}/up.sql"), column);
    let drop = "ALTER TABLE carts DROP COLUMN owner;\n";
    project.write(&format!("{next}/down.sql"), drop);
    watching.round_with("Checked 5 revisions: 4 sealed, 1 in draft");

    // Another history below it: the one that was built ahead is of no use.
    let users = project.folder("create_users");
    let text = project.read(&format!("{users}/up.sql"));
    project.write(
        &format!("{users}/up.sql"),
        &text.replace("id int", "id int, age int"),
    );
    watching.round_with("error[M306]");
    let lock = project.read("migrations/migrate.lock");
    let drafts = lock
        .lines()
        .filter(|line| !line.starts_with("aaaa11111111"));
    project.write(
        "migrations/migrate.lock",
        &(drafts.collect::<Vec<_>>().join("\n") + "\n"),
    );
    project.seal();
    project.migrate(&["new", "add age"]).succeeds();
    let age = project.folder("add_age");
    let up = "ALTER TABLE users ADD COLUMN age int;\n";
    project.write(&format!("{age}/up.sql"), up);
    project.write(
        &format!("{age}/down.sql"),
        "ALTER TABLE users DROP COLUMN age;\n",
    );
    let round = watching.round_with("error[M601]");
    assert!(round.contains("already exists"), "{round}");

    assert_eq!(watching.end("TERM"), Some(0));
    assert_eq!(scratch_databases(&server), Vec::<String>::new());
}

/// Between two saves nothing of it is on the server, where others prove the same history.
#[test]
fn a_draft_that_makes_a_role_is_proved_at_each_save_and_leaves_none() {
    let (server, (project, folder)) = (Server::start(), with_draft());
    let up = format!("{folder}/up.sql");
    project.write(&up, "CREATE ROLE seller;\nCREATE TABLE carts (id int);\n");
    let down = format!("{folder}/down.sql");
    project.write(&down, "DROP TABLE carts;\nDROP ROLE seller;\n");
    let roles = || server.column("SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|postgres)'");
    let mut watching = Watching::start(&project, &server);
    for column in ["id", "number"] {
        let create = format!("CREATE ROLE seller;\nCREATE TABLE carts ({column} bigint);\n");
        let round = watching.round_with("Checked 4 revisions");
        assert!(!round.contains("error["), "{round}");
        assert_eq!(roles(), Vec::<String>::new());
        assert_eq!(scratch_databases(&server), Vec::<String>::new());
        project.write(&up, &create);
    }
    let round = watching.round_with("Checked 4 revisions");
    assert!(!round.contains("error["), "{round}");
    assert_eq!(watching.end("TERM"), Some(0));
    assert_eq!(roles(), Vec::<String>::new());
}

/// Reading is an event of the file system too; a watch that answers its own reading never comes to rest.
#[test]
fn a_save_that_changes_nothing_is_not_checked() {
    let (server, project) = (Server::start(), Project::shop());
    let mut watching = Watching::start(&project, &server);
    watching.round_with("Checked 3 revisions");
    let up = format!("{}/up.sql", project.folder("create_users"));
    let text = project.read(&up);
    project.write(&up, &text);
    project.write("migrations/.up.sql.swp", "an editor's");
    project.write("src/main.rs", "fn main() { }\n");
    // The next round is that of the next change, and not one of these.
    project.write(&up, &format!("-- Users.\n{text}"));
    let round = watching.round_with("Checked 3 revisions");
    assert!(round.contains(&format!("Saved {up}\n")), "{round}");
    assert_eq!(watching.end("TERM"), Some(0));
}

#[test]
fn a_watch_is_for_people_and_needs_a_package() {
    let project = Project::shop();
    let ran = project
        .migrate(&["check", "--watch", "--format", "json"])
        .exits(2);
    assert!(ran.stderr.contains("--format"), "{ran}");
    let empty = tempfile::tempdir().unwrap();
    let watch = [
        "migrate",
        "check",
        "--watch",
        "--manifest-path",
        "Cargo.toml",
    ];
    let output = command(empty.path()).args(watch).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn a_save_of_the_desired_schema_is_checked_too() {
    let server = Server::start();
    let project = crate::desired::desiring("schema.sql");
    project.revision("aaaa11111111", &[], "carts", CARTS, "DROP TABLE carts;");
    project.seal();
    project.write("schema.sql", CARTS);
    let mut watching = Watching::start(&project, &server);
    watching.round_with("Checked 1 revision");
    replace(
        &project,
        "src/../schema.sql",
        "CREATE TABLE carts (id int, kept bool);\n",
    );
    let round = watching.round_with("error[M904]");
    assert!(round.contains("Saved schema.sql"), "{round}");
    project.write("schema.sql", CARTS);
    watching.round_with("Checked 1 revision");
    assert_eq!(watching.end("INT"), Some(0));
}
