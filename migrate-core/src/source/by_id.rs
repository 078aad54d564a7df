//! Maps by revision id. Ids are random already, and the standard hasher is slow in an unoptimised macro.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::plan::RevisionId;

/// Something for each of several revisions.
pub(super) type ById<T> = HashMap<RevisionId, T, BuildHasherDefault<IdHasher>>;

/// Spreads the 48 bits of an id over the 64 of a hash.
#[derive(Debug, Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0.rotate_left(8) ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, bits: u64) {
        self.0 = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
