//! The graph of a plan: who is based on whom.
//!
//! A plan is in topological order, so every question is one sweep over it; the index by id is built once.

use crate::plan::{Plan, Revision, RevisionId};

/// The revisions of a plan with their edges, addressed by their position in plan order.
///
/// # Example: what a revision is built on
///
/// ```
/// use migrate_core::graph::Graph;
/// use migrate_core::plan::Plan;
///
/// fn depth(plan: &Plan) -> usize {
///     let graph = Graph::new(plan);
///     match plan.revisions.len() {
///         0 => 0,
///         n => graph.ancestors([n - 1]).len(),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Graph<'p> {
    plan: &'p Plan,
    index: Vec<(RevisionId, usize)>,
    /// The parents of all revisions, one run after the other; a parent that the plan lacks is left out.
    edges: Vec<usize>,
    /// Where the run of each revision ends in `edges`.
    ends: Vec<usize>,
}

impl<'p> Graph<'p> {
    /// The graph of this plan.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Self {
        let mut index: Vec<_> = plan.revisions.iter().map(|r| r.id).zip(0..).collect();
        index.sort_unstable();
        let mut graph = Self {
            plan,
            index,
            edges: Vec::with_capacity(plan.revisions.len()),
            ends: Vec::with_capacity(plan.revisions.len()),
        };
        for revision in plan.revisions.iter() {
            for parent in revision.parents.iter() {
                if let Some(at) = graph.position(*parent) {
                    graph.edges.push(at);
                }
            }
            graph.ends.push(graph.edges.len());
        }
        graph
    }

    /// The plan that the graph was made from.
    #[must_use]
    pub const fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// The number of revisions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the plan has no revision.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The place of a revision in plan order, from 0.
    #[must_use]
    pub fn position(&self, id: RevisionId) -> Option<usize> {
        let found = self.index.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.index[found].1)
    }

    /// The revision at a position.
    ///
    /// # Panics
    ///
    /// When the plan is not that long.
    #[must_use]
    pub fn revision(&self, position: usize) -> &'p Revision {
        &self.plan.revisions[position]
    }

    /// The positions of a revision's parents.
    #[must_use]
    pub fn parents(&self, position: usize) -> &[usize] {
        let start = match position {
            0 => 0,
            _ => self.ends[position - 1],
        };
        &self.edges[start..self.ends[position]]
    }

    /// The positions of a revision's children, in plan order.
    pub fn children(&self, position: usize) -> impl Iterator<Item = usize> + '_ {
        (position + 1..self.len()).filter(move |child| self.parents(*child).contains(&position))
    }

    /// The revisions with these positions and everything that they are built on.
    #[must_use]
    pub fn ancestors(&self, of: impl IntoIterator<Item = usize>) -> PositionSet {
        let mut found = PositionSet::of(self.len(), of);
        for position in (0..self.len()).rev() {
            if found.contains(position) {
                for parent in self.parents(position) {
                    found.insert(*parent);
                }
            }
        }
        found
    }

    /// The revisions with these positions and everything that is built on them.
    #[must_use]
    pub fn descendants(&self, of: impl IntoIterator<Item = usize>) -> PositionSet {
        let mut found = PositionSet::of(self.len(), of);
        for position in 0..self.len() {
            if self.parents(position).iter().any(|p| found.contains(*p)) {
                found.insert(position);
            }
        }
        found
    }

    /// Whether one revision is built on the other; a revision counts as its own ancestor.
    #[must_use]
    pub fn is_ancestor(&self, ancestor: usize, of: usize) -> bool {
        ancestor <= of && self.ancestors([of]).contains(ancestor)
    }

    /// Those of a set that nothing else in the set is directly based on, in plan order.
    #[must_use]
    pub fn heads(&self, set: &PositionSet) -> Vec<usize> {
        let mut has_child = PositionSet::none(self.len());
        for position in set.iter() {
            for parent in self.parents(position) {
                has_child.insert(*parent);
            }
        }
        set.iter().filter(|p| !has_child.contains(*p)).collect()
    }
}

/// A set of revisions of one plan, by their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionSet {
    marks: Vec<bool>,
    len: usize,
}

impl PositionSet {
    /// The empty set, for a plan of this many revisions.
    #[must_use]
    pub fn none(revisions: usize) -> Self {
        Self {
            marks: vec![false; revisions],
            len: 0,
        }
    }

    /// All revisions of a plan of this many.
    #[must_use]
    pub fn all(revisions: usize) -> Self {
        Self {
            marks: vec![true; revisions],
            len: revisions,
        }
    }

    /// The set of these positions, for a plan of this many revisions.
    #[must_use]
    pub fn of(revisions: usize, positions: impl IntoIterator<Item = usize>) -> Self {
        let mut set = Self::none(revisions);
        for position in positions {
            set.insert(position);
        }
        set
    }

    /// Adds a position.
    pub fn insert(&mut self, position: usize) {
        if !std::mem::replace(&mut self.marks[position], true) {
            self.len += 1;
        }
    }

    /// Takes a position away.
    pub fn remove(&mut self, position: usize) {
        if std::mem::replace(&mut self.marks[position], false) {
            self.len -= 1;
        }
    }

    /// Whether the position is in the set.
    #[must_use]
    pub fn contains(&self, position: usize) -> bool {
        self.marks.get(position).copied().unwrap_or(false)
    }

    /// The number of positions in the set.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The positions in plan order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.marks.len()).filter(|position| self.marks[*position])
    }
}
