//! The way through the graph: in which order revisions are proved, and upon what.

use std::collections::BTreeSet;

use migrate_core::graph::Graph;

/// From so many revisions on, a second database costs less than it saves.
const WORTH_TWO: usize = 48;

/// The revisions that are meant, parents before children, and one branch to its end before the next one is begun: in the order of
/// the plan, which goes by time, branches alternate.
pub(super) fn of(graph: &Graph<'_>, marks: &[bool]) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    let parents = (0..graph.len()).map(|position| graph.parents(position));
    let mut waiting: Vec<usize> = parents.clone().map(<[usize]>::len).collect();
    for (position, parents) in parents.enumerate() {
        for parent in parents {
            children[*parent].push(position);
        }
    }
    let mut ready: BTreeSet<usize> = (0..graph.len()).filter(|at| waiting[*at] == 0).collect();
    let mut route = Vec::with_capacity(graph.len());
    let mut next = ready.pop_first();
    while let Some(position) = next {
        route.push(position);
        for child in &children[position] {
            waiting[*child] -= 1;
            if waiting[*child] == 0 {
                ready.insert(*child);
            }
        }
        let mut onward = children[position].iter().copied();
        next = match onward.find(|child| ready.remove(child)) {
            Some(child) => Some(child),
            None => ready.pop_first(),
        };
    }
    route.retain(|position| marks[*position]);
    route
}

/// The parts of a way, each with about the same work: the second has to apply what the first proves.
pub(super) fn split(mut route: Vec<usize>) -> Vec<Vec<usize>> {
    if route.len() < WORTH_TWO {
        return vec![route];
    }
    let second = route.split_off(route.len() * 55 / 100);
    vec![route, second]
}

/// What a revision is built on, in the order of the plan: its proof begins on a database with exactly this.
pub(super) fn below(graph: &Graph<'_>, position: usize) -> Vec<usize> {
    let mut ancestors = graph.ancestors([position]);
    ancestors.remove(position);
    ancestors.iter().collect()
}

/// Which revisions have several children: there a database is taken back to.
pub(super) fn forks(graph: &Graph<'_>) -> Vec<bool> {
    let mut children = vec![0; graph.len()];
    for position in 0..graph.len() {
        for parent in graph.parents(position) {
            children[*parent] += 1;
        }
    }
    children.into_iter().map(|count| count > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph_text::tests::plan;

    /// Two branches that alternate in the order of the plan, a merge, and one more.
    const BRANCHES: [&str; 7] = ["1:", "2: 1", "3: 1", "4: 2", "5: 3", "6: 4 5", "7: 6"];

    #[test]
    fn a_branch_is_gone_to_its_end_before_the_next_one_is_begun() {
        let plan = plan(&BRANCHES);
        let graph = Graph::new(&plan);
        assert_eq!(of(&graph, &[true; 7]), [0, 1, 3, 2, 4, 5, 6]);
        let marks = [false, false, true, true, false, true, false];
        assert_eq!(of(&graph, &marks), [3, 2, 5]);
        let forks = forks(&graph);
        assert_eq!(forks.iter().filter(|is_fork| **is_fork).count(), 1);
        assert!(forks[0]);
    }

    #[test]
    fn a_proof_begins_upon_the_ancestors_in_the_order_of_the_plan() {
        let plan = plan(&BRANCHES);
        let graph = Graph::new(&plan);
        assert_eq!(below(&graph, 4), [0, 2]);
        assert_eq!(below(&graph, 5), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn two_databases_share_what_is_long_and_nothing_is_left_out() {
        let short: Vec<usize> = (0..WORTH_TWO - 1).collect();
        assert_eq!(split(short.clone()), [short]);
        let long: Vec<usize> = (0..200).rev().collect();
        let parts = split(long.clone());
        assert_eq!(parts.len(), 2);
        assert_eq!(parts.concat(), long);
    }
}
