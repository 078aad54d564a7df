//! From rows to a state.

use std::collections::HashMap;

use super::{Compatibility, Named, State};
use crate::graph::{Graph, PositionSet};
use crate::ledger::{Progress, Row};
use crate::plan::RevisionId;
use crate::target::Target;

/// What the rows say about a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The state.
    pub state: State,
    /// The plan's revisions that have a row.
    pub applied: PositionSet,
    /// The plan's revisions whose row has another history than the plan.
    pub edited: PositionSet,
}

/// Compares the ledger's rows of a plan with the plan.
///
/// Where several things are wrong, the one that stands most in the way of the others' cure is the state: an interrupted
/// revision (unless it is newer than the plan, and compatible with it), then an edited one, then a line of its own, then a gap.
#[must_use]
pub fn assess(graph: &Graph<'_>, rows: &[Row]) -> Assessment {
    let mut applied = PositionSet::none(graph.len());
    let mut edited = PositionSet::none(graph.len());
    let mut unknown = Vec::new();
    let mut first_edited: Option<(usize, &Row)> = None;
    for row in rows {
        let Some(position) = graph.position(row.id) else {
            unknown.push(row);
            continue;
        };
        applied.insert(position);
        if row.chain != graph.revision(position).digests.chain {
            edited.insert(position);
            if first_edited.is_none_or(|(first, _)| position < first) {
                first_edited = Some((position, row));
            }
        }
    }
    let state = newer_and_compatible(graph, &applied, &edited, rows, &unknown)
        .or_else(|| interrupted(rows))
        .or_else(|| first_edited.map(|first| edited_state(graph, first, &applied, &edited)))
        .unwrap_or_else(|| match unknown.is_empty() {
            true => known_only(graph, &applied),
            false => with_unknown(graph, &applied, rows, &unknown),
        });
    Assessment {
        state,
        applied,
        edited,
    }
}

/// A newer revision whose statements are on their way concerns nobody who does not know it and with whom it declares to get
/// along: applications stay ready while the next version's release builds an index.
fn newer_and_compatible(
    graph: &Graph<'_>,
    applied: &PositionSet,
    edited: &PositionSet,
    rows: &[Row],
    unknown: &[&Row],
) -> Option<State> {
    let mut unfinished = rows
        .iter()
        .filter(|row| row.progress != Progress::Applied)
        .peekable();
    unfinished.peek()?;
    if !edited.is_empty() || unfinished.any(|row| graph.position(row.id).is_some()) {
        return None;
    }
    let state = with_unknown(graph, applied, rows, unknown);
    state.is_accepted().then_some(state)
}

fn interrupted(rows: &[Row]) -> Option<State> {
    rows.iter().find_map(|row| match row.progress {
        Progress::Applied => None,
        Progress::Running {
            direction,
            step,
            of,
            resolution,
        } => Some(State::Interrupted {
            revision: row.into(),
            direction,
            step,
            of,
            resolution,
        }),
    })
}

fn edited_state(
    graph: &Graph<'_>,
    (position, row): (usize, &Row),
    applied: &PositionSet,
    edited: &PositionSet,
) -> State {
    let revision = graph.revision(position);
    // With the same script and parents, the difference is further back, where no row says it: then the chain shows it.
    let (recorded, embedded) = match row.up == revision.digests.up {
        false => (row.up, revision.digests.up),
        true => (row.chain, revision.digests.chain),
    };
    let (back, beside) = way_back(graph, applied, edited);
    State::Edited {
        revision: revision.into(),
        seal: revision.seal,
        recorded,
        embedded,
        back,
        beside,
    }
}

