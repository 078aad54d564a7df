//! Real histories: what each revision makes of the schema, made again by the difference.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_schema::Snapshot;

use crate::database::{Database, left, shown};
use crate::support::Server;

/// Real histories beside the repository, which not every checkout has.
pub(crate) const HISTORIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

#[test]
fn each_revision_of_cratesio_is_made_again() {
    walk("cratesio");
}

#[test]
fn each_revision_of_zksync_is_made_again() {
    walk("zksync");
}

/// The scripts that go up, in their order: `…/up.sql`, or `….up.sql`.
pub(crate) fn scripts(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).unwrap();
    let mut all: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| match path.is_dir() {
            true => Some(path.join("up.sql")),
            false => path.to_str()?.ends_with(".up.sql").then_some(path),
        })
        .collect();
    // Some versions have hyphens: `2017-08-31-230457`.
    all.sort_by_key(|path| {
        let relative = path.strip_prefix(root).unwrap();
        relative.to_str().unwrap().replace('-', "")
    });
    all
}

/// Walks two databases along: one with the scripts, one with the differences.
fn walk(history: &str) {
    let root = Path::new(HISTORIES).join(history).join("migrations");
    if !root.is_dir() {
        return;
    }
    let scripts = scripts(&root);
    let server = Server::start();
    assert!(scripts.len() > 100, "{history} is not whole");
    let mut theirs = Database::create(&server, "theirs");
    let mut ours = Database::create(&server, "ours");
    let mut failures = Vec::new();
    let mut reached: Snapshot = ours.snapshot();
    let mut passed = vec![reached.clone()];
    for path in &scripts {
        // A script is one message, and so one transaction.
        let script = fs::read_to_string(path)
            .unwrap()
            .replace("CONCURRENTLY", "");
        let applied = theirs.client.batch_execute(&script);
        applied.unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
        let wanted = theirs.snapshot();
        if wanted.schema == reached.schema {
            continue;
        }
        let failed = step(&mut ours, &mut reached, &wanted);
        failures.extend(failed.map(|why| format!("{}: {why}", path.display())));
        passed.push(wanted);
    }
    // Back again, over a few revisions at a time.
    for wanted in passed.iter().rev().step_by(7).chain(passed.first()) {
        let failed = step(&mut ours, &mut reached, wanted);
        failures.extend(failed.map(|why| format!("on the way back: {why}")));
    }
    assert!(
        failures.is_empty(),
        "{} revisions:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Makes what is wanted of what is there, and says what is left.
fn step(ours: &mut Database, reached: &mut Snapshot, wanted: &Snapshot) -> Option<String> {
    let diff = reached.diff(wanted);
    let error = ours.apply(&diff).err();
    *reached = ours.snapshot();
    let left = left(reached, wanted);
    let is_there = error.is_none() && left.is_empty() && diff.uncovered.is_empty();
    (!is_there).then(|| format!("{} leaves\n{}", error.unwrap_or_default(), shown(&left)))
}
