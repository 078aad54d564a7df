//! Digests: what a revision means, in three numbers.

use super::normal;
use crate::plan::{Digest, RevisionId, TransactionMode};

/// The purpose and version that separate the `up` digest from every other use of BLAKE3.
pub const UP_CONTEXT: &str = "cargo-migrate 2026 v1 revision up";
/// The purpose and version of the `down` digest.
pub const DOWN_CONTEXT: &str = "cargo-migrate 2026 v1 revision down";
/// The purpose and version of the `chain` digest.
pub const CHAIN_CONTEXT: &str = "cargo-migrate 2026 v1 revision chain";

/// The digest of what a revision does when it goes forward: its id, its parents, its transaction mode, and the tokens of
/// `up.sql`.
#[must_use]
pub fn up(id: RevisionId, parents: &[RevisionId], mode: TransactionMode, text: &str) -> Digest {
    let mut parents = parents.to_vec();
    parents.sort_unstable();
    let mut fields = Fields::new(UP_CONTEXT);
    fields.id(id);
    fields.count(parents.len());
    for parent in parents {
        fields.id(parent);
    }
    fields.bytes(match mode {
        TransactionMode::Single => b"single",
        TransactionMode::None => b"none",
    });
    fields.bytes(normal::form(text).as_bytes());
    fields.finish()
}

/// The digest of what a revision does when it goes back: its id, and the tokens of `down.sql` or that there is none.
#[must_use]
pub fn down(id: RevisionId, text: Option<&str>) -> Digest {
    let mut fields = Fields::new(DOWN_CONTEXT);
    fields.id(id);
    match text {
        Some(text) => {
            fields.bytes(b"script");
            fields.bytes(normal::form(text).as_bytes());
        }
        None => fields.bytes(b"irreversible"),
    }
    fields.finish()
}

/// The digest of a whole history: the revision's `up` digest and its parents' `chain` digests.
#[must_use]
pub fn chain(up: Digest, parents: &[(RevisionId, Digest)]) -> Digest {
    let mut parents = parents.to_vec();
    parents.sort_unstable();
    let mut fields = Fields::new(CHAIN_CONTEXT);
    fields.bytes(up.as_bytes());
    fields.count(parents.len());
    for (id, chain) in parents {
        fields.id(id);
        fields.bytes(chain.as_bytes());
    }
    fields.finish()
}

/// Fields, each with its length before it, so that no two lists of fields are the same bytes.
struct Fields(blake3::Hasher);

impl Fields {
    fn new(context: &str) -> Self {
        Self(blake3::Hasher::new_derive_key(context))
    }

    fn count(&mut self, count: usize) {
        self.0.update(&(count as u64).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.update(bytes);
    }

    fn id(&mut self, id: RevisionId) {
        self.bytes(id.to_string().as_bytes());
    }

    fn finish(self) -> Digest {
        Digest::from_bytes(*self.0.finalize().as_bytes())
    }
}
