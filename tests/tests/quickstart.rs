//! The examples' revisions: the quick start's through the command line and through a pipe into psql, the service's through its
//! release script.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::fs;
use std::process::Command;

use workspace_tests::corpus::workspace_root;
use workspace_tests::project::Project;
use workspace_tests::server::{Server, ledger, psql, psql_reads, schema};

/// A package with the quick start's revisions.
fn quickstart() -> Project {
    let project = Project::new("quickstart");
    let from = workspace_root().join("examples/quickstart/migrations");
    let to = project.path("migrations");
    fs::create_dir(&to).unwrap();
    fs::copy(from.join("migrate.lock"), to.join("migrate.lock")).unwrap();
    for entry in fs::read_dir(&from).unwrap() {
        let folder = entry.unwrap();
        if !folder.file_type().unwrap().is_dir() {
            continue;
        }
        let to = to.join(folder.file_name());
        fs::create_dir(&to).unwrap();
        for file in fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
    project
}

/// The whole database: schema, the users, and the ledger.
fn whole(url: &str) -> (String, String, Vec<String>) {
    (
        schema(url),
        psql(url, &["-c", "SELECT * FROM users ORDER BY 1"]),
        ledger(url),
    )
}

#[test]
fn the_printed_script_does_what_up_does_and_refuses_to_do_it_twice() {
    let project = quickstart();
    let server = Server::start();
    let [direct, piped] = ["direct", "piped"].map(|name| server.create(name));
    let _ = project.migrate(&["up", "--database", &direct]).succeeds();
    let script = project.migrate(&["up", "--sql"]).succeeds().stdout;
    psql_reads(&piped, &script).unwrap();
    assert_eq!(whole(&piped), whole(&direct));
    assert_eq!(ledger(&piped).len(), 7);

    let before = whole(&piped);
    let refused = psql_reads(&piped, &script).unwrap_err();
    assert!(refused.contains("migrate"), "{refused}");
    assert_eq!(whole(&piped), before, "a second time changes nothing");
}

#[test]
fn a_script_to_a_target_and_on_from_there_end_at_the_same_place() {
    let project = quickstart();
    let server = Server::start();
    let [direct, piped] = ["direct", "piped"].map(|name| server.create(name));
    let part = project
        .migrate(&["up", "--sql", "backfill_groups"])
        .succeeds()
        .stdout;
    psql_reads(&piped, &part).unwrap();
    let _ = project
        .migrate(&["status", "--exit-code", "--database", &piped])
        .exits(7);
    let _ = project.migrate(&["up", "--database", &piped]).succeeds();
    let _ = project.migrate(&["up", "--database", &direct]).succeeds();
    assert_eq!(
        (schema(&piped), ledger(&piped)),
        (schema(&direct), ledger(&direct))
    );
}

#[test]
fn down_to_base_leaves_nothing_but_an_empty_ledger() {
    let project = quickstart();
    let server = Server::start();
    let [used, empty] = ["used", "empty"].map(|name| server.create(name));
    let _ = project.migrate(&["up", "--database", &used]).succeeds();
    let _ = project
        .migrate(&["down", "base", "--yes", "--database", &used])
        .succeeds();
    assert_eq!(schema(&used), schema(&empty));
    assert!(ledger(&used).is_empty());
    let _ = project.migrate(&["up", "--database", &used]).succeeds();
}

/// The release script on a machine where cargo migrate is installed.
fn release(database: Option<&str>) -> (Option<i32>, String) {
    let installed = tempfile::tempdir().unwrap();
    let binary = Project::new("any").command(&[]).get_program().to_owned();
    let name = installed.path().join("cargo-migrate");
    fs::hard_link(&binary, &name)
        .or_else(|_| fs::copy(&binary, &name).map(drop))
        .unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut script = Command::new(workspace_root().join("examples/service/release.sh"));
    script
        .env("PATH", format!("{}:{path}", installed.path().display()))
        .env_remove("DATABASE_URL");
    if let Some(url) = database {
        script.env("DATABASE_URL", url);
    }
    let output = script.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
#[cfg(unix)]
fn the_release_script_migrates_the_database_of_the_environment_and_no_other() {
    let server = Server::start();
    let url = server.create("released");
    let (code, said) = release(None);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("DATABASE_URL"), "{said}");
    for _again in 0..2 {
        let (code, said) = release(Some(&url));
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(ledger(&url).len(), 2);
    }
    assert_eq!(psql(&url, &["-c", "SELECT count(*) FROM notes"]), "0\n");
}
