//! Real migration histories beside the repository, which not every checkout has.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn workspace_root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The directory `migrations` of a history in `../shared/corpus`; says so when it is not there.
#[must_use]
#[expect(clippy::print_stderr, reason = "a test that did not look must say so")]
pub fn find(name: &str) -> Option<PathBuf> {
    let path = workspace_root()
        .join("../shared/corpus")
        .join(name)
        .join("migrations");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: the corpus {} is not here", path.display());
    None
}

/// Every `.sql` file of a history with its text, sorted by path.
///
/// # Panics
///
/// When a file cannot be read.
#[must_use]
pub fn scripts(name: &str) -> Vec<(PathBuf, String)> {
    let Some(root) = find(name) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(directory) = open.pop() {
        let entries = fs::read_dir(&directory).expect("the corpus is readable");
        for entry in entries {
            let path = entry.expect("the corpus is readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sql") {
                let text = fs::read_to_string(&path).expect("the corpus is UTF-8");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}
