//! The orders in which a database may have met the branches of a merge.

use migrate_core::graph::Graph;

/// A merge with everything below it, one branch after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The revisions, the merge at the end.
    pub(super) positions: Vec<usize>,
    /// How many of them, before the merge, are of the last branch alone.
    pub(super) last: usize,
}

impl Order {
    /// All but the last branch and the merge.
    pub(super) fn without_last(&self) -> &[usize] {
        &self.positions[..self.positions.len() - 1 - self.last]
    }
}

/// The orders that tell whether branches go together: one branch after the other, the other way round, and so that each branch is the
/// last one once. Each pair of branches is met in both orders.
pub(super) fn of_merge(graph: &Graph<'_>, merge: usize) -> Vec<Order> {
    let parents = graph.parents(merge);
    let forward = one_after_the_other(graph, parents.iter().copied(), merge);
    let backward = one_after_the_other(graph, parents.iter().rev().copied(), merge);
    let between = parents.iter().skip(1).rev().skip(1).map(|last| {
        let others = parents.iter().filter(|parent| *parent != last);
        one_after_the_other(graph, others.chain([last]).copied(), merge)
    });
    [forward, backward].into_iter().chain(between).collect()
}

fn one_after_the_other(
    graph: &Graph<'_>,
    parents: impl Iterator<Item = usize>,
    merge: usize,
) -> Order {
    let mut positions: Vec<usize> = Vec::new();
    let mut placed = vec![false; graph.len()];
    let mut last = 0;
    for parent in parents {
        let before = positions.len();
        for position in graph.ancestors([parent]).iter() {
            if !std::mem::replace(&mut placed[position], true) {
                positions.push(position);
            }
        }
        last = positions.len() - before;
    }
    positions.push(merge);
    Order { positions, last }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph_text::tests::plan;

    #[test]
    fn each_branch_is_the_last_one_once_and_each_pair_is_met_both_ways() {
        let plan = plan(&["1:", "2: 1", "3: 1", "4: 1", "5: 2", "6: 3 4 5"]);
        let orders = of_merge(&Graph::new(&plan), 5);
        let order = |positions: [usize; 6], last| Order {
            positions: positions.to_vec(),
            last,
        };
        assert_eq!(
            orders,
            [
                order([0, 2, 3, 1, 4, 5], 2),
                order([0, 1, 4, 3, 2, 5], 1),
                order([0, 2, 1, 4, 3, 5], 1),
            ]
        );
        assert_eq!(orders[0].without_last(), [0, 2, 3]);
    }
}
