//! Where revisions are proved: a server that the settings name, databases that do not stay, and no password in any output.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use workspace_tests::project::Project;
use workspace_tests::server::Server;

use super::{draft, left_on, name_server, proved_at, proved_on, written};

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY);\n";

#[test]
fn a_variable_that_is_not_set_is_named_with_the_way_to_set_it() {
    let project = Project::new("shop");
    name_server(&project);
    draft(&project, 1, &[], USERS, "DROP TABLE users;\n");
    let before = written(&project);
    let _ = project.migrate(&["lock"]).exits(2).says(&[
        "`SCRATCH_DATABASE_URL`",
        "is not set",
        "SCRATCH_DATABASE_URL=postgresql://",
    ]);
    assert_eq!(written(&project), before);
    // What needs no scratch database works without one.
    project.seal();
    let _ = project.migrate(&["check"]).succeeds();
    let _ = project.migrate(&["lock"]).succeeds();
}

#[test]
fn a_role_that_may_not_create_databases_is_told_so_without_its_password() {
    let server = Server::start();
    server
        .connect()
        .batch_execute("CREATE ROLE modest LOGIN PASSWORD 'hunter2-zaphod'")
        .unwrap();
    let url = format!(
        "postgresql://modest:hunter2-zaphod@localhost:{}/postgres",
        server.port()
    );
    let project = proved_at(&url);
    draft(&project, 1, &[], USERS, "DROP TABLE users;\n");
    for words in [
        &["lock"][..],
        &["check"],
        &["check", "-v", "--format", "json"],
    ] {
        let run = project.migrate(words).exits(2);
        assert!(!run.stdout.contains("hunter2"), "{}", run.stdout);
        assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
        let _ = run.says(&["may not create databases", "CREATEDB"]);
    }
    // Nor is there one in what is said of a server that is not there.
    let project = proved_at("postgresql://modest:hunter2-zaphod@localhost:1/postgres");
    draft(&project, 1, &[], USERS, "DROP TABLE users;\n");
    let run = project.migrate(&["check"]).exits(2);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    let _ = run.says(&["cannot be reached", "`SCRATCH_DATABASE_URL`"]);
}

#[test]
fn the_databases_are_gone_after_a_success_and_after_a_failure() {
    let server = Server::start();
    let project = proved_on(&server);
    draft(&project, 1, &[], USERS, "DROP TABLE users;\n");
    let _ = project.migrate(&["lock"]).succeeds().says(&["Proved"]);
    assert_eq!(left_on(&server), [""; 0]);
    draft(&project, 2, &[1], "SELECT 1 / 0;\n", "SELECT 1;\n");
    let _ = project
        .migrate(&["lock"])
        .exits(7)
        .says(&["division by zero"]);
    // It ends its own session.
    let up = "SELECT pg_terminate_backend(pg_backend_pid());\n";
    draft(&project, 2, &[1], up, "SELECT 1;\n");
    let _ = project.migrate(&["lock"]).exits(2).says(&["is gone"]);
    assert_eq!(left_on(&server), [""; 0]);
}

#[test]
fn an_interruption_cancels_the_statement_drops_the_database_and_writes_nothing() {
    let server = Server::start();
    let project = proved_on(&server);
    draft(&project, 1, &[], "SELECT pg_sleep(600);\n", "SELECT 1;\n");
    let before = written(&project);
    for signal in ["INT", "TERM"] {
        let begin = Instant::now();
        let mut command = project.command(&["lock"]);
        let running = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let running = running.unwrap();
        let mut client = server.connect();
        let sleeping = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        while client.query(sleeping, &[]).unwrap().is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(60), "it never slept");
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(left_on(&server).len(), 1);
        let pid = running.id().to_string();
        let killed = std::process::Command::new("kill")
            .args(["-s", signal, &pid])
            .status()
            .unwrap();
        assert!(killed.success());
        let output = running.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(said.contains("interrupted"), "{said}");
        assert_eq!(left_on(&server), [""; 0]);
        assert!(client.query(sleeping, &[]).unwrap().is_empty());
        assert!(
            begin.elapsed() < Duration::from_secs(300),
            "it did not wait for the end"
        );
        assert_eq!(written(&project), before);
    }
}

#[test]
fn what_a_script_leaves_in_its_session_does_not_reach_the_next_one() {
    let server = Server::start();
    let project = proved_on(&server);
    let allow = "\n[[allow]]\nrule = \"session-setting\"\nreason = \"on purpose\"\n";
    let up =
        "SET work_mem = '8MB';\nCREATE TEMPORARY TABLE notes (a int);\nCREATE TABLE a (a int);\n";
    let folder = draft(&project, 1, &[], up, "DROP TABLE a;\n");
    let manifest = project.path(&format!("{folder}/revision.toml"));
    let text = fs::read_to_string(&manifest).unwrap() + allow;
    fs::write(manifest, text).unwrap();
    let check = "DO $$
BEGIN
    IF current_setting('work_mem') = '8MB' OR to_regclass('notes') IS NOT NULL THEN
        RAISE EXCEPTION 'the session is not new';
    END IF;
END
$$;
CREATE TABLE b (b int);
";
    draft(&project, 2, &[1], check, "DROP TABLE b;\n");
    let _ = project.migrate(&["lock"]).succeeds();
}

#[test]
fn the_database_that_the_address_names_stays_as_it_is() {
    let server = Server::start();
    let project = proved_on(&server);
    draft(&project, 1, &[], USERS, "DROP TABLE users;\n");
    let mut client = server.connect();
    client
        .batch_execute("CREATE TABLE precious (a int)")
        .unwrap();
    let _ = project.migrate(&["check", "--all"]).succeeds();
    let sql = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    let rows = client.query(sql, &[]).unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(names, ["precious"]);
}
