//! The formats of `check`: the same findings for programs that know the repository and not the working directory.

use std::fs;

use serde_json::Value;

use crate::assert_shown;
use crate::project::{Project, Ran, command};
use crate::schema::objections;

/// A repository with a package whose draft does not parse.
fn findings() -> Project {
    let project = Project::shop();
    fs::create_dir(project.path(".git")).unwrap();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "add carts",
        "CREATE TABLE carts (\n    id int\n    owner int\n);",
        "DROP TABLE carts;",
    );
    let lock = project.read("migrations/migrate.lock");
    let lock = lock.replace("head = \"cccc33333333\"", "head = \"dddd44444444\"");
    project.write(
        "migrations/migrate.lock",
        &format!("{lock}dddd44444444 = \"draft\"\n"),
    );
    project
}

/// A SARIF document without the rules that found nothing: they are the table of codes, which has tests of its own.
fn with_few_rules(ran: &Ran) -> Value {
    let mut document = ran.json();
    let run = &mut document["runs"][0];
    let found: Vec<Value> = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["ruleId"].clone())
        .collect();
    let rules = run["tool"]["driver"]["rules"].as_array_mut().unwrap();
    rules.retain(|rule| found.contains(&rule["id"]));
    for result in run["results"].as_array_mut().unwrap() {
        result["ruleIndex"] = Value::from("its place in the table");
    }
    document
}

#[test]
fn the_same_findings_are_told_in_every_format() {
    let project = findings();
    assert_shown!("formats_human", project.migrate(&["check"]).exits(3));
    assert_shown!(
        "formats_json",
        project
            .migrate(&["-q", "check", "--format", "json"])
            .exits(3)
    );
    assert_shown!(
        "formats_github",
        project
            .migrate(&["-q", "check", "--format", "github"])
            .exits(3)
    );
    let ran = project.migrate(&["check", "--format", "sarif"]).exits(3);
    assert_eq!(objections(&ran.json()), Vec::<String>::new());
    let document = serde_json::to_string_pretty(&with_few_rules(&ran)).unwrap();
    crate::with_filters!({ insta::assert_snapshot!("formats_sarif", document) });
}

/// The annotations of a package in a subdirectory would otherwise land nowhere.
#[test]
fn paths_begin_at_the_root_of_the_repository() {
    let project = findings();
    fs::remove_dir(project.path(".git")).unwrap();
    let repository = tempfile::tempdir().unwrap();
    let root = repository.path().join("crates/shop");
    fs::create_dir_all(repository.path().join(".git")).unwrap();
    fs::create_dir_all(root.parent().unwrap()).unwrap();
    copy(project.root(), &root);
    for (format, expected) in [
        ("github", "::error file=crates/shop/migrations/"),
        ("sarif", "\"uri\": \"crates/shop/migrations/"),
    ] {
        for (here, manifest) in [
            (root.clone(), "Cargo.toml"),
            (root.join("migrations"), "../Cargo.toml"),
            (repository.path().to_owned(), "crates/shop/Cargo.toml"),
        ] {
            let words = [
                "migrate",
                "check",
                "--format",
                format,
                "--manifest-path",
                manifest,
            ];
            let output = command(&here).args(words).output().unwrap();
            let ran = Ran::new(&words[1..], &here, output).exits(3);
            assert!(ran.stdout.contains(expected), "{ran}");
        }
    }
}

/// A pipeline that reads the findings has to learn of a check that could not be done, too.
#[test]
fn a_check_that_cannot_be_done_is_told_in_every_format() {
    let project = Project::bare();
    project.write("Cargo.toml", "[workspace]\n");
    for format in ["json", "sarif", "github"] {
        let ran = project
            .migrate(&["-q", "check", "--format", format])
            .exits(2);
        assert!(ran.stdout.contains("no package of the workspace"), "{ran}");
        if format == "sarif" {
            assert_eq!(objections(&ran.json()), Vec::<String>::new());
        }
    }
}

#[test]
fn without_findings_every_format_says_so() {
    let project = Project::shop();
    let silent = project.migrate(&["check", "--format", "github"]).succeeds();
    assert_eq!(silent.stdout, "");
    let sarif = project
        .migrate(&["check", "--format", "sarif"])
        .succeeds()
        .json();
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(objections(&sarif), Vec::<String>::new());
    assert_eq!(sarif["runs"][0]["invocations"][0]["exitCode"], 0);
    let json = project
        .migrate(&["check", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(
        (&json["exit"], &json["problems"]),
        (&Value::from(0), &serde_json::json!([]))
    );
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
