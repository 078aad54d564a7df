//! The orders in which a database may have met the branches of a merge.

use migrate_core::graph::Graph;

/// A merge with everything below it, in two orders: one branch after the other, and the other way round. Each pair of branches is
/// met in both orders.
pub(super) fn of_merge(graph: &Graph<'_>, merge: usize) -> [Vec<usize>; 2] {
    let parents = graph.parents(merge);
    let forward = one_after_the_other(graph, parents.iter().copied(), merge);
    let backward = one_after_the_other(graph, parents.iter().rev().copied(), merge);
    [forward, backward]
}

fn one_after_the_other(
    graph: &Graph<'_>,
    parents: impl Iterator<Item = usize>,
    merge: usize,
) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    let mut placed = vec![false; graph.len()];
    for parent in parents {
        for position in graph.ancestors([parent]).iter() {
            if !std::mem::replace(&mut placed[position], true) {
                order.push(position);
            }
        }
    }
    order.push(merge);
    order
}
