//! The cases of `cases/`: a folder each, with the schema before (`old.sql`) and after (`new.sql`), and the statements of both
//! directions under review (`up.sql`, `down.sql`; `UPDATE_EXPECT=1` writes them). `renames` gives what gets another name.
//! Where the manner that does not block has other statements, it is walked, too (`online.sql`).

use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::plan::TransactionMode;
use migrate_schema::{Diff, Manner, Options, Snapshot};

use crate::database::{Database, Judges, left, same_dump, shown};
use crate::support::Server;

pub(crate) const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diff/cases");

#[test]
fn each_case_reaches_the_new_schema_and_comes_back() {
    let server = Server::start();
    let only = std::env::var("CASE").ok();
    let mut cases = folders(Path::new(CASES));
    let count = cases.len();
    if let Some(only) = &only {
        cases.retain(|case| name(case).contains(only.as_str()));
    }
    // Two at a time: much of it is waiting for the server.
    let failures: Vec<String> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            let (cases, only) = (&cases, &only);
            let names = [format!("old{half}"), format!("new{half}")];
            let mut databases = names.map(|name| Database::create(&server, &name));
            scope.spawn(move || {
                let mut failures = Vec::new();
                for (at, case) in cases.iter().enumerate().skip(half).step_by(2) {
                    let judges = match only.is_some() || at % 3 == 0 {
                        true => Judges::Both,
                        false => Judges::of_environment(),
                    };
                    if let Err(why) = check(&mut databases, case, judges) {
                        failures.push(format!("{}: {why}", name(case)));
                    }
                }
                failures
            })
        });
        let all = halves.into_iter().flat_map(|half| half.join().unwrap());
        all.collect()
    });
    assert!(
        failures.is_empty(),
        "{} of {count} cases:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

fn name(case: &Path) -> &str {
    case.file_name().unwrap().to_str().unwrap()
}

pub(crate) fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).unwrap();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn check([old, new]: &mut [Database; 2], case: &Path, judges: Judges) -> Result<(), String> {
    for (database, file) in [(&mut *old, "old.sql"), (&mut *new, "new.sql")] {
        database.reset();
        let script = fs::read_to_string(case.join(file)).unwrap();
        database
            .client
            .batch_execute(&script)
            .map_err(|error| format!("{file}: {error:?}"))?;
    }
    let (before, after) = (old.snapshot(), new.snapshot());
    let dumps = judges.dumps([&*old, &*new]);
    if !after.diff(&after).is_empty() {
        return Err("it differs from itself".to_owned());
    }
    let given = fs::read_to_string(case.join("renames")).unwrap_or_default();
    let options = Options {
        renames: before
            .renames(&after, given.lines())
            .map_err(|why| why.to_string())?,
        ..Options::default()
    };
    let up = before.diff_with(&after, &options);
    let reached = walk(old, &up, &after, "up")?;
    if let Some([_, wanted]) = &dumps {
        same_dump(&old.dump(), wanted, "up")?;
    }
    let down = reached.diff_with(&before, &options.reversed());
    walk(old, &down, &before, "down")?;
    if let Some([wanted, _]) = &dumps {
        same_dump(&old.dump(), wanted, "down")?;
    }
    expect(case, "up.sql", &up.to_string())?;
    expect(case, "down.sql", &down.to_string())?;
    let options = Options {
        manner: Manner::Online,
        ..options
    };
    let online = before.diff_with(&after, &options);
    if online.to_string() == up.to_string() {
        return Ok(());
    }
    walk(old, &online, &after, "online")?;
    expect(case, "online.sql", &in_parts(&online))
}

fn in_parts(diff: &Diff) -> String {
    let mut text = String::new();
    for part in diff.parts() {
        text.push_str(match part.mode {
            TransactionMode::Single => "-- in one transaction\n",
            TransactionMode::None => "-- outside of a transaction\n",
        });
        for statement in part.statements {
            text.push_str(&format!("{};\n", statement.sql));
        }
    }
    text
}

fn walk(
    database: &mut Database,
    diff: &Diff,
    wanted: &Snapshot,
    direction: &str,
) -> Result<Snapshot, String> {
    if !diff.uncovered.is_empty() {
        return Err(format!("{direction}: uncovered: {:?}", diff.uncovered));
    }
    database
        .apply(diff)
        .map_err(|error| format!("{direction}: {error}"))?;
    let reached = database.snapshot();
    let left = left(&reached, wanted);
    match left.is_empty() {
        true => Ok(reached),
        false => Err(format!(
            "{direction} leaves (- reached, + wanted):\n{}after:\n{diff}",
            shown(&left)
        )),
    }
}

fn expect(case: &Path, file: &str, text: &str) -> Result<(), String> {
    let path = case.join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, text).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    match expected == text {
        true => Ok(()),
        false => Err(format!("{file} is not as reviewed, but:\n{text}")),
    }
}
