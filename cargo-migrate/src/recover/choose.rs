//! Which rows are meant by a name.

use std::collections::{BTreeMap, BTreeSet};

use migrate_core::ledger::Row;
use migrate_core::plan::{Plan, RevisionId};
use migrate_core::source::folder;
use migrate_core::target::Candidate;
use migrate_runtime::TargetError;

use super::RecoverFailure;
use crate::failure::Failure;

/// The rows of a ledger that the files lack.
pub(crate) struct Missing<'r> {
    rows: BTreeMap<RevisionId, &'r Row>,
    on_disk: BTreeSet<RevisionId>,
}

impl<'r> Missing<'r> {
    /// What the plan on disk lacks of these rows.
    pub(crate) fn new(rows: &'r [Row], plan: &Plan) -> Self {
        let on_disk: BTreeSet<_> = plan.revisions.iter().map(|r| r.id).collect();
        let rows = rows.iter().map(|row| (row.id, row));
        Self {
            rows: rows.filter(|(id, _)| !on_disk.contains(id)).collect(),
            on_disk,
        }
    }
}

/// The fewest digits that name a revision.
const SHORTEST_PREFIX: usize = 4;

/// The row that a name means, and before it those of its ancestors that the files lack, parents first.
///
/// # Errors
///
/// None or several rows have this name, or an ancestor is neither in the files nor in the ledger.
pub(crate) fn choose<'r>(
    name: &str,
    plan: &Plan,
    missing: &Missing<'r>,
) -> Result<Vec<&'r Row>, Failure> {
    let is_prefix = name.len() >= SHORTEST_PREFIX
        && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let answers = |id: RevisionId, at: &str| {
        (is_prefix && id.to_string().starts_with(name))
            || at == name
            || folder::slug_of(at) == Some(name)
    };
    let found: Vec<&Row> = missing
        .rows
        .values()
        .copied()
        .filter(|row| answers(row.id, &row.folder))
        .collect();
    let row = match found[..] {
        [row] => row,
        [] => {
            let on_disk = plan.revisions.iter().find(|r| answers(r.id, &r.folder));
            return Err(match on_disk {
                Some(revision) => RecoverFailure::OnDisk {
                    id: revision.id,
                    folder: format!("{}/{}", plan.directory, revision.folder),
                },
                None => RecoverFailure::Unknown {
                    name: name.to_owned(),
                    plan: plan.name.to_string(),
                },
            }
            .into());
        }
        _ => {
            let candidates = found.iter().map(|row| Candidate {
                id: row.id,
                message: row.message.clone().into(),
            });
            return Err(TargetError::Ambiguous {
                name: name.to_owned(),
                candidates: candidates.collect(),
            }
            .into());
        }
    };
    with_ancestors(row, missing).map_err(Into::into)
}

fn with_ancestors<'r>(row: &'r Row, missing: &Missing<'r>) -> Result<Vec<&'r Row>, RecoverFailure> {
    let mut wanted = Vec::new();
    let mut done = BTreeSet::new();
    // Each row comes twice: to look at its parents, and, once they are placed, to be placed itself.
    let mut open = vec![(row, Visit::First)];
    while let Some((row, visit)) = open.pop() {
        if visit == Visit::Second {
            wanted.push(row);
            continue;
        }
        if !done.insert(row.id) {
            continue;
        }
        open.push((row, Visit::Second));
        for parent in &row.parents {
            if missing.on_disk.contains(parent) {
                continue;
            }
            let Some(above) = missing.rows.get(parent) else {
                return Err(RecoverFailure::NoParent {
                    id: row.id,
                    parent: *parent,
                });
            };
            open.push((above, Visit::First));
        }
    }
    Ok(wanted)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    First,
    Second,
}
