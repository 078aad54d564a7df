//! The links as a graph of indices.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Link;
use crate::plan::RevisionId;
use crate::source::by_id::ById;

/// The links, their parents and their children, as indices. Of links with the same id only the first is part of it,
/// and a revision is never its own parent.
pub(super) struct Graph<'a> {
    pub(super) links: &'a [Link<'a>],
    by_id: ById<usize>,
    pub(super) parents: Vec<Vec<usize>>,
    pub(super) children: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(links: &'a [Link<'a>]) -> Self {
        let mut by_id = ById::with_capacity_and_hasher(links.len(), Default::default());
        for (at, link) in links.iter().enumerate() {
            by_id.entry(link.id).or_insert(at);
        }
        let mut parents = vec![Vec::new(); links.len()];
        let mut children = vec![Vec::new(); links.len()];
        for (at, link) in links.iter().enumerate() {
            if by_id[&link.id] != at {
                continue;
            }
            for id in link.parents {
                match by_id.get(id) {
                    Some(parent) if *parent != at => {
                        parents[at].push(*parent);
                        children[*parent].push(at);
                    }
                    _ => {}
                }
            }
        }
        Self {
            links,
            by_id,
            parents,
            children,
        }
    }

    /// The number of revisions, without those whose id another one has.
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn index(&self, id: RevisionId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The revision that has the id of this one and came before it.
    pub(super) fn original(&self, at: usize) -> Option<usize> {
        let first = self.by_id[&self.links[at].id];
        (first != at).then_some(first)
    }

    /// The revisions of the graph, in file order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.links.len()).filter(|at| self.original(*at).is_none())
    }

    pub(super) fn roots(&self) -> Vec<usize> {
        let is_root = |at: &usize| self.links[*at].parents.is_empty();
        self.nodes().filter(is_root).collect()
    }

    pub(super) fn heads(&self) -> Vec<usize> {
        let is_head = |at: &usize| self.children[*at].is_empty();
        self.nodes().filter(is_head).collect()
    }

    /// Parents before children; among those that are ready the earliest created first, then the smallest id. What is
    /// part of a cycle, or above one, is left out.
    pub(super) fn order(&self) -> Vec<usize> {
        let key = |at: usize| Reverse((self.links[at].created, self.links[at].id, at));
        let mut waiting: Vec<usize> = self.parents.iter().map(Vec::len).collect();
        let mut ready: BinaryHeap<_> = self
            .nodes()
            .filter(|at| waiting[*at] == 0)
            .map(key)
            .collect();
        let mut order = Vec::with_capacity(self.len());
        while let Some(Reverse((_, _, at))) = ready.pop() {
            order.push(at);
            for child in &self.children[at] {
                waiting[*child] -= 1;
                if waiting[*child] == 0 {
                    ready.push(key(*child));
                }
            }
        }
        order
    }
}
