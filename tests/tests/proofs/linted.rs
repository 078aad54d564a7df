//! The linter beside the proof: code that is right passes both, and what is denied is not sealed.

use std::fs;
use std::path::Path;

use workspace_tests::corpus::workspace_root;
use workspace_tests::server::Server;

use super::{draft, enter, proved_on, written};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => {
                fs::copy(&path, &target).unwrap();
            }
        }
    }
}

/// The scripts in which the linter may find nothing do what they say: each goes up, down and up again.
#[test]
fn the_well_written_history_is_proved_and_sealed_without_a_finding() {
    let server = Server::start();
    let project = proved_on(&server);
    let history = workspace_root().join("cargo-migrate/tests/lint/well-written/migrations");
    copy(&history, &project.path("migrations"));
    enter(&project);
    let run = project.migrate(&["lock"]).succeeds();
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let _ = project.migrate(&["check", "--all", "--locked"]).exits(0);
}

#[test]
fn what_is_denied_is_not_sealed_until_the_revision_says_why() {
    let server = Server::start();
    let project = proved_on(&server);
    let path = project.path("Cargo.toml");
    let settings = fs::read_to_string(&path).unwrap() + "lints = { renaming-column = \"deny\" }\n";
    fs::write(&path, settings).unwrap();
    let table = "CREATE TABLE users (name text);\n";
    draft(&project, 1, &[], table, "DROP TABLE users;\n");
    let _ = project.migrate(&["lock"]).succeeds();
    let folder = draft(
        &project,
        2,
        &[1],
        "ALTER TABLE users RENAME COLUMN name TO full_name;\n",
        "ALTER TABLE users RENAME COLUMN full_name TO name;\n",
    );
    let before = written(&project);
    let _ = project.migrate(&["lock"]).exits(7).says(&[
        "error[M713]",
        "/up.sql:1:19",
        "ALTER TABLE users ADD COLUMN full_name text;",
        "[[allow]] with rule = \"renaming-column\"",
    ]);
    assert_eq!(written(&project), before, "nothing is written");
    let manifest = project.path(&format!("{folder}/revision.toml"));
    let text = fs::read_to_string(&manifest).unwrap();
    let allow = "\n[[allow]]\nrule = \"renaming-column\"\nreason = \"no application yet\"\n";
    fs::write(&manifest, text + allow).unwrap();
    let _ = project.migrate(&["lock"]).succeeds().says(&["Sealed"]);
}
