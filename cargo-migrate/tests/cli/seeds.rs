//! The properties of the fuzz targets, on their seeds and on every fixture, so that neither can be broken unseen.
//!
//! What a fuzzer finds becomes a seed: `fuzz/seeds/<target>/<what it showed>`.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../../fuzz/properties/mod.rs"]
mod properties;

use properties::{import, lock, manifest, scanner};

/// Every file below a directory of the repository.
fn files(directory: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut waiting = vec![
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(directory),
    ];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let (path, kind) = entry
                .map(|entry| (entry.path(), entry.file_type()))
                .unwrap();
            match kind.unwrap() {
                kind if kind.is_dir() => waiting.push(path),
                kind if kind.is_file() => files.push((path.clone(), fs::read(path).unwrap())),
                _ => {}
            }
        }
    }
    files
}

/// Any bytes will do for any property, so each gets all of them: a lock is a scanner's text, too.
#[test]
fn the_properties_hold_for_every_seed_and_every_fixture() {
    let mut seeds = files("fuzz/seeds");
    assert!(seeds.len() >= 9, "the seeds are there: {seeds:?}");
    seeds.extend(files("tests/cases"));
    for (path, bytes) in seeds {
        for (target, holds) in [
            ("manifest", manifest::holds as fn(&[u8])),
            ("lock", lock::holds),
            ("scanner", scanner::holds),
            ("import", import::holds),
        ] {
            let held = std::panic::catch_unwind(|| holds(&bytes));
            assert!(held.is_ok(), "{target}: {}", path.display());
        }
    }
}
