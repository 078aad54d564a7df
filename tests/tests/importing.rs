//! What `cargo migrate import` says when it cannot do what was asked, and to programs when it can.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::fs;

use workspace_tests::project::Project;

/// A package, and beside its sources a directory `old` with these files.
fn with_old(files: &[(&str, &str)]) -> Project {
    let project = Project::new("app");
    fs::create_dir(project.path("old")).unwrap();
    for (path, text) in files {
        let path = project.path("old").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    project
}

#[test]
fn a_refused_import_says_why_and_writes_nothing() {
    let up = "SELECT 1;";
    for (files, tool, code, says) in [
        (vec![], "diesel", 2, "no folder with an `up.sql`"),
        (
            vec![("1_a.sql", up)],
            "diesel",
            2,
            "is it sqlx's directory?",
        ),
        (
            vec![("1_a/up.sql", up)],
            "sqlx",
            2,
            "is it diesel's directory?",
        ),
        (
            vec![("1_a.sql", up), ("1_b.sql", up)],
            "sqlx",
            3,
            "both have version 1",
        ),
        (
            vec![
                ("1_a/up.sql", up),
                ("1_a/metadata.toml", "run_in_transaction = 1"),
            ],
            "diesel",
            3,
            "1_a/metadata.toml",
        ),
    ] {
        let project = with_old(&files);
        let _ = project
            .migrate(&["import", "--from", tool, "old"])
            .exits(code)
            .says(&[says]);
        assert!(!project.path("migrations").exists(), "{says}");
        let beside = fs::read_dir(project.root()).unwrap().count();
        assert_eq!(beside, 3, "no temporary directory is left: {says}");
    }
}

#[test]
fn a_directory_that_is_not_there_and_a_tool_that_is_not_known_are_usage_errors() {
    let project = Project::new("app");
    let _ = project
        .migrate(&["import", "--from", "sqlx", "old"])
        .exits(2)
        .says(&["cannot read old"]);
    let _ = project
        .migrate(&["import", "--from", "flyway", "old"])
        .exits(2)
        .says(&["diesel, sqlx"]);
    let _ = project
        .migrate(&["import", "old"])
        .exits(2)
        .says(&["--from"]);
}

#[test]
fn importing_in_place_is_refused_with_the_way_to_do_it() {
    let project = with_old(&[("1_a/up.sql", "SELECT 1;")]);
    fs::rename(project.path("old"), project.path("migrations")).unwrap();
    let run = project
        .migrate(&["import", "--from", "diesel", "migrations"])
        .exits(2);
    let _ = run.says(&["overwrites nothing", "git mv migrations migrations.old"]);
    fs::rename(project.path("migrations"), project.path("migrations.old")).unwrap();
    let _ = project
        .migrate(&["import", "--from", "diesel", "migrations.old"])
        .succeeds();
    let _ = project.migrate(&["check"]).succeeds();
}

#[test]
fn an_initialised_package_is_filled_and_then_goes_on_with_new() {
    let project = with_old(&[("1_a.sql", "SELECT 1;"), ("2_b.sql", "SELECT 2;")]);
    let _ = project.migrate(&["init"]).succeeds();
    let _ = project
        .migrate(&["import", "--from", "sqlx", "old"])
        .succeeds();
    assert!(
        project.path("migrations/.gitattributes").is_file(),
        "what init wrote stays"
    );
    project.seal();
    let _ = project.migrate(&["new", "go on"]).succeeds();
    let heads = project.migrate(&["heads"]).succeeds();
    assert!(heads.stdout.contains("go on"), "{}", heads.stdout);
}

#[test]
fn the_report_for_programs_lists_what_was_imported_and_what_was_not() {
    let project = with_old(&[("1_a.sql", "SELECT 1;"), ("README.md", "")]);
    let run = project
        .migrate(&["import", "--from", "sqlx", "old", "--format", "json"])
        .succeeds();
    for part in [
        "\"command\": \"import\"",
        "\"from\": \"sqlx\"",
        "\"source\": \"1_a.sql\"",
        "\"folder\": \"19700101000000_a\"",
        "\"path\": \"README.md\"",
    ] {
        assert!(run.stdout.contains(part), "no {part} in {}", run.stdout);
    }
}