/// The applied revision on which every edited one is built and as few others as can be, and those others: `down` reverts
/// whatever is built on its target, side branches included.
fn way_back(
    graph: &Graph<'_>,
    applied: &PositionSet,
    edited: &PositionSet,
) -> (Target, Vec<Named>) {
    let reverted_anyway = graph.descendants(edited.iter());
    let beside = |above: &PositionSet| -> Vec<usize> {
        above
            .iter()
            .filter(|p| applied.contains(*p) && !reverted_anyway.contains(*p))
            .collect()
    };
    let below_all = applied.iter().rev().filter(|p| !edited.contains(*p));
    let nearest = below_all
        .filter_map(|position| {
            let mut above = graph.descendants([position]);
            above.remove(position);
            let suits = edited.iter().all(|p| above.contains(p));
            suits.then(|| (position, beside(&above)))
        })
        .min_by_key(|(_, beside)| beside.len());
    let (back, others) = match nearest {
        Some((position, others)) => (graph.revision(position).id.into(), others),
        None => (Target::BASE, beside(applied)),
    };
    (back, named(graph, others.into_iter()))
}

fn known_only(graph: &Graph<'_>, applied: &PositionSet) -> State {
    if applied.len() == graph.len() {
        return State::UpToDate;
    }
    let mut missing = graph.ancestors(graph.heads(applied));
    for position in applied.iter() {
        missing.remove(position);
    }
    let above = missing.iter().next_back().and_then(|last| {
        let above = graph.descendants([last]);
        applied.iter().rfind(|p| above.contains(*p))
    });
    match above {
        Some(above) => State::Gap {
            missing: named(graph, missing.iter()),
            above: graph.revision(above).into(),
        },
        None => State::Behind {
            pending: named(graph, (0..graph.len()).filter(|p| !applied.contains(*p))),
        },
    }
}

/// The ledger has rows that the plan does not know: either they are all built on the plan's head, or the lines parted.
fn with_unknown(graph: &Graph<'_>, applied: &PositionSet, rows: &[Row], unknown: &[&Row]) -> State {
    let names: Vec<Named> = unknown.iter().map(|row| Named::from(*row)).collect();
    let head = graph.plan().head().map(|head| head.id);
    let by_id: HashMap<RevisionId, &Row> = rows.iter().map(|row| (row.id, row)).collect();
    let has_child: std::collections::HashSet<RevisionId> = rows
        .iter()
        .flat_map(|row| row.parents.iter().copied())
        .collect();
    let on_my_line = applied.len() == graph.len()
        && head.is_none_or(|head| {
            rows.iter()
                .filter(|row| !has_child.contains(&row.id))
                .all(|top| descends(&by_id, top.id, head))
        });
    if on_my_line {
        return State::Ahead {
            head: graph.plan().head().map(Named::from),
            unknown: names,
            compatible: compatibility(graph, unknown),
        };
    }
    let fork = unknown
        .iter()
        .flat_map(|row| &row.parents)
        .filter_map(|parent| graph.position(*parent))
        .min()
        .map(|position| graph.revision(position).into());
    State::Diverged {
        fork,
        unknown: names,
    }
}

/// Whether the parents in the rows lead from one revision to the other.
fn descends(rows: &HashMap<RevisionId, &Row>, from: RevisionId, to: RevisionId) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id)
            && let Some(row) = rows.get(&id)
        {
            open.extend(&row.parents);
        }
    }
    false
}

/// Every unknown revision has to say that it still suits the plan's head: one that broke the schema is not made good by
/// a later one that says nothing about it.
fn compatibility(graph: &Graph<'_>, unknown: &[&Row]) -> Compatibility {
    for row in unknown {
        match row.compatible {
            None => return Compatibility::Undeclared { by: (*row).into() },
            Some(oldest) if graph.position(oldest).is_none() => {
                return Compatibility::TooOld {
                    by: (*row).into(),
                    oldest,
                };
            }
            Some(_) => {}
        }
    }
    Compatibility::Declared
}

fn named(graph: &Graph<'_>, positions: impl Iterator<Item = usize>) -> Vec<Named> {
    positions
        .map(|position| graph.revision(position).into())
        .collect()
}
