//! A project in memory, for tests that build their revisions themselves.

use migrate_core::plan::{RevisionId, TransactionMode};
use migrate_core::source::{Created, Manifest, Settings, SourceFiles, SourceFolder};

/// The settings of every test project.
pub(crate) fn settings() -> Settings {
    Settings::for_package("shop")
}

/// An empty directory `migrations`.
pub(crate) fn empty() -> SourceFiles {
    SourceFiles {
        directory: "migrations".to_owned(),
        ..SourceFiles::default()
    }
}

/// A revision's folder with these scripts, based upon `parents`, created `n` seconds after a fixed moment.
pub(crate) fn folder(
    n: u64,
    parents: &[u64],
    mode: TransactionMode,
    up: &str,
    down: &str,
) -> SourceFolder {
    let parents = parents.iter().copied().map(RevisionId::from_bits).collect();
    let created = Created::from_unix_seconds(1_700_000_000 + n);
    let message = format!("step {n}");
    let mut manifest = Manifest::new(RevisionId::from_bits(n), parents, message, created);
    manifest.transaction = mode;
    SourceFolder {
        name: format!("{}_step_{n}", created.stamp()),
        manifest: Some(manifest.to_toml().into_bytes()),
        up: Some(up.as_bytes().to_vec()),
        down: Some(down.as_bytes().to_vec()),
    }
}

/// A line of single-parent revisions, each with these scripts.
pub(crate) fn line(scripts: impl IntoIterator<Item = (String, String)>) -> SourceFiles {
    let mut files = empty();
    for (n, (up, down)) in (1..).zip(scripts) {
        let parents: &[u64] = if n == 1 { &[] } else { &[n - 1] };
        let mode = TransactionMode::Single;
        files.folders.push(folder(n, parents, mode, &up, &down));
    }
    files
}
