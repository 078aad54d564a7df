//! Revisions outside a transaction that stop between their statements, and the verbs that go on; drafts that are done again.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::json;

use crate::assert_shown;
use crate::project::{Project, command};
use crate::server::Server;

/// Users, and a unique index on them that is built concurrently.
fn project() -> Project {
    let project = Project::new();
    project.revision(
        "aaaa11111111",
        &[],
        "create users",
        "CREATE TABLE users (id int);",
        "DROP TABLE users;",
    );
    project.revision(
        "bbbb22222222",
        &["aaaa11111111"],
        "index users",
        "ANALYZE users;\nCREATE UNIQUE INDEX CONCURRENTLY users_id ON users (id);\nSELECT 1 / count(*) FROM users;",
        "DROP INDEX CONCURRENTLY users_id;",
    );
    let manifest = format!("{}/revision.toml", project.folder("index_users"));
    let text = project.read(&manifest);
    project.write(&manifest, &format!("{text}transaction = \"none\"\n"));
    project.seal();
    project
}

#[test]
fn an_interrupted_revision_is_resumed_and_resolved_in_words_that_lead_on() {
    let (server, project) = (Server::start(), project());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    let run = |words: &[&str]| project.migrate_with(words, &variables);
    run(&["up", "aaaa"]).succeeds();
    assert_shown!("resume_nothing", run(&["resume"]).succeeds());
    server.execute("INSERT INTO users VALUES (1), (1)");
    assert_shown!("up_not_unique", run(&["up"]).exits(6));
    assert_shown!("status_interrupted", run(&["status"]).succeeds());
    run(&["up"]).exits(4);
    run(&["stamp", "head", "--unverified", "--reason", "?"]).exits(4);

    server.execute("DELETE FROM users");
    assert_shown!("resume_dry_run", run(&["resume", "--dry-run"]).succeeds());
    // The last statement divides by zero.
    assert_shown!("resume_failed", run(&["resume"]).exits(6));
    let refused = run(&["resume", "--format", "json"]).exits(4);
    assert_eq!(refused.json()["error"]["state"], json!("interrupted"));
    assert_shown!("resume_undecided", run(&["resume"]).exits(4));
    let resolve = [
        "resolve",
        "bbbb",
        "--step",
        "3",
        "--retry",
        "--reason",
        "it divided by zero",
    ];
    let dry: Vec<_> = resolve
        .iter()
        .copied()
        .chain(["--dry-run", "--format", "json"])
        .collect();
    let report = run(&dry).succeeds().json();
    assert_eq!(
        (&report["outcome"], &report["claim"], &report["step"]),
        (&json!("would-resolve"), &json!("retry"), &json!(3))
    );
    assert_shown!("resolve", run(&resolve).succeeds());
    server.execute("INSERT INTO users VALUES (1)");
    assert_shown!("resume", run(&["resume"]).succeeds());
    run(&["status", "--exit-code"]).succeeds();
    run(&["resolve", "bbbb", "--undone", "--reason", "?"]).exits(4);
}

#[test]
fn an_edited_draft_is_done_again_after_it_was_shown() {
    let (server, project) = (Server::start(), Project::new());
    project.migrate(&["new", "create users"]).succeeds();
    let folder = project.folder("create_users");
    project.write(
        &format!("{folder}/up.sql"),
        "CREATE TABLE users (id int);\n",
    );
    project.write(&format!("{folder}/down.sql"), "DROP TABLE users;\n");
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    let run = |words: &[&str]| project.migrate_with(words, &variables);
    run(&["up"]).succeeds();
    project.write(
        &format!("{folder}/up.sql"),
        "CREATE TABLE users (id bigint);\n",
    );
    assert!(
        run(&["redo"])
            .exits(2)
            .stderr
            .contains("This reverts 1 revision")
    );
    let previewed = run(&["redo", "--dry-run", "--format", "json"]).succeeds();
    assert_eq!(
        previewed.json()["outcome"],
        json!("would-redo"),
        "{previewed}"
    );
    let redone = run(&["redo", "--yes", "--format", "json"]).succeeds();
    let report = redone.json();
    assert_eq!(report["outcome"], json!("redone"), "{redone}");
    assert_eq!(report["applied"][0]["message"], json!("create users"));
    assert!(redone.stderr.contains("1 revision reverted in"), "{redone}");
    assert_eq!(
        server.column("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'id'"),
        ["bigint"]
    );
    run(&["status", "--exit-code"]).succeeds();
    project.seal();
    let sealed = run(&["redo", "-y"]).exits(4);
    assert!(sealed.stderr.contains("is sealed"), "{sealed}");
}

#[test]
fn who_blocks_a_statement_that_takes_long_is_told_while_it_waits() {
    let (server, project) = (Server::start(), project());
    let url = server.url();
    project
        .migrate_with(&["up", "aaaa"], &[("DATABASE_URL", &url)])
        .succeeds();
    let mut other = server.client();
    other
        .batch_execute("BEGIN; INSERT INTO users VALUES (1)")
        .unwrap();
    let pid =
        server.column("SELECT pid::text FROM pg_stat_activity WHERE state = 'idle in transaction'");
    let mut run = command(project.root())
        .args(["migrate", "up"])
        .env("DATABASE_URL", &url)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let told = format!("blocked by pid {} (", pid[0]);
    let mut heard = String::new();
    let mut ended = false;
    for line in BufReader::new(run.stderr.take().unwrap()).lines() {
        let line = line.unwrap();
        heard.push_str(&line);
        heard.push('\n');
        if !ended && line.contains(&told) {
            assert!(line.contains("waiting for writers before build"), "{line}");
            other.batch_execute("COMMIT").unwrap();
            ended = true;
        }
    }
    assert!(ended, "{heard}");
    assert_eq!(run.wait().unwrap().code(), Some(0), "{heard}");
}
