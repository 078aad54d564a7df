//! A number that differs from process to process.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

/// A seed for the pauses of a run. A process id will not do: in containers it is the same for all replicas.
#[must_use]
pub fn seed() -> u64 {
    RandomState::new().hash_one(std::process::id())
}
