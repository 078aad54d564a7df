//! What a reference of git has sealed, beside the files: the check that history only grows.
//!
//! [`Repository`] asks the `git` command, [`mod@reference`] finds the lock and the files of a commit, and
//! [`against()`] compares. What is a problem is decided by [`migrate_core::source::reference`].

mod failure;
mod git;
mod missing;
mod moved;
mod named;
mod reference;
mod unlisted;

use std::collections::BTreeSet;

use migrate_core::plan::RevisionId;
use migrate_core::source::reference::{compare, is_kept, new_revisions};
use migrate_core::source::{Lock, Problem, SourceFiles, text};

use crate::failure::Failure;
use crate::output::Output;
use crate::runs;
use crate::settings::Settings;

pub(crate) use failure::HistoryFailure;
pub(crate) use git::{Commit, Repository};
use moved::By;
pub(crate) use named::GitRef;
use reference::Sealed;
pub(crate) use reference::sealed_at;
pub(crate) use unlisted::unlisted;

/// The way out for a package that only looks as if it were one that is gone.
const OTHER_PLAN: &str = "if this is the beginning of another plan: give it a name of its own, `plan = \"…\"` in [package.metadata.migrate]";

/// What comparing with a reference found.
#[derive(Debug, Default)]
pub(crate) struct Against {
    /// Sealed entries of the reference that were changed, removed or reordered, and those that were amended.
    pub(crate) problems: Vec<Problem>,
    /// The revisions that the reference does not have sealed.
    pub(crate) new: BTreeSet<RevisionId>,
}

/// Compares the files with a branch, a tag or a commit, for `check --against REFERENCE`.
///
/// `files` are those of the directory of revisions, as [`crate::project::read`] reads them. Files whose lock cannot be
/// read are compared with nothing: loading them reports that.
///
/// # Errors
///
/// There is no git, no repository, or no such reference, or its lock cannot be read.
pub(crate) fn against(
    reference: &str,
    files: &SourceFiles,
    settings: &Settings,
    output: &mut Output,
) -> Result<Against, Failure> {
    let repository = Repository::of(settings)?;
    let commit = repository.commit(reference)?;
    let Some(lock) = lock_of(files) else {
        return Ok(Against::default());
    };
    let Some(mut sealed) = sealed_at(&repository, &commit, &lock, settings)? else {
        output.note(format_args!(
            "`{reference}` has no migrate.lock of this package: every revision is new"
        ));
        return Ok(Against {
            problems: Vec::new(),
            new: new_revisions(&lock, &Lock::default()),
        });
    };
    tell_moved(&sealed, reference, output);
    let by = sealed.by;
    let new = new_revisions(&lock, &sealed.lock);
    let ahead = ahead(&repository, &commit, &lock, &sealed.lock, settings, output)?;
    if !ahead.is_empty() {
        let count = runs::count(ahead.len());
        output.note(format_args!(
            "`{reference}` has {count} more than this branch: `git merge {reference}`, then `cargo migrate rebase`"
        ));
        sealed.lock.entries.retain(|line| !ahead.contains(&line.id));
    }
    let mut problems = match is_kept(&lock, &sealed.lock) {
        true => Vec::new(),
        false => compare(files, &sealed.with_files(&repository)?),
    };
    if matches!(by, By::Plan | By::Alone) {
        for problem in &mut problems {
            problem.help.push(OTHER_PLAN.to_owned());
        }
    }
    Ok(Against { problems, new })
}

/// Says where the revisions were, when that is not where people look for them.
fn tell_moved(sealed: &Sealed, reference: &str, output: &mut Output) {
    let why = match sealed.by {
        By::Place | By::Revision => return,
        By::Plan => "the lock there is of the plan with this name, and is gone",
        By::Alone => "the only lock of the repository was there, and is gone",
    };
    let directory = match &*sealed.directory {
        "" => "the root of the repository",
        directory => directory,
    };
    output.note(format_args!(
        "at `{reference}` the revisions of this package are in `{directory}`: {why}"
    ));
}

/// What the reference got since this branch left it: it is not here because it never was.
fn ahead(
    repository: &Repository,
    commit: &Commit,
    now: &Lock,
    then: &Lock,
    settings: &Settings,
    output: &mut Output,
) -> Result<BTreeSet<RevisionId>, HistoryFailure> {
    let missing = then.entries.iter().map(|line| line.id);
    let mut missing: BTreeSet<_> = missing.filter(|id| now.entry(*id).is_none()).collect();
    if missing.is_empty() {
        return Ok(missing);
    }
    // A release that was tagged does not get revisions later: what it has and this branch has not was taken away.
    if !repository.is_branch(commit)? {
        return Ok(BTreeSet::new());
    }
    let Some(common) = repository.common(commit)? else {
        output.note(format_args!(
            "the history that is here does not reach back to where this branch left `{name}`, so what `{name}` got since counts as removed; \
             `git fetch --unshallow` brings it",
            name = commit.name
        ));
        return Ok(BTreeSet::new());
    };
    if let Some(sealed) = sealed_at(repository, &common, then, settings)? {
        missing.retain(|id| sealed.lock.entry(*id).is_none());
    }
    Ok(missing)
}

/// The lock of these files, if it can be read.
fn lock_of(files: &SourceFiles) -> Option<Lock> {
    let text = text::canonical(files.lock.as_deref()?).ok()?;
    Lock::parse(&files.lock_path(), &text).ok()
}
