//! Real histories: the model sees what `pg_dump` sees, and no more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_schema::{Class, Plans, Reader, Schema, compare};
use postgres::{Client, NoTls};

use crate::cases::shown;
use crate::support::{Server, send};

/// A revision of somebody else's history.
struct Revision {
    name: String,
    up: String,
    down: Option<String>,
}

/// The revisions of a history in `../shared/corpus`, in order; says so when it is not there.
#[expect(clippy::print_stderr, reason = "a test that did not look must say so")]
fn history(name: &str) -> Vec<Revision> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/corpus")
        .join(name)
        .join("migrations");
    if !directory.is_dir() {
        eprintln!("skipped: the corpus {} is not here", directory.display());
        return Vec::new();
    }
    let entries = fs::read_dir(&directory).unwrap();
    let scripts = |path: PathBuf| -> Option<Revision> {
        let file = path.file_name()?.to_str()?.to_owned();
        let (name, up, down) = match path.is_dir() {
            true => (file, path.join("up.sql"), path.join("down.sql")),
            false => {
                let name = file.strip_suffix(".up.sql")?.to_owned();
                (
                    name.clone(),
                    path,
                    directory.join(format!("{name}.down.sql")),
                )
            }
        };
        Some(Revision {
            name,
            up: fs::read_to_string(up).ok()?,
            down: fs::read_to_string(down).ok(),
        })
    };
    let mut all: Vec<Revision> = entries
        .filter_map(|entry| scripts(entry.unwrap().path()))
        .collect();
    all.sort_by_key(|revision| {
        let (version, _) = revision.name.split_once('_').unwrap();
        version.replace('-', "").parse::<u64>().unwrap()
    });
    all
}

/// The revisions whose down the ground truth calls this or that, by `pg_dump` on PostgreSQL 15.
fn judged(name: &str, verdicts: &[&str]) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/corpus")
        .join(format!("{name}.roundtrip.json"));
    let truth: Vec<serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let wanted = truth
        .iter()
        .filter(|one| verdicts.contains(&one["down"].as_str().unwrap()));
    wanted
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The schema as `pg_dump` writes it, without comments and blank lines.
fn dump(url: &str) -> String {
    let output = Command::new("pg_dump")
        .args(["--schema-only", "-d", url])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pg_dump: {said}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        // Newer ones guard the dump with a random word.
        .filter(|line| !line.is_empty() && !line.starts_with("--") && !line.contains("restrict "))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn read(client: &mut Client) -> Schema {
    let mut reader = Reader::new(Vec::new()).with_plans(Plans::Kept);
    reader.snapshot(|sql| send(client, sql)).unwrap()
}

/// Looks at every so many revisions, and at every so many of those whose down leaves something else behind.
fn equal_exactly_when_the_dumps_are_equal(name: &str, every: usize, every_odd: usize) {
    let revisions = history(name);
    if revisions.is_empty() {
        return;
    }
    let odd = judged(
        name,
        &["restores_but_order", "restores_but_layout", "wrong"],
    );
    let odd: BTreeSet<&String> = odd.iter().step_by(every_odd).collect();
    let server = Server::start();
    let url = server.create("history");
    let mut looked_at = 0;
    for (number, revision) in revisions.iter().enumerate() {
        let looks = number % every == every - 1 || odd.contains(&revision.name);
        let run = |sql: &str| {
            let mut client = Client::connect(&url, NoTls).unwrap();
            client
                .batch_execute(sql)
                .unwrap_or_else(|error| panic!("{}: {error:?}", revision.name));
            client
        };
        if !looks {
            drop(run(&revision.up));
            continue;
        }
        let before = (dump(&url), read(&mut run("")));
        let after = (read(&mut run(&revision.up)), dump(&url));
        assert_eq!(
            before.0 == after.1,
            before.1 == after.0,
            "{}: up",
            revision.name
        );
        let Some(down) = &revision.down else {
            continue;
        };
        let copy = server.copy("history", "reverted");
        let mut client = Client::connect(&copy, NoTls).unwrap();
        assert_eq!(after.0, read(&mut client), "a copy has the same schema");
        if client.batch_execute(down).is_ok() {
            let reverted = (dump(&copy), read(&mut client));
            let differences = compare(&before.1, &reverted.1);
            assert_eq!(
                before.0 == reverted.0,
                differences.is_empty(),
                "{}: down; {}",
                revision.name,
                shown(&differences)
            );
            let only_order = differences.iter().all(|one| one.class == Class::Order);
            assert_eq!(
                sorted(&before.0) == sorted(&reverted.0),
                only_order,
                "{}: order; {}",
                revision.name,
                shown(&differences)
            );
            looked_at += 1;
        }
    }
    assert!(looked_at >= 10, "{looked_at} downs are not enough");
}

/// The lines of a dump whatever their order; the last column of a table has no comma.
fn sorted(dump: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = dump
        .lines()
        .map(|line| line.trim_end_matches(','))
        .collect();
    lines.sort_unstable();
    lines
}

#[test]
fn on_the_history_of_crates_io_equal_means_that_pg_dump_writes_the_same() {
    equal_exactly_when_the_dumps_are_equal("cratesio", 60, 4);
}

#[test]
fn on_the_history_of_zksync_equal_means_that_pg_dump_writes_the_same() {
    equal_exactly_when_the_dumps_are_equal("zksync", 60, 4);
}
