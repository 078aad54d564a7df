//! What lies on disk at one moment, to see what a save has changed.

use std::collections::BTreeSet;
use std::fs;

use migrate_core::source::Problem;
use migrate_core::source::files::{DOWN_FILE, MANIFEST_FILE, SourceFiles, SourceFolder, UP_FILE};

use crate::desired::{self, SchemaFile};
use crate::project;
use crate::settings::Settings;

/// How many files are named; of more, the number is enough.
const NAMED: usize = 3;

/// The files of a project.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Saved {
    /// The package's `Cargo.toml` as it is printed, and its text.
    configuration: (String, Option<Vec<u8>>),
    files: SourceFiles,
    schema: Desired,
}

/// The desired schema: its files, or why it has none.
type Desired = Result<Option<Vec<SchemaFile>>, Vec<Problem>>;

impl Saved {
    /// What lies there now.
    pub(super) fn read(settings: &Settings) -> Self {
        let text = fs::read(settings.package.manifest_path()).ok();
        Self {
            configuration: (settings.shown("Cargo.toml"), text),
            files: project::read(settings),
            schema: desired::files(settings).map_err(|failure| failure.problems().to_vec()),
        }
    }

    /// Which files are others than before; `None` when all of them are the same. An editor that saves what was not changed, or a
    /// file that is not looked at, is nobody's business.
    pub(super) fn since(&self, before: &Self) -> Option<String> {
        if self == before {
            return None;
        }
        let mut paths = BTreeSet::new();
        if self.configuration != before.configuration {
            paths.insert(self.configuration.0.clone());
        }
        if self.files.lock != before.files.lock {
            paths.insert(self.files.lock_path());
        }
        for (files, others) in [(&self.files, &before.files), (&before.files, &self.files)] {
            for folder in &files.folders {
                let other = others
                    .folders
                    .iter()
                    .find(|other| other.name == folder.name);
                changed(files, folder, other, &mut paths);
            }
        }
        let files = |desired: &Desired| desired.clone().ok().flatten().unwrap_or_default();
        let (now, then) = (files(&self.schema), files(&before.schema));
        for (some, others) in [(&now, &then), (&then, &now)] {
            let others = |one: &&SchemaFile| !others.contains(one);
            paths.extend(some.iter().filter(others).map(|one| one.path.clone()));
        }
        let named: Vec<_> = paths.iter().take(NAMED).cloned().collect();
        Some(match paths.len() {
            // Something else than a revision's file came or went.
            0 => self.files.directory.clone(),
            few if few <= NAMED => named.join(", "),
            many => format!("{} and {} more", named.join(", "), many - NAMED),
        })
    }
}

fn changed(
    files: &SourceFiles,
    folder: &SourceFolder,
    other: Option<&SourceFolder>,
    paths: &mut BTreeSet<String>,
) {
    let Some(other) = other else {
        paths.insert(format!("{}/{}", files.directory, folder.name));
        return;
    };
    for (file, is_same) in [
        (MANIFEST_FILE, folder.manifest == other.manifest),
        (UP_FILE, folder.up == other.up),
        (DOWN_FILE, folder.down == other.down),
    ] {
        if !is_same {
            paths.insert(files.path(&folder.name, file));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(folders: &[(&str, &str)], lock: &str) -> Saved {
        let folder = |(name, up): &(&str, &str)| SourceFolder {
            name: (*name).to_owned(),
            up: Some(up.as_bytes().to_owned()),
            ..SourceFolder::default()
        };
        Saved {
            configuration: ("Cargo.toml".to_owned(), None),
            files: SourceFiles {
                directory: "migrations".to_owned(),
                lock: Some(lock.as_bytes().to_owned()),
                folders: folders.iter().map(folder).collect(),
                ..SourceFiles::default()
            },
            schema: Ok(None),
        }
    }

    #[test]
    fn a_save_is_named_by_the_files_that_it_changed() {
        let before = saved(&[("a", "1"), ("b", "1")], "x");
        for (folders, lock, what) in [
            (&[("a", "1"), ("b", "1")][..], "x", None),
            (&[("a", "1"), ("b", "2")], "x", Some("migrations/b/up.sql")),
            (
                &[("a", "1")],
                "y",
                Some("migrations/b, migrations/migrate.lock"),
            ),
            (
                &[("c", "1"), ("d", "1"), ("e", "1")],
                "x",
                Some("migrations/a, migrations/b, migrations/c and 2 more"),
            ),
        ] {
            assert_eq!(saved(folders, lock).since(&before).as_deref(), what);
        }
    }
}
