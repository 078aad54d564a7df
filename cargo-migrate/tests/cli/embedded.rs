//! Proofs on the embedded server: nothing is installed, and nothing is left.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::project::{Project, command};

fn draft(project: &Project, up: &str) {
    project.revision("aaaa11111111", &[], "create users", up, "DROP TABLE users;");
}

#[test]
fn a_draft_is_proved_where_nothing_is_installed() {
    let project = Project::new();
    draft(&project, "CREATE TABLE users (id int);");
    let ran = project.migrate(&["lock", "-v"]).succeeds();
    assert!(
        ran.stderr.contains("proving on the embedded server"),
        "{ran}"
    );
}

/// An extension that only another server has, and a role that production has.
#[test]
fn what_the_embedded_server_lacks_is_told_with_the_setting_that_helps() {
    let project = Project::new();
    draft(
        &project,
        "CREATE EXTENSION postgis;\nCREATE TABLE users (id int);",
    );
    let ran = project.migrate(&["lock"]).exits(7);
    for words in [
        "extension \"postgis\" is not available",
        "it carries amcheck, ",
        ", hstore, ",
        "has no extension postgis",
        "scratch = { env = \"SCRATCH_DATABASE_URL\" }",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {ran}");
    }
    draft(
        &project,
        "CREATE TABLE users (id int);\nGRANT SELECT ON users TO app;",
    );
    let ran = project.migrate(&["lock"]).exits(7);
    assert!(ran.stderr.contains("role \"app\" does not exist"), "{ran}");
    let setting = "scratch = { roles = [\"app\"] }";
    assert!(ran.stderr.contains(setting), "{ran}");
    let manifest = project.read("Cargo.toml");
    let configured = format!("{manifest}\n[package.metadata.migrate]\n{setting}\n");
    project.write("Cargo.toml", &configured);
    project.migrate(&["lock"]).succeeds();
}

/// What would stay on another server does no harm on this one: it is thrown away.
#[test]
fn the_embedded_server_takes_what_would_stay_on_another_one() {
    let project = Project::new();
    draft(
        &project,
        "CREATE ROLE app;\nALTER ROLE postgres SET work_mem = '8MB';\nCREATE TABLE users (id int);\nGRANT SELECT ON users TO app;",
    );
    let down = project.folder("create_users") + "/down.sql";
    let all = "DROP TABLE users;\nDROP ROLE app;\nALTER ROLE postgres RESET work_mem;\n";
    project.write(&down, all);
    project.migrate(&["lock"]).succeeds();
    project.migrate(&["check", "--all"]).succeeds();
}

/// A statement in this process cannot be cancelled.
#[cfg(unix)]
#[test]
fn who_interrupts_the_embedded_server_is_told_what_is_waited_for() {
    let project = Project::new();
    draft(
        &project,
        "CREATE TABLE users (id int);\nDO $$ BEGIN LOOP END LOOP; END $$;",
    );
    // Nobody can see whether the statement runs already. A signal that comes before it ends the proof in good order.
    let answers = [5, 20, 60].map(Duration::from_secs);
    let told = answers
        .into_iter()
        .any(|patience| interrupted_twice(&project, patience));
    assert!(told, "it never said what it waits for");
}

/// Whether the first signal was answered, and the second one ended the process.
#[cfg(unix)]
fn interrupted_twice(project: &Project, patience: Duration) -> bool {
    let mut child = command(project.root())
        .args(["migrate", "lock"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(patience);
    let pid = child.id().to_string();
    let interrupt = || {
        let sent = Command::new("kill").args(["-s", "INT", &pid]).status();
        assert!(sent.unwrap().success());
    };
    interrupt();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let told = lines.any(|line| line.unwrap().contains("Ctrl-C again leaves at once"));
    if told {
        interrupt();
    }
    child.wait().unwrap().code() == Some(130) && told
}
