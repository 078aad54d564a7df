//! From files to a plan: every check that needs no database, phase by phase.

mod edited;
mod listing;
mod locked;
mod plan;
mod revisions;
mod sealed;

use super::chain::{self, Coverage};
use super::digest::Digester;
use super::files::{Presence, SourceFiles};
use super::lock::Lock;
use super::manifest::{Allow, Amended, Manifest};
use super::problem::{Place, Problem};
use super::settings::Settings;
use crate::plan::{Plan, RevisionId};
use revisions::Found;

/// What the files of a project amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The plan; `None` exactly when one of the problems is an error.
    pub plan: Option<Plan>,
    /// Every problem, in file order.
    pub problems: Vec<Problem>,
    /// What lies beside the plan, revision by revision, in plan order; empty when there is no plan.
    pub sources: Vec<RevisionSource>,
}

/// What is known of a revision's files, but is no part of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionSource {
    /// The `up.sql`.
    pub up: ScriptSource,
    /// The `down.sql`; `None` for an irreversible revision.
    pub down: Option<ScriptSource>,
    /// Findings that the author accepts.
    pub allow: Vec<Allow>,
    /// Where the rule of each entry of `allow` stands in `revision.toml`.
    pub allowed_at: Vec<Place>,
    /// Changes that were made after it was sealed.
    pub amended: Vec<Amended>,
}

/// Where a script lies, and whether its bytes are what is executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptSource {
    /// Its path, relative to the package and with `/`.
    pub path: String,
    /// Whether the file's bytes are the canonical text.
    pub form: TextForm,
}

/// Whether a file's bytes are its canonical text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// They are: `include_str!` of the file gives the text of the plan.
    Canonical,
    /// A byte order mark, a CR or a missing final LF was put right: the text has to be written out.
    Normalised,
}

/// Whether drafts may be part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// In development.
    Allowed,
    /// In a release build and with `--locked`.
    Refused,
}

/// Which sealed revision may differ from the lock when the lock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amendment {
    /// None.
    Nothing,
    /// This one: `cargo migrate lock --amend ID`.
    Revision(RevisionId),
}

/// What writing a lock amounts to: the lock that would be written, or the problems that forbid it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The files, loaded as if the new lock were written already.
    pub loaded: Loaded,
    /// The lock to write; `None` exactly when one of the problems is an error.
    pub lock: Option<Lock>,
    /// The lock as it was, of both sides if it was conflicted; `None` when there was none, or it could not be read.
    pub before: Option<Lock>,
}

/// What the files are loaded for; it decides what of the lock may be put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To use the plan: the lock has to describe the files.
    Use(Drafts),
    /// To write a lock in which every revision is sealed.
    Seal(Amendment),
    /// To write a lock that keeps the seals and lists the rest as drafts.
    Relock,
}

/// Checks the files of a project and builds its plan.
#[must_use]
pub fn load(files: &SourceFiles, settings: &Settings, drafts: Drafts) -> Loaded {
    run(files, settings, Purpose::Use(drafts)).0
}

/// Checks the files of a project as [`load()`] does, but allows what `cargo migrate lock` is there to put right: a lock
/// that is missing, has another head or order, lacks revisions or lists drafts that are gone; drafts, which are checked
/// and sealed; and the one revision that is amended.
#[must_use]
pub fn seal(files: &SourceFiles, settings: &Settings, amendment: Amendment) -> Sealed {
    let (loaded, before) = run(files, settings, Purpose::Seal(amendment));
    let lock = loaded.plan.as_ref().map(Lock::sealed_from);
    Sealed {
        loaded,
        lock,
        before,
    }
}

/// Computes the lock after revisions were added: seals are kept and checked, everything else becomes a draft, and the
/// order and the head follow from the manifests. Scripts of drafts are not looked at.
///
/// `merge` and `import` add their folders to [`SourceFiles::folders`] and call this before they write anything. A
/// conflicted lock counts as the union of its sides.
#[must_use]
pub fn relock(files: &SourceFiles, settings: &Settings) -> Sealed {
    let (loaded, before) = run(files, settings, Purpose::Relock);
    let lock = loaded.plan.as_ref().map(Lock::of);
    Sealed {
        loaded,
        lock,
        before,
    }
}

/// The manifests that can be read, with their folders' names, whatever is wrong elsewhere: for commands that look at a
/// chain which is not sound, as `heads` and `merge` do.
#[must_use]
pub fn manifests(files: &SourceFiles) -> Vec<(String, Manifest)> {
    let found = revisions::read(files, &mut Vec::new()).found;
    found
        .into_iter()
        .map(|found| (found.folder.name.clone(), found.manifest))
        .collect()
}

fn run(files: &SourceFiles, settings: &Settings, purpose: Purpose) -> (Loaded, Option<Lock>) {
    let mut problems = listing::check(files);
    if files.presence == Presence::Missing {
        return (refused(problems), None);
    }
    let revisions::Revisions { found, coverage } = revisions::read(files, &mut problems);
    let order = order(&found, coverage, &mut problems);
    let mut digester = Digester::new();
    let digests = plan::digests(&found);
    let lock = locked::read(files, purpose, &mut problems);
    let check = locked::Check {
        lock: lock.as_ref(),
        found: &found,
        digests: &digests,
        order: order.as_deref(),
        coverage,
        purpose,
    };
    let standing = check.run(&mut digester, &mut problems);
    let scripts = plan::scripts(&found, &standing, digests, purpose, &mut problems);
    let before = lock.map(|lock| lock.lock);
    problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let Some(order) = order else {
        return (refused(problems), before);
    };
    if problems.iter().any(Problem::is_error) {
        return (refused(problems), before);
    }
    let assembled = plan::assemble(files, settings, found, scripts, &order, &mut digester);
    let (plan, sources) = assembled;
    let loaded = Loaded {
        plan: Some(plan),
        problems,
        sources,
    };
    (loaded, before)
}

fn refused(problems: Vec<Problem>) -> Loaded {
    Loaded {
        plan: None,
        problems,
        sources: Vec::new(),
    }
}

/// The plan order; `None` when there is none, and then a problem says why.
fn order(
    found: &[Found<'_>],
    coverage: Coverage,
    problems: &mut Vec<Problem>,
) -> Option<Vec<usize>> {
    let links: Vec<_> = found.iter().map(Found::link).collect();
    match chain::order(&links, coverage) {
        Ok(order) => Some(order),
        Err(more) => {
            problems.extend(more);
            None
        }
    }
}
