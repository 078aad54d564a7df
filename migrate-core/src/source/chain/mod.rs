//! The chain: one base, one head, every parent there, no cycle; and the order in which revisions are applied.

mod check;
mod cycle;
mod graph;

use super::created::Created;
use super::problem::Problem;
use crate::plan::RevisionId;
use graph::Graph;

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

/// Whether the links are all revisions of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// They are.
    Whole,
    /// Some manifests could not be read: what seems to be missing may be there, so only what is certain is reported.
    Partial,
}

/// The plan order of the revisions, as indices: parents before children, ties by `created`, then by id.
///
/// # Errors
///
/// Every problem of the chain; with [`Coverage::Partial`] the list may be empty, and there is no order all the same.
pub fn order(links: &[Link<'_>], coverage: Coverage) -> Result<Vec<usize>, Vec<Problem>> {
    let graph = Graph::new(links);
    let mut problems = check::identities(&graph);
    if coverage == Coverage::Whole {
        problems.extend(check::missing_parents(&graph));
    }
    let order = graph.order();
    if order.len() < graph.len() {
        problems.extend(cycle::cycles(&graph, &order));
    }
    if !problems.is_empty() || coverage == Coverage::Partial {
        return Err(problems);
    }
    problems.extend(check::ends(&graph));
    problems.extend(check::ancestry(&graph, &order));
    if problems.is_empty() {
        Ok(order)
    } else {
        Err(problems)
    }
}

/// The revisions that are no parent of another, in ascending order: one in a sound project, several before a merge.
#[must_use]
pub fn heads(links: &[Link<'_>]) -> Vec<RevisionId> {
    let graph = Graph::new(links);
    let mut heads: Vec<_> = graph.heads().into_iter().map(|at| links[at].id).collect();
    heads.sort_unstable();
    heads
}
