//! From a named target to a place in the graph.

use super::{Anchor, Candidate, Range, Target, TargetError};
use crate::graph::{Graph, PositionSet};

/// Where a target leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Before the first revision.
    Base,
    /// The revision at this position in plan order.
    At(usize),
}

impl Place {
    /// The revisions that are applied when the database is exactly here.
    #[must_use]
    pub fn applied(self, graph: &Graph<'_>) -> PositionSet {
        match self {
            Self::Base => PositionSet::none(graph.len()),
            Self::At(position) => graph.ancestors([position]),
        }
    }
}

/// The fewest digits that name a revision.
const SHORTEST_PREFIX: usize = 4;

impl Target {
    /// Looks the target up. `applied` is what `+N` and `-N` count from.
    ///
    /// # Errors
    ///
    /// [`TargetError`] when no revision or more than one answers to it, or when counting leaves the plan or comes to a
    /// place with several ways on.
    pub fn resolve(&self, graph: &Graph<'_>, applied: &PositionSet) -> Result<Place, TargetError> {
        let start = match &self.anchor {
            Anchor::Base => Place::Base,
            Anchor::Head => match graph.len() {
                0 => Place::Base,
                revisions => Place::At(revisions - 1),
            },
            Anchor::Name(name) => Place::At(find(graph, name)?),
            Anchor::Applied => match self.walk_from_applied(graph, applied)? {
                Started::There(place) => return Ok(place),
                Started::At(place) => place,
            },
        };
        self.walk(graph, start, 0)
    }

    /// The start of `+N` and `-N`. With several applied heads only a step up can be unambiguous: to their merge.
    fn walk_from_applied(
        &self,
        graph: &Graph<'_>,
        applied: &PositionSet,
    ) -> Result<Started, TargetError> {
        let heads = graph.heads(applied);
        match heads[..] {
            [] => Ok(Started::At(Place::Base)),
            [head] => Ok(Started::At(Place::At(head))),
            _ if self.offset < 0 => Err(self.ambiguous(graph, None, &heads)),
            _ => {
                let next: Vec<usize> = (0..graph.len())
                    .filter(|p| !applied.contains(*p))
                    .filter(|p| graph.parents(*p).iter().all(|p| applied.contains(*p)))
                    .collect();
                match next[..] {
                    [next] => self.walk(graph, Place::At(next), 1).map(Started::There),
                    [] => Err(self.beyond_head(0)),
                    _ => Err(self.ambiguous(graph, None, &next)),
                }
            }
        }
    }

    fn walk(&self, graph: &Graph<'_>, mut place: Place, done: usize) -> Result<Place, TargetError> {
        let steps = usize::try_from(self.offset.unsigned_abs()).unwrap_or(usize::MAX);
        for step in done..steps {
            let ways: Vec<Place> = match (place, self.offset > 0) {
                (Place::Base, false) => return Err(self.beyond_base(step)),
                (Place::Base, true) => (0..graph.len())
                    .filter(|p| graph.parents(*p).is_empty())
                    .map(Place::At)
                    .collect(),
                (Place::At(at), true) => graph.children(at).map(Place::At).collect(),
                (Place::At(at), false) => match graph.parents(at) {
                    [] => vec![Place::Base],
                    parents => parents.iter().copied().map(Place::At).collect(),
                },
            };
            place = match (&ways[..], place) {
                ([way], _) => *way,
                ([], _) => return Err(self.beyond_head(step)),
                (_, from) => {
                    let at = match from {
                        Place::Base => None,
                        Place::At(at) => Some(at),
                    };
                    let choices: Vec<usize> = ways
                        .iter()
                        .filter_map(|way| match way {
                            Place::Base => None,
                            Place::At(at) => Some(*at),
                        })
                        .collect();
                    return Err(self.ambiguous(graph, at, &choices));
                }
            };
        }
        Ok(place)
    }

    fn ambiguous(&self, graph: &Graph<'_>, at: Option<usize>, choices: &[usize]) -> TargetError {
        TargetError::AmbiguousPath {
            target: self.to_string(),
            at: at.map(|at| graph.revision(at).into()),
            choices: choices.iter().map(|p| graph.revision(*p).into()).collect(),
        }
    }

    fn beyond_head(&self, available: usize) -> TargetError {
        TargetError::BeyondHead {
            target: self.to_string(),
            available,
        }
    }

    fn beyond_base(&self, available: usize) -> TargetError {
        TargetError::BeyondBase {
            target: self.to_string(),
            available,
        }
    }
}

enum Started {
    /// Counting starts here.
    At(Place),
    /// Counting is over already.
    There(Place),
}

impl Range {
    /// The revisions of the range in plan order: those that the end is built on, the start and its ancestors left out.
    ///
    /// # Errors
    ///
    /// [`TargetError`] when a side cannot be looked up, or when the start is not an ancestor of the end.
    pub fn resolve(
        &self,
        graph: &Graph<'_>,
        applied: &PositionSet,
    ) -> Result<PositionSet, TargetError> {
        let from = self.from.resolve(graph, applied)?;
        let to = self.to.resolve(graph, applied)?;
        let mut range = to.applied(graph);
        if let Place::At(start) = from
            && !range.contains(start)
        {
            return Err(TargetError::NotAnAncestor {
                from: graph.revision(start).into(),
                to: match to {
                    Place::Base => None,
                    Place::At(end) => Some(graph.revision(end).into()),
                },
            });
        }
        for position in from.applied(graph).iter() {
            range.remove(position);
        }
        Ok(range)
    }
}

/// The one revision with this id, prefix of an id, folder name or slug. Exact names win over prefixes.
fn find(graph: &Graph<'_>, name: &str) -> Result<usize, TargetError> {
    let revisions = &graph.plan().revisions;
    if let Some(at) = name.parse().ok().and_then(|id| graph.position(id)) {
        return Ok(at);
    }
    if let Some(at) = revisions.iter().position(|r| r.folder == name) {
        return Ok(at);
    }
    let by_slug: Vec<usize> = (0..revisions.len())
        .filter(|at| slug(&revisions[*at].folder) == name)
        .collect();
    let is_hex = name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let by_prefix: Vec<usize> = match is_hex && name.len() >= SHORTEST_PREFIX {
        true => (0..revisions.len())
            .filter(|at| revisions[*at].id.to_string().starts_with(name))
            .collect(),
        false => Vec::new(),
    };
    let mut found = by_slug;
    found.extend(by_prefix);
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => Ok(one),
        [] if is_hex && name.len() < SHORTEST_PREFIX => Err(TargetError::TooShort {
            prefix: name.to_owned(),
        }),
        [] => Err(TargetError::Unknown {
            name: name.to_owned(),
        }),
        _ => Err(TargetError::Ambiguous {
            name: name.to_owned(),
            candidates: found
                .iter()
                .map(|at| Candidate::from(graph.revision(*at)))
                .collect(),
        }),
    }
}

/// The folder's name without its time stamp.
fn slug(folder: &str) -> &str {
    match folder.split_once('_') {
        Some((stamp, slug)) if stamp.bytes().all(|b| b.is_ascii_digit()) => slug,
        _ => folder,
    }
}
