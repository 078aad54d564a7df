//! From files to a plan: every check that needs no database, phase by phase.

use super::files::SourceFiles;
use super::lock::Lock;
use super::manifest::{Allow, Amended};
use super::problem::Problem;
use super::settings::Settings;
use crate::plan::{Plan, RevisionId};

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

/// What sealing amounts to: the lock that would be written, or the problems that forbid it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The files, loaded as if every draft were sealed.
    pub loaded: Loaded,
    /// The lock to write; `None` exactly when one of the problems is an error.
    pub lock: Option<Lock>,
    /// The lock as it was; `None` when there was none, or it could not be read.
    pub before: Option<Lock>,
}

/// Checks the files of a project and builds its plan.
#[must_use]
pub fn load(files: &SourceFiles, settings: &Settings, drafts: Drafts) -> Loaded {
    let _ = (files, settings, drafts);
    Loaded {
        plan: None,
        problems: Vec::new(),
        sources: Vec::new(),
    }
}

/// Checks the files of a project as [`load`] does, but allows what `cargo migrate lock` is there to put right: a lock
/// that is missing, has another head or order, or lacks revisions; drafts; and the one revision that is amended.
#[must_use]
pub fn seal(files: &SourceFiles, settings: &Settings, amendment: Amendment) -> Sealed {
    let _ = amendment;
    Sealed {
        loaded: load(files, settings, Drafts::Allowed),
        lock: None,
        before: None,
    }
}
