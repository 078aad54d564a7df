//! The linter on scripts: fixtures of each rule, code that is right, and two real histories.

mod accepted;
mod advice;
mod docs;
mod fixtures;
mod histories;
mod story;
mod well_written;

use std::fs;
use std::path::{Path, PathBuf};

/// `cargo-migrate/tests/lint`.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint")
}

/// The files and folders of a directory, sorted by name.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(directory).expect("the directory is there");
    let mut found: Vec<_> = found
        .map(|entry| entry.expect("the directory is readable").path())
        .collect();
    found.sort();
    found
}

/// The last part of a path.
fn name(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str());
    name.expect("a name is UTF-8")
}

/// Compares with a file, or writes it with `UPDATE_EXPECT=1` in the environment.
fn expect(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, found).expect("the file can be written");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        expected,
        found,
        "{} differs: UPDATE_EXPECT=1 writes it anew",
        path.display()
    );
}
