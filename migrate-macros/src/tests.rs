//! The expansion as text, from packages on disk.

use std::fs;

use crate::expand;
use crate::request::Request;

/// Expands a package that consists of these files; the package's own path is replaced by `PACKAGE`.
fn expanded(files: &[(&str, &str)]) -> String {
    let package = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = package.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let request = Request {
        package: package.path().to_owned(),
        directory: None,
    };
    let text = expand(&request).replace(&*package.path().to_string_lossy(), "PACKAGE");
    assert!(
        text.parse::<proc_macro2::TokenStream>().is_ok(),
        "the expansion is no Rust:\n{text}"
    );
    text
}

const CARGO_TOML: (&str, &str) = ("Cargo.toml", "[package]\nname = \"shop\"\n");
const BASE: &str = "migrations/20261102090000_create_users";
const DRAFT_LOCK: &str =
    "version = 1\nhead = \"0c90191dbca7\"\n\n[revisions]\n0c90191dbca7 = \"draft\"\n";
const MANIFEST: &str = "id = \"0c90191dbca7\"\nparents = []\nmessage = \"create users\"\ncreated = 2026-11-02T09:00:00Z\n";

fn with_up(up: &str) -> String {
    expanded(&[
        CARGO_TOML,
        ("migrations/migrate.lock", DRAFT_LOCK),
        (&format!("{BASE}/revision.toml"), MANIFEST),
        (&format!("{BASE}/up.sql"), up),
        (&format!("{BASE}/down.sql"), "DROP TABLE users;\n"),
    ])
}

#[test]
fn a_plan_is_plain_constants_that_include_their_files() {
    insta::assert_snapshot!(with_up("CREATE TABLE users ();\n"));
}

#[test]
fn a_draft_is_an_error_in_a_release_build_only() {
    let text = with_up("CREATE TABLE users ();\n");
    let errors: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("compile_error!"))
        .collect();
    assert_eq!(errors.len(), 1, "{text}");
    assert!(
        errors[0].starts_with("#[cfg(not(debug_assertions))]"),
        "{text}"
    );
}

#[test]
fn a_script_that_is_not_canonical_is_written_out_and_tracked() {
    let text = with_up("\u{feff}CREATE TABLE users ();\r\n");
    assert!(text.contains(r#""CREATE TABLE users ();\n""#), "{text}");
    assert!(
        text.contains(&format!("include_bytes!(\"PACKAGE/{BASE}/up.sql\")")),
        "{text}"
    );
    assert!(
        !text.contains(&format!("include_str!(\"PACKAGE/{BASE}/up.sql\")")),
        "{text}"
    );
}

#[test]
fn every_problem_is_an_error_of_its_own() {
    let text = expanded(&[
        CARGO_TOML,
        ("migrations/notes.txt", ""),
        ("migrations/other.txt", ""),
        ("migrations/migrate.lock", DRAFT_LOCK),
        (&format!("{BASE}/revision.toml"), MANIFEST),
        (&format!("{BASE}/up.sql"), "CREATE TABLE users ();\n"),
        (&format!("{BASE}/down.sql"), "DROP TABLE users;\n"),
    ]);
    assert_eq!(text.matches("compile_error!").count(), 2, "{text}");
    assert!(
        text.contains("notes.txt") && text.contains("other.txt"),
        "{text}"
    );
    assert!(
        text.contains("pub static PLAN"),
        "code that names the plan adds no errors\n{text}"
    );
}

#[test]
fn a_package_without_revisions_is_an_error() {
    let text = expanded(&[CARGO_TOML]);
    assert_eq!(text.matches("compile_error!").count(), 1, "{text}");
    assert!(
        text.contains("cargo migrate"),
        "the next command is named\n{text}"
    );
}
