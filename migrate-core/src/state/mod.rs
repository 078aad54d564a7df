//! What the database can be, compared with a plan.

mod accept;
mod assess;
mod standing;
mod words;

use crate::drift::Touched;
use crate::ledger::Resolution;
use crate::plan::{Digest, Revision, RevisionId, Seal, Text};
use crate::run::Direction;
use crate::target::Target;

pub use assess::{Assessment, assess};
pub use standing::{Moved, Standing};

/// What a database is, compared with a plan. It is decided from the ledger's rows alone, but for [`State::Drifted`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// No ledger, no user objects: everything is pending.
    Empty,
    /// No ledger, but user objects.
    Unmanaged {
        /// The first of them by name, `schema.name`.
        objects: Vec<String>,
        /// How many there are.
        total: u64,
    },
    /// Every revision of the plan is applied, and no other.
    UpToDate,
    /// Revisions of the plan are not applied; what is applied is the plan's.
    Behind {
        /// What is not applied, in plan order.
        pending: Vec<Named>,
    },
    /// All of the plan is applied, and more that is built on it: a newer version was here.
    Ahead {
        /// The plan's head, on which the rest is built; `None` for a plan without revisions.
        head: Option<Named>,
        /// What the plan does not know.
        unknown: Vec<Named>,
        /// Whether the rows say that an application of this plan still works.
        compatible: Compatibility,
    },
    /// Revisions are applied that are not on the plan's line.
    Diverged {
        /// The last revision in common before the lines part; `None` when there is none.
        fork: Option<Named>,
        /// What the plan does not know.
        unknown: Vec<Named>,
    },
    /// A revision was edited after it was applied.
    Edited {
        /// The first such revision, in plan order.
        revision: Named,
        /// Whether it is still a draft in the plan.
        seal: Seal,
        /// The digest of what was run here.
        recorded: Digest,
        /// The digest of what the plan has.
        embedded: Digest,
        /// The target of the `down` that reverts every edited revision, and as little else as can be.
        back: Target,
        /// What that `down` reverts besides, although it is not built on an edited revision; in plan order.
        beside: Vec<Named>,
    },
    /// An ancestor of an applied revision is not applied.
    Gap {
        /// What is missing, in plan order.
        missing: Vec<Named>,
        /// The last applied revision that is built on the last of them.
        above: Named,
    },
    /// A non-transactional revision was begun and not finished.
    Interrupted {
        /// The revision.
        revision: Named,
        /// Whether its up or its down script was run.
        direction: Direction,
        /// The statement that was sent last, from 1: those before it are done, it may be.
        step: u32,
        /// The number of statements.
        of: u32,
        /// What somebody has said since about that statement.
        resolution: Option<Resolution>,
    },
    /// The schema is not what it was after the last run: somebody else than a revision changed it. It is found only where
    /// fingerprints are recorded and compared.
    Drifted {
        /// When it was recorded.
        recorded: String,
        /// What differs.
        touched: Vec<Touched>,
    },
    /// The ledger is not ours, or of a layout that this version does not know.
    Foreign {
        /// What is wrong with it, in words.
        why: String,
    },
}

/// A revision as messages name it: known to the plan or to the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its identity.
    pub id: RevisionId,
    /// What it does, in the author's words.
    pub message: Text,
    /// Its folder.
    pub folder: Text,
}

impl From<&Revision> for Named {
    fn from(revision: &Revision) -> Self {
        Self {
            id: revision.id,
            message: revision.message.clone(),
            folder: revision.folder.clone(),
        }
    }
}

impl From<&crate::ledger::Row> for Named {
    fn from(row: &crate::ledger::Row) -> Self {
        Self {
            id: row.id,
            message: row.message.clone().into(),
            folder: row.folder.clone().into(),
        }
    }
}

/// Whether an application of an older plan works on a newer database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compatibility {
    /// Every revision that the plan does not know says so.
    Declared,
    /// A revision says nothing about it.
    Undeclared {
        /// The revision.
        by: Named,
    },
    /// A revision says that the plan's head is too old.
    TooOld {
        /// The revision.
        by: Named,
        /// The oldest revision whose application works.
        oldest: RevisionId,
    },
}
