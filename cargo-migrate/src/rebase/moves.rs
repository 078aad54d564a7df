//! What changes in each revision that is moved. Pure: the outline and the time in, moves out.

use std::collections::BTreeMap;

use migrate_core::graph::Graph;
use migrate_core::plan::{Plan, RevisionId};
use migrate_core::source::manifest::Part;
use migrate_core::source::{Created, Manifest, folder};

use super::RebaseFailure;

/// A revision that is put on top of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    /// The revision.
    pub(crate) id: RevisionId,
    /// What it is built on from now on, when that changes.
    parents: Option<Vec<RevisionId>>,
    /// When it was created, when it would be before what it is built on.
    created: Option<Created>,
    /// Its folder's name.
    pub(crate) from: String,
    /// Its folder's name from now on.
    pub(crate) to: String,
}

/// The revisions that are not below `onto`, in the order in which they will stand on top of it.
///
/// Each line comes upon the one before it; within a line the parents stay, and what was built on something outside is built on
/// the tip. A time that would lie is `now`, a second later for each revision, so that folders' names stay in order.
///
/// # Errors
///
/// A merge would lose what it joins.
pub(crate) fn moves(
    plan: &Plan,
    onto: RevisionId,
    now: impl Fn(u64) -> Created,
) -> Result<Vec<Move>, RebaseFailure> {
    let graph = Graph::new(plan);
    let Some(stays) = graph.position(onto) else {
        return Ok(Vec::new());
    };
    let mut settled = graph.ancestors([stays]);
    let mut tip = onto;
    let mut created: BTreeMap<RevisionId, Created> = plan
        .revisions
        .iter()
        .filter_map(|revision| Some((revision.id, revision.created.parse().ok()?)))
        .collect();
    let mut moves: Vec<Move> = Vec::new();
    let mut later = 0;
    let everything = migrate_core::graph::PositionSet::all(graph.len());
    for head in graph.heads(&everything) {
        let line: Vec<usize> = graph
            .ancestors([head])
            .iter()
            .filter(|at| !settled.contains(*at))
            .collect();
        for at in &line {
            let revision = graph.revision(*at);
            let outside = revision.parents.iter().any(|parent| {
                let place = graph.position(*parent);
                place.is_none_or(|place| settled.contains(place))
            });
            if outside && revision.parents.len() > 1 {
                return Err(RebaseFailure::Merge { id: revision.id });
            }
            let parents = match outside || revision.parents.is_empty() {
                true => vec![tip],
                false => revision.parents.to_vec(),
            };
            let floor = parents
                .iter()
                .filter_map(|parent| created.get(parent))
                .max()
                .copied();
            let old = created.get(&revision.id).copied();
            let lies = floor.is_some_and(|floor| old.is_none_or(|old| old < floor));
            let new = lies.then(|| {
                let time = now(later).max(floor.unwrap_or(now(later)));
                later += 1;
                time
            });
            created.extend(new.map(|new| (revision.id, new)));
            let from = revision.folder.to_string();
            moves.push(Move {
                id: revision.id,
                parents: (parents != revision.parents.as_ref()).then_some(parents),
                created: new,
                to: match new {
                    Some(new) => renamed(new, &from, &revision.message),
                    None => from.clone(),
                },
                from,
            });
        }
        if let Some(last) = line.last() {
            tip = graph.revision(*last).id;
        }
        for at in line {
            settled.insert(at);
        }
    }
    Ok(moves)
}

/// The folder's name with another time before its slug.
fn renamed(created: Created, from: &str, message: &str) -> String {
    match folder::slug_of(from) {
        Some(slug) => format!("{}_{slug}", created.stamp()),
        None => folder::name(created, message),
    }
}

impl Move {
    /// Whether a file or a name changes.
    pub(crate) fn changes(&self) -> bool {
        self.parents.is_some() || self.created.is_some() || self.from != self.to
    }

    /// The manifest's text as it will be; everything else stays as the author wrote it.
    pub(crate) fn manifest(&self, text: &str) -> String {
        let parents = self.parents.as_ref().map(|parents| {
            let names: Vec<_> = parents.iter().map(|id| format!("\"{id}\"")).collect();
            (Part::Parents, format!("[{}]", names.join(", ")))
        });
        let created = self
            .created
            .map(|created| (Part::Created, created.to_string()));
        let mut edits: Vec<_> = parents
            .into_iter()
            .chain(created)
            .map(|(part, value)| (Manifest::locate(text, part), value))
            .filter(|(range, _)| !range.is_empty())
            .collect();
        // From the end, so that what comes before keeps its place.
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = text.to_owned();
        for (range, value) in edits {
            text.replace_range(range, &value);
        }
        text
    }
}

#[cfg(test)]
mod tests;
