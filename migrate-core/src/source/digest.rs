//! Digests: what a revision means, in four numbers.
//!
//! BLAKE3 in derive-key mode, with a context string for each purpose, over fields that each have their length before them
//! (64 bits, little endian). `docs/normal-form.md` specifies the fields.

use std::borrow::Cow;

use super::normal;
use crate::plan::{Digest, Down, Revision, RevisionId, Timeout, TransactionMode};

/// The purpose and version that separate the `up` digest from every other use of BLAKE3.
pub const UP_CONTEXT: &str = "cargo-migrate 2026-11 revision up, normal form 1";
/// The purpose and version of the `down` digest.
pub const DOWN_CONTEXT: &str = "cargo-migrate 2026-11 revision down, normal form 1";
/// The purpose and version of the `manifest` digest.
pub const MANIFEST_CONTEXT: &str = "cargo-migrate 2026-11 revision manifest, version 1";
/// The purpose and version of the `chain` digest.
pub const CHAIN_CONTEXT: &str = "cargo-migrate 2026-11 revision chain, normal form 1";

/// Computes digests; it keeps the derived keys and one buffer for the normal forms of many scripts.
#[derive(Debug, Clone)]
pub struct Digester {
    up: blake3::Hasher,
    down: blake3::Hasher,
    manifest: blake3::Hasher,
    chain: blake3::Hasher,
    fields: Fields,
}

/// What a plan embeds of a `revision.toml`, apart from what the `up` digest commits to.
///
/// Accepted findings and amendments are not among it: a reason may be added after the revision was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'m> {
    /// The revision.
    pub id: RevisionId,
    /// What it does.
    pub message: &'m str,
    /// When it was created, in RFC 3339.
    pub created: Cow<'m, str>,
    /// The oldest revision whose application still works after it.
    pub compatible: Option<RevisionId>,
    /// Its own `lock_timeout`.
    pub lock_timeout: Option<Timeout>,
    /// Its own `statement_timeout`.
    pub statement_timeout: Option<Timeout>,
    /// Why there is no way back.
    pub irreversible: Option<&'m str>,
}

impl<'r> From<&'r Revision> for Facts<'r> {
    fn from(revision: &'r Revision) -> Self {
        Self {
            id: revision.id,
            message: &revision.message,
            created: Cow::Borrowed(&revision.created),
            compatible: revision.compatible,
            lock_timeout: revision.lock_timeout,
            statement_timeout: revision.statement_timeout,
            irreversible: match &revision.down {
                Down::Script(_) => None,
                Down::Irreversible { reason } => Some(reason),
            },
        }
    }
}

impl Digester {
    /// A digester for any number of revisions.
    #[must_use]
    pub fn new() -> Self {
        Self {
            up: blake3::Hasher::new_derive_key(UP_CONTEXT),
            down: blake3::Hasher::new_derive_key(DOWN_CONTEXT),
            manifest: blake3::Hasher::new_derive_key(MANIFEST_CONTEXT),
            chain: blake3::Hasher::new_derive_key(CHAIN_CONTEXT),
            fields: Fields::default(),
        }
    }

    /// What a revision does when it goes forward: its id, its parents, its transaction mode, and the tokens of `up.sql`.
    pub fn up(
        &mut self,
        id: RevisionId,
        parents: &[RevisionId],
        mode: TransactionMode,
        text: &str,
    ) -> Digest {
        let fields = self.fields.begin();
        fields.id(id);
        fields.count(parents.len());
        for parent in sorted(parents) {
            fields.id(parent);
        }
        fields.text(match mode {
            TransactionMode::Single => "single",
            TransactionMode::None => "none",
        });
        fields.script(text);
        fields.digest(&mut self.up)
    }

    /// What a revision does when it goes back: its id, and the tokens of `down.sql` or that there is none.
    pub fn down(&mut self, id: RevisionId, text: Option<&str>) -> Digest {
        let fields = self.fields.begin();
        fields.id(id);
        match text {
            Some(text) => {
                fields.text("script");
                fields.script(text);
            }
            None => fields.text("irreversible"),
        }
        fields.digest(&mut self.down)
    }

    /// What the plan embeds of a revision's manifest: values, not the layout or the order of the keys.
    pub fn manifest(&mut self, facts: &Facts<'_>) -> Digest {
        let fields = self.fields.begin();
        fields.id(facts.id);
        fields.text(facts.message);
        fields.text(&facts.created);
        fields.optional(facts.compatible, |fields, id| fields.id(id));
        for timeout in [facts.lock_timeout, facts.statement_timeout] {
            fields.optional(timeout, |fields, timeout| {
                fields.text(&timeout.as_millis().to_string());
            });
        }
        fields.optional(facts.irreversible, Fields::text);
        fields.digest(&mut self.manifest)
    }

    /// A whole history: the revision's `up` digest, and its parents with their `chain` digests.
    pub fn chain(&mut self, up: Digest, parents: &[(RevisionId, Digest)]) -> Digest {
        let fields = self.fields.begin();
        fields.bytes(up.as_bytes());
        fields.count(parents.len());
        for (id, chain) in sorted(parents) {
            fields.id(id);
            fields.bytes(chain.as_bytes());
        }
        fields.digest(&mut self.chain)
    }
}

impl Default for Digester {
    fn default() -> Self {
        Self::new()
    }
}

fn sorted<T: Copy + Ord>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items
}

/// Fields, each with its length before it, so that no two lists of fields are the same bytes.
#[derive(Debug, Clone, Default)]
struct Fields {
    bytes: Vec<u8>,
    normal: String,
}

impl Fields {
    fn begin(&mut self) -> &mut Self {
        self.bytes.clear();
        self
    }

    fn count(&mut self, count: usize) {
        self.bytes.extend_from_slice(&(count as u64).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn id(&mut self, id: RevisionId) {
        self.text(&id.to_string());
    }

    /// The count 0, or the count 1 and the value.
    fn optional<T>(&mut self, value: Option<T>, append: impl FnOnce(&mut Self, T)) {
        self.count(usize::from(value.is_some()));
        if let Some(value) = value {
            append(self, value);
        }
    }

    fn script(&mut self, text: &str) {
        self.normal.clear();
        normal::append(text, &mut self.normal);
        self.count(self.normal.len());
        self.bytes.extend_from_slice(self.normal.as_bytes());
    }

    fn digest(&self, hasher: &mut blake3::Hasher) -> Digest {
        hasher.reset();
        hasher.update(&self.bytes);
        Digest::from_bytes(*hasher.finalize().as_bytes())
    }
}
