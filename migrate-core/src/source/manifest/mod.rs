//! `revision.toml`: what a revision is, in the author's words.

mod fast;
mod read;
mod write;

use std::ops::Range;

use super::created::Created;
use super::digest::Facts;
use super::problem::Problem;
use crate::plan::{Digest, RevisionId, Timeout, TransactionMode};

/// A revision's manifest. Every key was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The identity of the revision.
    pub id: RevisionId,
    /// What it is based on, in ascending order.
    pub parents: Vec<RevisionId>,
    /// What it does; never blank.
    pub message: String,
    /// When it was created.
    pub created: Created,
    /// How it relates to transactions.
    pub transaction: TransactionMode,
    /// Why there is no `down.sql`.
    pub irreversible: Option<String>,
    /// The oldest revision whose application still works on the schema that this one leaves.
    pub compatible: Option<RevisionId>,
    /// Its own `lock_timeout`.
    pub lock_timeout: Option<Timeout>,
    /// Its own `statement_timeout`.
    pub statement_timeout: Option<Timeout>,
    /// Findings that the author accepts.
    pub allow: Vec<Allow>,
    /// Changes that were made after it was sealed.
    pub amended: Vec<Amended>,
}

/// A finding that the author accepts: `[[allow]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The rule.
    pub rule: String,
    /// Why the finding is accepted.
    pub reason: String,
}

/// A change that was made after the revision was sealed: `[[amended]]`, written by `cargo migrate lock --amend`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// Why.
    pub reason: String,
    /// When.
    pub at: Created,
    /// The `up` digest before the change.
    pub up: Digest,
    /// The `down` digest before the change.
    pub down: Digest,
    /// The `manifest` digest before the change; `None` where the lock had none.
    pub manifest: Option<Digest>,
}

/// A part of a manifest that a problem can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The value of `id`.
    Id,
    /// The whole value of `parents`.
    Parents,
    /// One of the parents.
    Parent(RevisionId),
    /// The value of `created`.
    Created,
    /// The value of `transaction`; falls back to `id`, because the key may be absent.
    Transaction,
    /// The value of `irreversible`.
    Irreversible,
    /// The value of `compatible`; falls back to `id`.
    Compatible,
    /// The value of `lock_timeout`; falls back to `id`.
    LockTimeout,
    /// The value of `statement_timeout`; falls back to `id`.
    StatementTimeout,
    /// The rule of an entry of `[[allow]]`, counted from 0.
    Allow(usize),
}

impl Manifest {
    /// A manifest with only the required keys; parents are sorted.
    #[must_use]
    pub fn new(
        id: RevisionId,
        mut parents: Vec<RevisionId>,
        message: impl Into<String>,
        created: Created,
    ) -> Self {
        parents.sort_unstable();
        Self {
            id,
            parents,
            message: message.into(),
            created,
            transaction: TransactionMode::Single,
            irreversible: None,
            compatible: None,
            lock_timeout: None,
            statement_timeout: None,
            allow: Vec::new(),
            amended: Vec::new(),
        }
    }

    /// What its digest commits to.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            id: self.id,
            message: &self.message,
            created: self.created.to_string().into(),
            compatible: self.compatible,
            lock_timeout: self.lock_timeout,
            statement_timeout: self.statement_timeout,
            irreversible: self.irreversible.as_deref(),
        }
    }

    /// Reads the canonical text of a `revision.toml`; `path` is for the messages.
    ///
    /// # Errors
    ///
    /// Every problem of the file at once: syntax, unknown and missing keys, bad values.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<Problem>> {
        match fast::read(text) {
            Some(manifest) => Ok(manifest),
            None => read::read(path, text),
        }
    }

    /// The text of the manifest, as `new`, `merge` and `import` write it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        write::write(self)
    }

    /// The manifest's text with an `[[amended]]` entry appended; everything else stays as the author wrote it.
    #[must_use]
    pub fn append_amended(text: &str, amended: &Amended) -> String {
        write::append_amended(text, amended)
    }

    /// Where a part of a manifest stands in its text; `0..0` when it is not there.
    #[must_use]
    pub fn locate(text: &str, part: Part) -> Range<usize> {
        read::locate(text, part)
    }
}
