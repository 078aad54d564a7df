//! One revision of a plan.

use super::{Digest, List, RevisionId, Script, Text, Timeout};

/// One revision: what it is, what it is based on, and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its identity.
    pub id: RevisionId,
    /// What it is based on, in ascending order: none for the base, several for a merge.
    pub parents: List<RevisionId>,
    /// What it does, in the author's words.
    pub message: Text,
    /// When it was created, in RFC 3339, as written in the manifest.
    pub created: Text,
    /// Its folder's name inside the plan's directory.
    pub folder: Text,
    /// Whether a change of its meaning is an error.
    pub seal: Seal,
    /// What its files mean, in three numbers.
    pub digests: Digests,
    /// Whether it runs in one transaction.
    pub transaction: TransactionMode,
    /// What `up` runs.
    pub up: Script,
    /// What `down` runs.
    pub down: Down,
    /// The oldest revision whose application still works on the schema that this one leaves.
    pub compatible: Option<RevisionId>,
    /// The `lock_timeout` of this revision, instead of the run's.
    pub lock_timeout: Option<Timeout>,
    /// The `statement_timeout` of this revision, instead of the run's.
    pub statement_timeout: Option<Timeout>,
}

impl Revision {
    /// The path of the revision's `up.sql` below the plan's directory.
    #[must_use]
    pub fn up_path(&self) -> String {
        format!("{}/up.sql", self.folder)
    }

    /// The path of the revision's `down.sql` below the plan's directory.
    #[must_use]
    pub fn down_path(&self) -> String {
        format!("{}/down.sql", self.folder)
    }
}

/// The digests of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digests {
    /// Id, parents, transaction mode and the meaning of `up.sql`.
    pub up: Digest,
    /// Id and the meaning of `down.sql`, or that there is none.
    pub down: Digest,
    /// `up` and the parents' `chain`: it commits to the whole history up to this revision.
    pub chain: Digest,
}

/// Whether a revision may still be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Entered in the lock with its digests: a change of meaning is an error.
    Sealed,
    /// Being written: edited freely, applied to development databases, refused in a release build.
    Draft,
}

/// How the scripts of a revision relate to transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionMode {
    /// One transaction for the script and its ledger row: `transaction = "single"`, the default.
    Single,
    /// No transaction; statements are recorded one by one: `transaction = "none"`.
    None,
}

/// What `down` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// It runs this script.
    Script(Script),
    /// It is refused, for the author's reason.
    Irreversible {
        /// Why, in the author's words.
        reason: Text,
    },
}
