//! What the last commit has sealed and the lock does not list any more: `lock` would take it for new.

use std::collections::BTreeSet;

use migrate_core::plan::{Plan, RevisionId};
use migrate_core::source::{Code, Entry, Lock, Place, Problem, SourceFiles};

use super::git::Repository;
use super::reference::sealed_at;
use crate::runs;
use crate::settings::Settings;

/// Revisions that are here, that the lock does not list, and that the lock at `HEAD` has sealed. A lock that was deleted, or lost
/// a line, must not make them new: what they create may hold data. Where there is no git, nothing can be told.
pub(crate) fn unlisted(
    files: &SourceFiles,
    plan: &Plan,
    lock: Option<&Lock>,
    settings: &Settings,
) -> Vec<Problem> {
    let is_listed = |id: RevisionId| lock.is_some_and(|lock| lock.entry(id).is_some());
    let ids = plan.revisions.iter().map(|revision| revision.id);
    let missing: BTreeSet<RevisionId> = ids.filter(|id| !is_listed(*id)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let Some((sealed, path, here)) = at_head(settings) else {
        return Vec::new();
    };
    let is_sealed = |id: &RevisionId| matches!(sealed.entry(*id), Some(Entry::Sealed { .. }));
    let lost: Vec<RevisionId> = missing.into_iter().filter(is_sealed).collect();
    let file = files.lock_path();
    let back = match path == here {
        true => format!("bring the lock back: `git checkout HEAD -- {file}`"),
        false => format!("bring the lock back: `git show HEAD:{path}` is what it says"),
    };
    let told = |code, message: String| {
        let problem = Problem::new(code, message).at(Place::whole(&*file));
        problem.help(back.clone()).help(
            "then seal what is new with `cargo migrate lock`, and what was changed with `cargo migrate lock --amend`",
        )
    };
    match (lost.as_slice(), lock) {
        ([], _) => Vec::new(),
        (lost, None) => {
            let count = runs::count(lost.len());
            let message = format!("`{file}` is gone, and at `HEAD` it has {count} sealed");
            vec![told(Code::LockMissing, message)]
        }
        (lost, Some(_)) => {
            let message = |id: &RevisionId| {
                format!("revision {id} is sealed at `HEAD`, and `{file}` does not list it any more")
            };
            let problems = lost.iter().map(|id| told(Code::NotInLock, message(id)));
            problems.collect()
        }
    }
}

/// The lock of the last commit, its path there, and the path that it has now; `None` where there is none.
fn at_head(settings: &Settings) -> Option<(Lock, String, String)> {
    let repository = Repository::of(settings).ok()?;
    let head = repository.find_commit("HEAD").ok()??;
    let sealed = sealed_at(&repository, &head, &Lock::default(), settings).ok()??;
    let here = repository.path(&settings.project.directory);
    let here = format!("{here}/{}", migrate_core::source::files::LOCK_FILE);
    let path = sealed.path();
    Some((sealed.lock, path, here))
}
