//! The lock and the files of the revisions at a commit.

use std::collections::BTreeMap;

use migrate_core::source::files::{DOWN_FILE, LOCK_FILE, MANIFEST_FILE, UP_FILE};
use migrate_core::source::{Lock, Reference, Settings as Project, SourceFiles, SourceFolder, text};

use super::failure::HistoryFailure;
use super::git::{Commit, Repository};
use super::moved::{self, By};
use crate::settings::Settings;

/// The lock of the package at a commit.
#[derive(Debug)]
pub(crate) struct Sealed {
    /// The lock.
    pub(crate) lock: Lock,
    /// Why it is this package's.
    pub(super) by: By,
    commit: Commit,
    /// The directory of revisions, from the root of the repository; nothing when it is the root.
    pub(super) directory: String,
}

/// Finds the lock of the package at a commit; `None` when there is none.
///
/// The package's `Cargo.toml` there says where it is, because the directory may have been moved since. Where that leads to
/// nothing, the package itself was moved: then `moved` finds it.
///
/// # Errors
///
/// Git fails, or the lock cannot be read.
pub(crate) fn sealed_at(
    repository: &Repository,
    commit: &Commit,
    now: &Lock,
    settings: &Settings,
) -> Result<Option<Sealed>, HistoryFailure> {
    let configured = configured_directory(repository, commit)?;
    let here = repository.path(&settings.project.directory);
    for directory in configured.into_iter().chain([here]) {
        let path = format!("{directory}/{LOCK_FILE}");
        let mut found = repository.list(commit, &path)?;
        found.retain(|blob| blob.path == path);
        if let [content] = repository.contents(&found)?.as_slice() {
            let lock = parse(commit, &path, content)?;
            return Ok(Some(Sealed {
                lock,
                by: By::Place,
                commit: commit.clone(),
                directory,
            }));
        }
    }
    let found = moved::find(repository, commit, now, settings)?;
    Ok(found.map(|moved::Found { lock, by, path }| Sealed {
        lock,
        by,
        commit: commit.clone(),
        directory: path
            .strip_suffix(LOCK_FILE)
            .unwrap_or_default()
            .trim_end_matches('/')
            .to_owned(),
    }))
}

/// The directory that the package's `Cargo.toml` names at a commit.
fn configured_directory(
    repository: &Repository,
    commit: &Commit,
) -> Result<Option<String>, HistoryFailure> {
    let path = repository.path("Cargo.toml");
    let mut found = repository.list(commit, &path)?;
    found.retain(|blob| blob.path == path);
    let contents = repository.contents(&found)?;
    let manifest = contents
        .first()
        .and_then(|bytes| str::from_utf8(bytes).ok());
    let settings = manifest.and_then(|text| Project::parse(&path, text).ok());
    Ok(settings.map(|settings| repository.path(&settings.directory)))
}

pub(super) fn parse(commit: &Commit, path: &str, bytes: &[u8]) -> Result<Lock, HistoryFailure> {
    let bad = |why: String| HistoryFailure::BadLock {
        reference: commit.name.clone(),
        path: path.to_owned(),
        why,
    };
    let text = text::canonical(bytes).map_err(|_| bad("it is not text".to_owned()))?;
    Lock::parse(path, &text).map_err(|problems| {
        let first = problems.into_iter().next();
        bad(first.map_or_else(String::new, |problem| problem.message))
    })
}

impl Sealed {
    /// The path of the lock, from the root of the repository.
    pub(super) fn path(&self) -> String {
        match &*self.directory {
            "" => LOCK_FILE.to_owned(),
            directory => format!("{directory}/{LOCK_FILE}"),
        }
    }

    /// The lock with the files that it was written for.
    ///
    /// # Errors
    ///
    /// Git fails.
    pub(crate) fn with_files(self, repository: &Repository) -> Result<Reference, HistoryFailure> {
        let mut blobs = repository.list(&self.commit, &self.directory)?;
        blobs.retain(|blob| self.place(&blob.path).is_some());
        let contents = repository.contents(&blobs)?;
        let mut folders: BTreeMap<String, SourceFolder> = BTreeMap::new();
        for (blob, content) in blobs.iter().zip(contents) {
            let Some((name, file)) = self.place(&blob.path) else {
                continue;
            };
            let folder = folders.entry(name.to_owned()).or_default();
            name.clone_into(&mut folder.name);
            match file {
                MANIFEST_FILE => folder.manifest = Some(content),
                UP_FILE => folder.up = Some(content),
                DOWN_FILE => folder.down = Some(content),
                _ => {}
            }
        }
        let files = SourceFiles {
            directory: self.directory,
            folders: folders.into_values().collect(),
            ..SourceFiles::default()
        };
        Ok(Reference {
            name: self.commit.name,
            lock: self.lock,
            files,
        })
    }

    /// The folder and the name of a file of a revision.
    fn place<'b>(&self, path: &'b str) -> Option<(&'b str, &'b str)> {
        let below = match &*self.directory {
            "" => path,
            directory => path.strip_prefix(directory)?.strip_prefix('/')?,
        };
        let (folder, file) = below.split_once('/')?;
        matches!(file, MANIFEST_FILE | UP_FILE | DOWN_FILE).then_some((folder, file))
    }
}
