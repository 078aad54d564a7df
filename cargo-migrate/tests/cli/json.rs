//! The JSON documents: one on stdout, whatever happens, with a version and the verb.

use serde_json::Value;

use crate::project::Project;
use crate::server::Server;

/// Every key of a document with the type of its value, nested, so that a snapshot shows the shape.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), shape(value)))
            .collect(),
        Value::Array(items) => Value::Array(items.first().map(shape).into_iter().collect()),
        Value::String(_) => Value::from("string"),
        Value::Number(_) => Value::from("number"),
        Value::Bool(_) => Value::from("bool"),
        Value::Null => Value::Null,
    }
}

#[test]
fn every_document_has_the_shape_that_is_written_down() {
    let (server, project) = (Server::database(), Project::shop());
    let url = server.url();
    let variables = [("DATABASE_URL", url.as_str())];
    let mut shapes = String::new();
    let runs: [&[&str]; 14] = [
        &["check"],
        &["lock"],
        &["history"],
        &["heads"],
        &["show"],
        &["explain", "M203"],
        &["up", "--dry-run"],
        &["up", "bbbb"],
        &["status"],
        &["down", "base", "--yes"],
        &["stamp", "head", "--unverified", "--reason", "test"],
        &["new", "more"],
        &["check"],
        &["up", "ffff"],
    ];
    for words in runs {
        let words: Vec<_> = words.iter().copied().chain(["--format", "json"]).collect();
        let ran = project.migrate_with(&words, &variables);
        let document = ran.json();
        assert_eq!(document["version"], Value::from(1), "{ran}");
        assert_eq!(document["command"], Value::from(words[0]), "{ran}");
        let pretty = serde_json::to_string_pretty(&shape(&document)).unwrap();
        shapes.push_str(&format!(
            "$ cargo migrate {}\nexit {}\n{pretty}\n\n",
            words.join(" "),
            ran.code
        ));
    }
    insta::assert_snapshot!("shapes", shapes);
}

#[test]
fn quiet_json_prints_nothing_but_the_document() {
    let project = Project::shop();
    let ran = project
        .migrate(&["-q", "check", "--format", "json"])
        .succeeds();
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.json()["problems"], serde_json::json!([]));
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let project = Project::shop();
    assert!(
        !project
            .migrate(&["check"])
            .succeeds()
            .stderr
            .contains('\u{1b}')
    );
    assert!(
        project
            .migrate(&["check", "--color", "always"])
            .succeeds()
            .stderr
            .contains("\u{1b}[")
    );
}
