//! Which nodes of a graph reach each other: its strongly connected components, in one walk
//! (Tarjan, "Depth-first search and linear graph algorithms", 1972), without recursion.

use std::collections::{BTreeMap, BTreeSet};

/// The nodes that are on a cycle; those that reach each other have the same number. What points to itself alone is on none.
pub(super) fn of<'n, N: Ord>(graph: &BTreeMap<&'n N, BTreeSet<&'n N>>) -> BTreeMap<&'n N, usize> {
    let mut walk = Walk {
        seen: BTreeMap::new(),
        open: Vec::new(),
        found: BTreeMap::new(),
    };
    for node in graph.keys().copied() {
        if !walk.seen.contains_key(node) {
            walk.from(node, graph);
        }
    }
    walk.found
}

struct Walk<'n, N> {
    /// When a node was met; and the earliest that it reaches, none once its component is complete.
    seen: BTreeMap<&'n N, (usize, Option<usize>)>,
    /// The nodes whose component is not complete, in the order in which they were met.
    open: Vec<&'n N>,
    found: BTreeMap<&'n N, usize>,
}

impl<'n, N: Ord> Walk<'n, N> {
    fn from<'g>(&mut self, first: &'n N, graph: &'g BTreeMap<&'n N, BTreeSet<&'n N>>)
    where
        'n: 'g,
    {
        let below = |node: &'n N| {
            let all = graph.get(node).into_iter().flatten();
            all.copied().collect::<Vec<_>>().into_iter()
        };
        self.meet(first);
        let mut path = vec![(first, below(first))];
        while let Some((node, rest)) = path.last_mut() {
            let node = *node;
            match rest.next() {
                Some(next) if !self.seen.contains_key(next) => {
                    self.meet(next);
                    path.push((next, below(next)));
                }
                Some(next) => self.reaches(node, self.seen[next]),
                None => {
                    path.pop();
                    self.leave(node);
                    if let Some((above, _)) = path.last() {
                        self.reaches(above, self.seen[node]);
                    }
                }
            }
        }
    }

    fn meet(&mut self, node: &'n N) {
        let at = self.seen.len();
        self.seen.insert(node, (at, Some(at)));
        self.open.push(node);
    }

    /// What is open is on the way to the node, or reaches what is.
    fn reaches(&mut self, node: &'n N, (_, earliest): (usize, Option<usize>)) {
        if let (Some(earliest), Some((_, Some(own)))) = (earliest, self.seen.get_mut(node)) {
            *own = earliest.min(*own);
        }
    }

    /// A node that reaches nothing before it is the first of its component.
    fn leave(&mut self, node: &'n N) {
        let (at, earliest) = self.seen[node];
        if earliest != Some(at) {
            return;
        }
        let first = self.open.iter().rposition(|open| *open == node);
        let component = self.open.split_off(first.unwrap_or(self.open.len()));
        for one in &component {
            if let Some((_, earliest)) = self.seen.get_mut(one) {
                *earliest = None;
            }
            if component.len() > 1 {
                self.found.insert(one, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let mut graph: BTreeMap<&u32, BTreeSet<&u32>> = BTreeMap::new();
        for (from, to) in edges {
            graph.entry(from).or_default().insert(to);
        }
        let mut all: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (node, number) in of(&graph) {
            all.entry(number).or_default().push(*node);
        }
        all.into_values().collect()
    }

    #[test]
    fn nodes_that_reach_each_other_are_of_one_cycle() {
        assert_eq!(cycles(&[(1, 2), (2, 3), (3, 1), (3, 4)]), [[1, 2, 3]]);
        assert_eq!(
            cycles(&[(1, 2), (2, 1), (2, 3), (3, 4), (4, 3)]),
            [[1, 2], [3, 4]]
        );
        // Two ways round the same node.
        assert_eq!(
            cycles(&[(1, 2), (2, 1), (2, 3), (3, 2), (9, 1)]),
            [[1, 2, 3]]
        );
    }

    #[test]
    fn a_node_that_only_points_to_itself_is_on_none() {
        assert!(cycles(&[(1, 1), (1, 2), (2, 3)]).is_empty());
    }

    #[test]
    fn a_long_way_needs_no_deep_stack() {
        let line: Vec<(u32, u32)> = (0..200_000).map(|at| (at, at + 1)).collect();
        assert!(cycles(&line).is_empty());
    }
}
