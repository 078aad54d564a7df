//! Every fixture of `tests/cases` fails to compile, with the words that `cargo migrate check` prints.
//!
//! `ui/<case>.rs` embeds the fixture of the same name, `ui/<case>.stderr` is what rustc says (`TRYBUILD=overwrite` writes
//! it). trybuild compiles in a package of its own, so the fixtures are copied into that package first: the macro refuses
//! paths outside.
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::source::{Drafts, Problem, Settings, Style, disk, load, render};

#[test]
fn every_broken_history_is_a_compile_error() {
    for case in cases() {
        copy(
            &fixtures().join(&case),
            &trybuild_package().join("cases").join(&case),
        );
    }
    let ui = trybuild::TestCases::new();
    ui.compile_fail("ui/*.rs");
}

#[test]
fn every_fixture_has_a_compile_fail_test() {
    let missing: Vec<String> = cases()
        .into_iter()
        .filter(|case| !ui(case, "rs").exists())
        .collect();
    assert!(missing.is_empty(), "no ui/*.rs for {missing:?}");
}

/// The compiler and the command line print the same rendering; rustc only writes `error: ` before it.
#[test]
fn rustc_says_what_the_core_renders() {
    for case in cases() {
        let stderr = fs::read_to_string(ui(&case, "stderr")).unwrap_or_default();
        let said: BTreeSet<&str> = stderr.lines().map(str::trim).collect();
        for problem in problems(&case) {
            let rendered = render(&problem, Style::Plain);
            let (first, rest) = rendered.split_once('\n').unwrap_or((&rendered, ""));
            let first = first.trim_start_matches("error").replacen("]: ", "] ", 1);
            let first = format!("error: {first}");
            for line in std::iter::once(first.as_str()).chain(rest.lines()) {
                assert!(
                    said.contains(line.trim()),
                    "{case}: rustc does not say {line:?}\n{stderr}"
                );
            }
        }
    }
}

/// The fixtures that a debug build refuses, from their folders.
fn cases() -> BTreeSet<String> {
    let entries = fs::read_dir(fixtures()).expect("tests/cases is part of the repository");
    entries
        .map(|entry| entry.expect("a readable directory").path())
        // `metadata.toml` is about Cargo.toml, which trybuild writes; `case.toml` is about release builds; `reference/` is
        // about git, which the compiler does not ask.
        .filter(|path| path.is_dir())
        .filter(|path| !path.join("metadata.toml").exists() && !path.join("reference").exists())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .filter(|case| problems(case).iter().any(Problem::is_error))
        .collect()
}

/// What the core finds in a fixture, with the path that the compiler sees.
fn problems(case: &str) -> Vec<Problem> {
    let mut settings = Settings::for_package("compile-fail-tests");
    settings.directory = format!("cases/{case}/migrations");
    let files = disk::read(&fixtures().join(".."), &settings.directory);
    load(&files, &settings, Drafts::Allowed).problems
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases")
}

fn ui(case: &str, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("ui")
        .join(format!("{case}.{extension}"))
}

/// Where trybuild puts its package: below the target directory, which holds the running test.
fn trybuild_package() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let target = test
        .ancestors()
        .find(|path| path.join("CACHEDIR.TAG").exists());
    target
        .expect("the test runs from a target directory")
        .join("tests/trybuild/compile-fail")
}

fn copy(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).expect("the old copy can be removed");
    }
    fs::create_dir_all(to).expect("the copy's folder can be made");
    for entry in fs::read_dir(from).expect("a readable fixture") {
        let path = entry.expect("a readable fixture").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_symlink() {
            let leads_to = fs::read_link(&path).expect("a link leads somewhere");
            std::os::unix::fs::symlink(leads_to, &target).expect("a link can be made");
        } else if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a readable fixture");
        }
    }
}
