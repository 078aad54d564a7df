//! The fingerprint of a schema: one short text that says whether it is the same, and one digest an object that says what is not.
//!
//! An object is digested by its definition, which is what [`compare`](crate::compare()) compares: so what is equal there is equal here.
//! The order of columns and the layout of a body of SQL or PL/pgSQL do not count. The format has a version; whatever changes a
//! digest of the same schema needs a new one. Digests are BLAKE3 in derive-key mode.

mod objects;
mod text;

use std::fmt;

pub use migrate_core::drift::{Touch, Touched};
pub use text::{Unknown, touched};

use crate::model::Schema;

/// What begins every fingerprint: the version of the format.
const VERSION: &str = "schema1";

/// The purpose of the digests, as BLAKE3 wants it: what is digested for another one has other digests.
const CONTEXT: &str = "cargo-migrate 2026-11-22 schema fingerprint v1";

/// The fingerprint of a schema, as far as it is [`declared`](Schema::declared).
///
/// It is printed as `schema1:` and 64 hex digits.
///
/// ```
/// use migrate_schema::{Fingerprint, Namespace, Schema};
///
/// let empty = Fingerprint::of(Schema::default());
/// let mut schema = Schema::default();
/// let (name, meta) = ("billing".to_owned(), Default::default());
/// schema.namespaces.push(Namespace { name, meta });
/// let fingerprint = Fingerprint::of(schema);
/// assert_ne!(fingerprint, empty);
/// assert!(fingerprint.to_string().starts_with("schema1:"));
/// assert!(fingerprint.objects().ends_with(" schema billing\n"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    digest: blake3::Hash,
    objects: String,
}

impl Fingerprint {
    /// Digests a schema.
    #[must_use]
    pub fn of(schema: Schema) -> Self {
        let objects = objects::listed(&schema.declared());
        let digest = digest(&objects);
        Self { digest, objects }
    }

    /// The objects with a digest each, a line for each, in a fixed order: what [`touched`] compares. What is part of another
    /// object is indented below it.
    #[must_use]
    pub fn objects(&self) -> &str {
        &self.objects
    }

    /// The version of a fingerprint's format: what stands before its colon.
    #[must_use]
    pub fn version(fingerprint: &str) -> &str {
        fingerprint.split(':').next().unwrap_or_default()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:{}", self.digest)
    }
}

fn digest(text: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(text.as_bytes());
    hasher.finalize()
}
