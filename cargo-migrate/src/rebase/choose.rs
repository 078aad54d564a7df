//! Which head stays where it is.

use migrate_core::graph::Graph;
use migrate_core::plan::{Plan, Revision, RevisionId, Seal};
use migrate_core::source::{Entry, Lock};

use super::RebaseFailure;
use crate::failure::Failure;
use crate::outline::Outline;

/// What others have: the lock at a reference.
#[derive(Debug)]
pub(crate) struct Known {
    /// The reference.
    pub(crate) name: String,
    /// Its lock.
    pub(crate) lock: Lock,
    /// Who named it.
    pub(crate) by: By,
}

/// Who named a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The command line.
    Caller,
    /// Nobody: it is the default branch of `origin`.
    Default,
}

/// What decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// `--onto`.
    Named,
    /// It is what the reference has.
    Reference,
    /// Everything else is a draft.
    Sealed,
}

/// The head that stays, and what decided it: `--onto`, the reference that the caller named, the seals, and at last the default
/// branch of `origin`.
///
/// Git's own sides decide nothing: in a rebase they are the other way round than in a merge, and whoever merges a branch
/// into main must not move what main has.
///
/// # Errors
///
/// Nothing decides, or `--onto` names no head.
pub(crate) fn choose<'o>(
    outline: &'o Outline,
    onto: Option<&str>,
    known: Option<&Known>,
) -> Result<(&'o Revision, Why), Failure> {
    let heads = outline.heads();
    let named = || {
        heads
            .iter()
            .map(|head| (head.id, head.message.to_string()))
            .collect()
    };
    if let Some(name) = onto {
        let revision = outline.find(name)?;
        return match heads.iter().any(|head| head.id == revision.id) {
            true => Ok((revision, Why::Named)),
            false => Err(RebaseFailure::NotAHead {
                id: revision.id,
                heads: named(),
            }
            .into()),
        };
    }
    let only = |wanted: &dyn Fn(&Revision) -> bool| {
        let mut found = heads.iter().filter(|head| wanted(head));
        match (found.next(), found.next()) {
            (Some(head), None) => Some(*head),
            _ => None,
        }
    };
    let at_reference = |known: &Known| {
        let sealed = |head: &Revision| is_sealed(&known.lock, head.id);
        let listed = |head: &Revision| known.lock.entry(head.id).is_some();
        only(&sealed).or_else(|| only(&listed))
    };
    let by = |wanted: By| {
        known
            .filter(|known| known.by == wanted)
            .and_then(at_reference)
    };
    let found = by(By::Caller).map(|head| (head, Why::Reference));
    let found = match known {
        // Who names a reference does not want another rule to decide.
        Some(Known { by: By::Caller, .. }) => found,
        _ => only(&|head| head.seal == Seal::Sealed)
            // A draft may stand on what others have sealed.
            .filter(|head| moves_drafts_only(&outline.plan, head))
            .map(|head| (head, Why::Sealed))
            .or_else(|| by(By::Default).map(|head| (head, Why::Reference))),
    };
    found.ok_or_else(|| RebaseFailure::Undecided { heads: named() }.into())
}

/// Whether everything that is not below this head is a draft.
fn moves_drafts_only(plan: &Plan, stays: &Revision) -> bool {
    let graph = Graph::new(plan);
    let kept = graph.position(stays.id).map(|at| graph.ancestors([at]));
    kept.is_some_and(|kept| {
        let moved = (0..graph.len()).filter(|at| !kept.contains(*at));
        moved
            .map(|at| graph.revision(at))
            .all(|revision| revision.seal == Seal::Draft)
    })
}

/// Refuses to move what others have.
///
/// # Errors
///
/// One of the revisions is sealed at the reference.
pub(crate) fn refuse_sealed(
    ids: &[RevisionId],
    known: Option<&Known>,
) -> Result<(), RebaseFailure> {
    let Some(known) = known else {
        return Ok(());
    };
    let sealed: Vec<_> = ids
        .iter()
        .copied()
        .filter(|id| is_sealed(&known.lock, *id))
        .collect();
    match sealed.is_empty() {
        true => Ok(()),
        false => Err(RebaseFailure::SealedThere {
            ids: sealed,
            reference: known.name.clone(),
        }),
    }
}

fn is_sealed(lock: &Lock, id: RevisionId) -> bool {
    matches!(lock.entry(id), Some(Entry::Sealed { .. }))
}
