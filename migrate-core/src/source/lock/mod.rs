//! `migrate.lock`: which revisions there are, and what the sealed ones mean.

mod conflict;
mod fast;
mod read;
mod write;

use std::fmt;
use std::ops::Range;

use super::digest::{Digester, Facts};
use super::problem::Problem;
use crate::plan::{Digest, Plan, Revision, RevisionId, Seal};

/// The version of the lock's format.
pub const VERSION: u32 = 1;

/// The lock file: every revision in plan order, and the head. [`fmt::Display`] writes the whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The last revision; `None` in the lock of a project without revisions.
    pub head: Option<RevisionId>,
    /// The entries, in plan order.
    pub entries: Vec<LockEntry>,
}

/// One line of the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockEntry {
    /// The revision.
    pub id: RevisionId,
    /// What the lock says about it.
    pub entry: Entry,
}

/// What the lock says about a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It may be edited.
    Draft,
    /// It means this, for ever.
    Sealed {
        /// The `up` digest.
        up: Digest,
        /// The `down` digest.
        down: Digest,
        /// The `manifest` digest; `None` in a lock of the time before manifests were sealed, which is refused until
        /// `cargo migrate lock` has completed it.
        manifest: Option<Digest>,
    },
}

impl Lock {
    /// Reads the canonical text of a lock file; `path` is for the messages.
    ///
    /// # Errors
    ///
    /// The file holds conflict markers, is not a lock file, or was written by a later version.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<Problem>> {
        match fast::read(text) {
            Some(lock) => Ok(lock),
            None => read::read(path, text),
        }
    }

    /// The lock that describes a plan: its order, its head, and its seals.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut digester = Digester::new();
        Self::with_entries(plan, |revision| match revision.seal {
            Seal::Draft => Entry::Draft,
            Seal::Sealed => Entry::sealed(revision, &mut digester),
        })
    }

    /// This lock with a new draft at its end, which becomes the head.
    #[must_use]
    pub fn with_draft(&self, id: RevisionId) -> Self {
        let mut lock = self.clone();
        lock.entries.push(LockEntry {
            id,
            entry: Entry::Draft,
        });
        lock.head = Some(id);
        lock
    }

    /// The lock that describes a plan with every revision sealed as it is now.
    #[must_use]
    pub fn sealed_from(plan: &Plan) -> Self {
        let mut digester = Digester::new();
        Self::with_entries(plan, |revision| Entry::sealed(revision, &mut digester))
    }

    fn with_entries(plan: &Plan, mut entry: impl FnMut(&Revision) -> Entry) -> Self {
        let line = |revision: &Revision| LockEntry {
            id: revision.id,
            entry: entry(revision),
        };
        Self {
            head: plan.head().map(|head| head.id),
            entries: plan.revisions.iter().map(line).collect(),
        }
    }

    /// What the lock says about a revision; `None` when it is not listed.
    #[must_use]
    pub fn entry(&self, id: RevisionId) -> Option<Entry> {
        let line = self.entries.iter().find(|line| line.id == id);
        line.map(|line| line.entry)
    }

    /// Every entry of a lock in which git left two sides, with its conflict markers or without, each entry once, with the order and
    /// the head undecided.
    ///
    /// `None` for a text that is no conflicted lock, or one whose sides seal a revision differently.
    #[must_use]
    pub fn union_of_conflict(text: &str) -> Option<Self> {
        conflict::left(text)?;
        conflict::union(text)
    }

    /// Where the value of `head` stands in the lock's text; `0..0` when it is not there.
    #[must_use]
    pub fn locate_head(text: &str) -> Range<usize> {
        read::locate_head(text)
    }

    /// Where the entry of a revision stands in the lock's text; `0..0` when it is not there.
    #[must_use]
    pub fn locate(text: &str, id: RevisionId) -> Range<usize> {
        read::locate_entry(text, id)
    }
}

impl Entry {
    /// The `manifest` digest, if there is one.
    #[must_use]
    pub fn manifest(self) -> Option<Digest> {
        match self {
            Self::Draft => None,
            Self::Sealed { manifest, .. } => manifest,
        }
    }

    /// The entry that seals a revision as it is.
    fn sealed(revision: &Revision, digester: &mut Digester) -> Self {
        Self::Sealed {
            up: revision.digests.up,
            down: revision.digests.down,
            manifest: Some(digester.manifest(&Facts::from(revision))),
        }
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write::write(self, f)
    }
}
