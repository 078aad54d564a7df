//! The chain: one order on every machine, and every mistake in it.

use migrate_core::plan::{RevisionId, TransactionMode};
use migrate_core::source::chain::{Coverage, Link, heads, order};
use migrate_core::source::{Created, Problem};
use proptest::prelude::*;

struct Node {
    id: u64,
    parents: Vec<RevisionId>,
    created: u64,
}

fn node(id: u64, parents: &[u64], created: u64) -> Node {
    Node {
        id,
        parents: parents.iter().copied().map(RevisionId::from_bits).collect(),
        created,
    }
}

fn links(nodes: &[Node]) -> Vec<Link<'_>> {
    fn link(node: &Node) -> Link<'_> {
        Link {
            id: RevisionId::from_bits(node.id),
            parents: &node.parents,
            compatible: None,
            created: Created::from_unix_seconds(node.created),
            path: "revision.toml",
            text: "",
        }
    }
    nodes.iter().map(link).collect()
}

fn ordered(nodes: &[Node]) -> Vec<u64> {
    let order = order(&links(nodes), Coverage::Whole).expect("a sound chain");
    order.into_iter().map(|at| nodes[at].id).collect()
}

fn codes(nodes: &[Node]) -> Vec<&'static str> {
    let problems = order(&links(nodes), Coverage::Whole).unwrap_err();
    problems.iter().map(|p: &Problem| p.code.code()).collect()
}

#[test]
fn branches_are_ordered_by_created_then_by_id() {
    let late = [
        node(1, &[], 10),
        node(3, &[1], 30),
        node(2, &[1], 20),
        node(4, &[2, 3], 40),
    ];
    assert_eq!(ordered(&late), [1, 2, 3, 4]);
    let tie = [
        node(1, &[], 10),
        node(3, &[1], 20),
        node(2, &[1], 20),
        node(4, &[2, 3], 40),
    ];
    assert_eq!(ordered(&tie), [1, 2, 3, 4]);
    // A child that was created before its parent still comes after it.
    let early = [node(1, &[], 50), node(2, &[1], 10)];
    assert_eq!(ordered(&early), [1, 2]);
}

#[test]
fn every_mistake_is_told_at_once() {
    let nodes = [
        node(1, &[], 1),
        node(1, &[], 2),
        node(2, &[2], 3),
        node(3, &[9], 4),
        node(5, &[6], 5),
        node(6, &[5], 6),
    ];
    assert_eq!(codes(&nodes), ["M207", "M206", "M204", "M205"]);
    assert_eq!(codes(&[node(1, &[], 1), node(2, &[], 2)]), ["M202", "M203"]);
    assert_eq!(
        codes(&[node(1, &[], 1), node(2, &[1], 2), node(3, &[1, 2], 3)]),
        ["M208"]
    );
}

#[test]
fn what_lies_above_a_cycle_is_not_called_a_cycle() {
    let nodes = [
        node(1, &[], 1),
        node(2, &[3], 2),
        node(3, &[2], 3),
        node(4, &[3], 4),
        node(5, &[4], 5),
    ];
    let problems = order(&links(&nodes), Coverage::Whole).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].notes[0].contains("000000000002 -> 000000000003 -> 000000000002"));
}

#[test]
fn an_unreadable_neighbour_makes_no_further_problems() {
    let nodes = [node(2, &[1], 2), node(3, &[2], 3)];
    assert_eq!(order(&links(&nodes), Coverage::Partial).unwrap_err(), []);
}

#[test]
fn heads_are_found_in_a_chain_that_is_not_sound() {
    let nodes = [
        node(1, &[], 1),
        node(3, &[1], 2),
        node(2, &[1], 3),
        node(4, &[9], 3),
    ];
    let found: Vec<_> = heads(&links(&nodes)).iter().map(|id| id.bits()).collect();
    assert_eq!(found, [2, 3, 4]);
}

#[test]
fn a_long_line_is_ordered_in_no_time() {
    let mut files = crate::project::empty();
    for n in 1..=3_000 {
        let parents: &[u64] = if n == 1 { &[] } else { &[n - 1] };
        files.folders.push(crate::project::folder(
            n,
            parents,
            TransactionMode::Single,
            "SELECT 1;\n",
            "SELECT 1;\n",
        ));
    }
    let begun = std::time::Instant::now();
    let relocked = migrate_core::source::relock(&files, &crate::project::settings());
    assert_eq!(relocked.loaded.problems, []);
    // Anything quadratic takes minutes here; the limit leaves room for a busy machine.
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

proptest! {
    /// The order does not depend on the order of the files.
    #[test]
    fn the_order_is_the_same_on_every_machine(
        created in prop::collection::vec(0_u64..3, 8),
        branch in prop::collection::vec(any::<bool>(), 6),
        seed in any::<prop::sample::Index>(),
    ) {
        // A diamond: the base, two branches of any length, the merge.
        let mut ends = [1_u64, 1];
        let mut nodes = vec![node(1, &[], created[0])];
        for (i, side) in (2_u64..).zip(&branch) {
            let end = &mut ends[usize::from(*side)];
            nodes.push(node(i, &[*end], created[i as usize - 1]));
            *end = i;
        }
        if ends.contains(&1) {
            return Ok(());
        }
        nodes.push(node(99, &ends, 9));
        let first = ordered(&nodes);
        let turn = seed.index(nodes.len());
        nodes.rotate_left(turn);
        prop_assert_eq!(ordered(&nodes), first);
    }
}
