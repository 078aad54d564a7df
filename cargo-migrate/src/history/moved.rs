//! The lock of a package that was moved in its repository.

use migrate_core::source::files::LOCK_FILE;
use migrate_core::source::{Lock, Settings as Project};

use super::failure::HistoryFailure;
use super::git::{Blob, Commit, Repository};
use super::reference::parse;
use crate::settings::Settings;

/// Why a lock is taken for that of the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// It is where the package's `Cargo.toml` says, then or now.
    Place,
    /// It lists a revision of this one.
    Revision,
    /// Its package had a plan of the same name, and it is gone from there.
    Plan,
    /// It was the only one of the repository, and it is gone from there.
    Alone,
}

/// A lock of another place.
pub(super) struct Found {
    pub(super) lock: Lock,
    pub(super) by: By,
    /// Its path from the root of the repository.
    pub(super) path: String,
}

/// Finds the lock of the package elsewhere: the one that lists a revision of this one. Where the revisions are new ones, too, it is a lock
/// that is gone from its place: the one of a plan with the same name, or the only one that there was. A package that names its plan otherwise
/// is another one.
///
/// # Errors
///
/// Git fails.
pub(super) fn find(
    repository: &Repository,
    commit: &Commit,
    now: &Lock,
    settings: &Settings,
) -> Result<Option<Found>, HistoryFailure> {
    let files = repository.list(commit, "")?;
    let is_lock = |blob: &&Blob| blob.path.rsplit('/').next() == Some(LOCK_FILE);
    let blobs: Vec<Blob> = files.iter().filter(is_lock).cloned().collect();
    let mut gone = Vec::new();
    for (blob, content) in blobs.iter().zip(repository.contents(&blobs)?) {
        // A lock that cannot be read is another package's business, as far as one can tell.
        let Ok(lock) = parse(commit, &blob.path, &content) else {
            continue;
        };
        let path = blob.path.clone();
        if lock.entries.iter().any(|line| now.entry(line.id).is_some()) {
            let by = By::Revision;
            return Ok(Some(Found { lock, by, path }));
        }
        if !repository.has_file(&path) {
            gone.push((path, lock));
        }
    }
    let mut same = Vec::new();
    for (path, _) in &gone {
        let project = project(repository, &files, path)?;
        let is_same = |project: &Project| {
            (&project.plan, &project.ledger) == (&settings.project.plan, &settings.project.ledger)
        };
        same.push(project.as_ref().is_some_and(is_same));
    }
    let is_named = settings.package.names_plan();
    let (by, at) = match same.iter().filter(|is_same| **is_same).count() {
        1 => (By::Plan, same.iter().position(|is_same| *is_same)),
        0 if blobs.len() == 1 && !is_named => (By::Alone, (!gone.is_empty()).then_some(0)),
        _ => return Ok(None),
    };
    Ok(at.map(|at| {
        let (path, lock) = gone.swap_remove(at);
        Found { lock, by, path }
    }))
}

/// The settings of the package that a lock belonged to: the next `Cargo.toml` above it.
fn project(
    repository: &Repository,
    files: &[Blob],
    lock: &str,
) -> Result<Option<Project>, HistoryFailure> {
    let manifests = files.iter().filter(|blob| {
        let above = blob.path.strip_suffix("Cargo.toml");
        above.is_some_and(|above| {
            (above.is_empty() || above.ends_with('/')) && lock.starts_with(above)
        })
    });
    let Some(manifest) = manifests.max_by_key(|blob| blob.path.len()) else {
        return Ok(None);
    };
    let contents = repository.contents(std::slice::from_ref(manifest))?;
    let text = contents
        .first()
        .and_then(|bytes| str::from_utf8(bytes).ok());
    Ok(text.and_then(|text| Project::parse(&manifest.path, text).ok()))
}
