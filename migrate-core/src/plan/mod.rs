//! The plan: every revision of one project, in the order in which they are applied.
//!
//! The same types serve the binary (the macro emits them as constants that borrow) and the command line (which loads
//! them from disk and owns them), so that both can be compared with `==`.

mod digest;
#[doc(hidden)]
pub mod embedded;
mod id;
mod ledger_name;
mod revision;
mod script;
mod timeout;

use std::borrow::Cow;

pub use digest::{BadDigest, Digest};
pub use id::{BadRevisionId, RevisionId};
pub use ledger_name::LedgerName;
pub use revision::{Digests, Down, Revision, Seal, TransactionMode};
pub use script::{Outside, Reindexed, Script, Statement, Steps};
pub use timeout::{BadTimeout, Timeout};

/// Text that is either embedded in the binary or owned by the command line.
pub type Text = Cow<'static, str>;

/// A list that is either embedded in the binary or owned by the command line.
pub type List<T> = Cow<'static, [T]>;

/// Every revision of one project, in plan order: parents before children, ties by `created`, then by id.
///
/// A plan that was built by `embed_plan!` or loaded without problems has exactly one base and one head, and every
/// parent is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The plan's name in the ledger; several plans may share a database. The package's name by default.
    pub name: Text,
    /// The table that records what was applied.
    pub ledger: LedgerName,
    /// The folder of the revisions, relative to the package and with `/`, for messages: `migrations`.
    pub directory: Text,
    /// The revisions in plan order.
    pub revisions: List<Revision>,
}

impl Plan {
    /// The last revision, on which a new one would be based; `None` for a plan without revisions.
    #[must_use]
    pub fn head(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// The first revision; `None` for a plan without revisions.
    #[must_use]
    pub fn base(&self) -> Option<&Revision> {
        self.revisions.first()
    }

    /// The revision with this id.
    #[must_use]
    pub fn revision(&self, id: RevisionId) -> Option<&Revision> {
        self.position(id).map(|at| &self.revisions[at])
    }

    /// The place of a revision in plan order, from 0.
    #[must_use]
    pub fn position(&self, id: RevisionId) -> Option<usize> {
        self.revisions.iter().position(|revision| revision.id == id)
    }
}
