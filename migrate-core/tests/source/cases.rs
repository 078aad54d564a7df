//! The cases: one folder under `tests/cases` for each thing that can be wrong, named `<CODE>-<what>` (or `OK-<what>`).
//!
//! A case holds `migrations/`, and beside it what is no part of the project: `case.toml` (loaded as for a release build
//! with `drafts = "refused"`), `metadata.toml` (stands for the package's `Cargo.toml`), `reference/` (the directory of
//! revisions as the branch `main` has it), `places.txt` (code, severity, file and byte range of every problem) and
//! `expected.txt` (what people read). With `UPDATE_EXPECT=1` in the environment the last two are written anew.
//!
//! What only a database can tell is not found here: to the files alone such a case is in order. The proof's cases are looked at
//! where there is a server, in `tests/tests/proofs`; those of the desired schema in `cargo-migrate/tests/cli/desired.rs`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::source::reference::compare;
use migrate_core::source::{
    Code, Drafts, Loaded, Lock, Problem, Reference, Settings, Style, disk, load, render_all,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases")
}

fn cases() -> Vec<(String, PathBuf)> {
    let mut cases: Vec<_> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    cases.sort();
    assert!(cases.len() >= with_case().count(), "the cases are there");
    cases
}

/// Whether the files alone do not tell what is wrong.
fn needs_more_than_files(name: &str) -> bool {
    name.starts_with("M6") || name.starts_with("M9")
}

/// The codes that loading finds. The rules of the linter have their scripts in `cargo-migrate/tests/lint`.
fn with_case() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| !code.is_lint())
}

fn check(case: &Path) -> Result<Loaded, Vec<Problem>> {
    let settings = match fs::read_to_string(case.join("metadata.toml")) {
        Ok(text) => Settings::parse("Cargo.toml", &text)?,
        Err(_) => Settings::for_package("shop"),
    };
    let case_toml = fs::read_to_string(case.join("case.toml")).unwrap_or_default();
    let drafts = if case_toml.contains("drafts = \"refused\"") {
        Drafts::Refused
    } else {
        Drafts::Allowed
    };
    let files = disk::read(case, &settings.directory);
    let mut loaded = load(&files, &settings, drafts);
    if case.join("reference").exists() {
        loaded.problems.extend(compare(&files, &reference(case)));
    }
    Ok(loaded)
}

/// What the branch `main` of a case has, at the path of the directory.
fn reference(case: &Path) -> Reference {
    let files = disk::read(case, "reference").named("migrations");
    let text = files
        .lock
        .as_deref()
        .and_then(|bytes| str::from_utf8(bytes).ok());
    let lock = Lock::parse("migrate.lock", text.unwrap()).unwrap();
    Reference {
        name: "main".to_owned(),
        lock,
        files,
    }
}

fn problems(case: &Path) -> Vec<Problem> {
    match check(case) {
        Ok(loaded) => loaded.problems,
        Err(problems) => problems,
    }
}

/// Compares with a file of the case, or writes it.
fn expect(case: &Path, file: &str, found: &str) {
    let path = case.join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(expected, found, "{} differs", path.display());
}

#[test]
fn every_case_is_found_with_its_code_its_place_and_its_words() {
    for (name, case) in cases() {
        let problems = problems(&case);
        if needs_more_than_files(&name) {
            assert_eq!(problems, [], "{name}");
            continue;
        }
        if let Some((code, _)) = name.split_once('-')
            && code != "OK"
        {
            let found = problems.iter().any(|p| p.code.code() == code);
            assert!(found, "{name} is not found: {problems:#?}");
        }
        let mut places = String::new();
        for problem in &problems {
            let place = problem.place.as_ref().expect("every problem has a place");
            let severity = format!("{:?}", problem.severity).to_lowercase();
            let _ = writeln!(
                places,
                "{} {severity} {} {:?}",
                problem.code, place.path, place.range
            );
        }
        expect(&case, "places.txt", &places);
        expect(&case, "expected.txt", &render_all(&problems, Style::Plain));
    }
}

#[test]
fn a_case_that_is_in_order_gives_a_plan_and_no_problem() {
    for (name, case) in cases() {
        if name.starts_with("OK-") {
            let loaded = check(&case).expect("the settings are in order");
            assert_eq!(loaded.problems, [], "{name}");
            let plan = loaded.plan.expect("no problem, so a plan");
            assert_eq!(plan.revisions.len(), loaded.sources.len(), "{name}");
        }
    }
}

#[test]
fn there_is_a_plan_exactly_when_there_is_no_error() {
    for (name, case) in cases() {
        // What a reference has sealed is no part of the plan.
        if let Ok(loaded) = check(&case)
            && !case.join("reference").exists()
        {
            let errors = loaded.problems.iter().any(Problem::is_error);
            assert_eq!(loaded.plan.is_none(), errors, "{name}");
        }
    }
}

#[test]
fn every_code_has_a_case_and_every_problem_an_advice() {
    let names: Vec<_> = cases().into_iter().map(|(name, _)| name).collect();
    for code in with_case() {
        let prefix = format!("{code}-");
        assert!(
            names.iter().any(|name| name.starts_with(&prefix)),
            "{code} has no case"
        );
    }
    for (name, case) in cases() {
        for problem in problems(&case) {
            assert!(
                !problem.help.is_empty(),
                "{name}: {} has no help",
                problem.code
            );
            assert!(
                !problem.message.ends_with('.') && !problem.message.contains('\n'),
                "{name}: {}",
                problem.message
            );
        }
    }
}

#[test]
fn problems_name_only_commands_that_exist() {
    let commands = BTreeSet::from([
        "init",
        "new",
        "lock",
        "check",
        "up",
        "down",
        "status",
        "history",
        "heads",
        "show",
        "explain",
        "merge",
        "rebase",
        "resume",
        "stamp",
        "import",
        "completions",
        "diff",
        "verify",
        "baseline",
    ]);
    let mut texts: Vec<String> = Code::ALL
        .iter()
        .map(|c| c.explanation().to_owned())
        .collect();
    for (_, case) in cases() {
        texts.push(render_all(&problems(&case), Style::Plain));
    }
    for text in texts {
        for (at, start) in text.match_indices("`cargo migrate ") {
            let word = text[at + start.len()..].split([' ', '`']).next().unwrap();
            assert!(commands.contains(word), "`cargo migrate {word}` in: {text}");
        }
    }
}
