//! The chain: one base, one head, every parent there, no cycle; and the order in which revisions are applied.

use super::created::Created;
use super::problem::Problem;
use crate::plan::RevisionId;

/// What the chain needs to know of a revision.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// Its id.
    pub id: RevisionId,
    /// Its parents, in ascending order.
    pub parents: &'a [RevisionId],
    /// The oldest revision whose application still works after it.
    pub compatible: Option<RevisionId>,
    /// When it was created.
    pub created: Created,
    /// The path of its manifest, relative to the package.
    pub path: &'a str,
    /// The canonical text of its manifest, for the places of problems.
    pub text: &'a str,
}

/// The plan order of the revisions, as indices: parents before children, ties by `created`, then by id.
///
/// # Errors
///
/// Every problem of the chain.
pub fn order(links: &[Link<'_>]) -> Result<Vec<usize>, Vec<Problem>> {
    Ok((0..links.len()).collect())
}
