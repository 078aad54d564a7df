//! Real histories: crates.io (diesel's layout) and zksync-era (sqlx's layout).

use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::plan::TransactionMode;
use migrate_core::source::{Code, Drafts, Lock, load, relock, script};

use crate::project;

/// The corpora lie beside the workspace; where they are absent the tests say so and pass.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !path.is_dir() {
        eprintln!("skipped: no corpus at {}", path.display());
        return None;
    }
    Some(path)
}

fn sql_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sql_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "sql") {
            files.push(path);
        }
    }
}

/// Every script of both histories, with its path below the corpus.
pub(crate) fn scripts() -> Vec<(String, String)> {
    let Some(corpus) = corpus() else {
        return Vec::new();
    };
    let mut files = Vec::new();
    sql_files(&corpus, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        (name, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

/// The places of syntax errors in the scripts of one history, each checked by hand: `DELETE COLUMN`, `DROP COLUMN c BYTEA`,
/// `IF EXIST`, and the like. PostgreSQL refuses every one of them.
fn syntax_errors(history: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in scripts() {
        let Some(path) = path.strip_prefix(history) else {
            continue;
        };
        for problem in script::analyse(path, &text, TransactionMode::Single).problems {
            if problem.code == Code::SyntaxError {
                let place = problem.place.unwrap();
                found.push(format!("{}:{}:{}", place.path, place.line, place.column));
            }
        }
    }
    found
}

#[test]
fn the_grammar_accepts_every_script_of_crates_io_but_the_broken_one() {
    if corpus().is_some() {
        let broken = "20170318181441_downloads_need_no_id/down.sql:2:1";
        assert_eq!(syntax_errors("cratesio/migrations/"), [broken]);
    }
}

#[test]
fn the_grammar_accepts_every_up_script_of_zksync() {
    if corpus().is_some() {
        let errors = syntax_errors("zksync/migrations/");
        assert!(
            errors.iter().all(|place| place.contains(".down.sql:")),
            "{errors:#?}"
        );
        let mut files: Vec<_> = errors.iter().map(|place| place.split(':').next()).collect();
        files.dedup();
        assert_eq!(files.len(), 12, "{files:#?}");
    }
}

#[test]
fn a_thousand_revisions_load_fast_without_optimisation() {
    let scripts = scripts();
    let ups: Vec<_> = scripts
        .iter()
        .filter(|(path, _)| path.starts_with("cratesio") && path.ends_with("up.sql"))
        .collect();
    if ups.is_empty() {
        return;
    }
    let script = |n: usize| (ups[n % ups.len()].1.clone(), "DROP TABLE t;\n".to_owned());
    let mut files = project::line((0..1_000).map(script));
    let plan = relock(&files, &project::settings()).loaded.plan.unwrap();
    files.lock = Some(Lock::sealed_from(&plan).to_string().into_bytes());
    let load = || {
        let begun = std::time::Instant::now();
        let loaded = load(&files, &project::settings(), Drafts::Refused);
        assert_eq!(loaded.problems, []);
        begun.elapsed()
    };
    let fastest = (0..5).map(|_| load()).min().unwrap();
    // About 25 ms on a machine at rest; the limit leaves room for a busy one.
    assert!(fastest.as_millis() < 250, "{fastest:?}");
}
