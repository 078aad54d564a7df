//! Targets and ranges, and the graph that they lead through.

mod support;

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::Plan;
use migrate_core::target::{Place, Range, Target, TargetError};
use proptest::prelude::*;
use support::{plan, revision};

/// 1 ─ 2 ─ 4 ─ 5, and 3 beside 2.
fn diamond() -> Plan {
    let mut plan = plan(&[
        revision(1, &[], "", ""),
        revision(2, &[1], "", ""),
        revision(3, &[1], "", ""),
        revision(4, &[2, 3], "", ""),
        revision(5, &[4], "", ""),
    ]);
    for (revision, folder) in plan.revisions.to_mut().iter_mut().zip([
        "20260101000000_init",
        "20260102000000_add_users",
        "20260103000000_add_groups",
        "20260104000000_merge",
        "20260105000000_index",
    ]) {
        revision.folder = folder.into();
    }
    plan
}

fn resolve(plan: &Plan, applied: &[usize], text: &str) -> Result<Place, TargetError> {
    let graph = Graph::new(plan);
    let applied = PositionSet::of(graph.len(), applied.iter().copied());
    text.parse::<Target>()?.resolve(&graph, &applied)
}

#[test]
fn a_revision_is_named_by_id_prefix_folder_slug_or_by_counting() {
    let plan = diamond();
    let at = |text: &str| resolve(&plan, &[0], text);
    for (text, place) in [
        ("head", Place::At(4)),
        ("base", Place::Base),
        ("000022222222", Place::At(1)),
        ("00003", Place::At(2)),
        ("add_groups", Place::At(2)),
        ("20260104000000_merge", Place::At(3)),
        ("head-1", Place::At(3)),
        ("merge+1", Place::At(4)),
        ("base+1", Place::At(0)),
        ("-1", Place::Base),
        ("00005-1", Place::At(3)),
    ] {
        assert_eq!(at(text), Ok(place), "{text}");
    }
    assert_eq!(resolve(&plan, &[], "+1"), Ok(Place::At(0)));
    assert_eq!(
        resolve(&plan, &[0, 1, 2], "+1"),
        Ok(Place::At(3)),
        "the merge of both heads"
    );
    assert_eq!(resolve(&plan, &[0, 1, 2], "+2"), Ok(Place::At(4)));
    assert_eq!(
        resolve(&plan, &[0, 1, 2, 3], "-0"),
        Err(TargetError::Malformed("-0".parse::<Target>().unwrap_err()))
    );
}

#[test]
fn what_does_not_lead_to_one_revision_is_refused_with_the_facts() {
    let plan = diamond();
    let words = |applied: &[usize], text: &str| {
        let error = resolve(&plan, applied, text).unwrap_err();
        format!("{error}\nhelp: {}", error.help())
    };
    insta::assert_snapshot!(words(&[], "nope"), @r"
    no revision has the id, id prefix or folder name `nope`
    help: `cargo migrate history` lists the revisions with their ids
    ");
    insta::assert_snapshot!(words(&[], "000"), @r"
    `000` is too short for an id prefix: four digits or more are required
    help: give at least four digits of the id
    ");
    insta::assert_snapshot!(words(&[], "0000"), @r"
    `0000` could mean 5 revisions:
      000011111111 (change 1)
      000022222222 (change 2)
      000033333333 (change 3)
      000044444444 (change 4)
      000055555555 (change 5)
    help: give more digits, or the whole folder name
    ");
    insta::assert_snapshot!(words(&[0], "+1"), @r"
    `+1` has several ways to go at 000011111111 (change 1):
      000022222222 (change 2)
      000033333333 (change 3)
    help: name the revision by its id
    ");
    insta::assert_snapshot!(words(&[0, 1, 2], "-1"), @r"
    `-1` could start at several applied heads:
      000022222222 (change 2)
      000033333333 (change 3)
    help: name the revision by its id
    ");
    insta::assert_snapshot!(words(&[], "head+1"), @r"
    `head+1` leads beyond the head: there is no revision that way
    help: `head` and `base` name the two ends
    ");
    insta::assert_snapshot!(words(&[], "add_users-3"), @r"
    `add_users-3` leads beyond the base: there are 2 revisions that way
    help: `head` and `base` name the two ends
    ");
    for text in ["", "+", "-", "a b", "head+", "../..", "'x'"] {
        assert!(
            matches!(resolve(&plan, &[], text), Err(TargetError::Malformed(_))),
            "{text}"
        );
    }
}

#[test]
fn a_range_leaves_its_start_and_what_that_is_built_on_out() {
    let plan = diamond();
    let graph = Graph::new(&plan);
    let none = PositionSet::none(graph.len());
    let range = |text: &str| {
        let range: Range = text.parse().unwrap();
        range
            .resolve(&graph, &none)
            .map(|set| set.iter().collect::<Vec<_>>())
    };
    assert_eq!(range(".."), Ok(vec![0, 1, 2, 3, 4]));
    assert_eq!(range("add_users.."), Ok(vec![2, 3, 4]));
    assert_eq!(range("..add_users"), Ok(vec![0, 1]));
    assert_eq!(range("init..head-1"), Ok(vec![1, 2, 3]));
    assert!(matches!(
        range("add_users..add_groups"),
        Err(TargetError::NotAnAncestor { .. })
    ));
    assert!(matches!(
        range("init..base"),
        Err(TargetError::NotAnAncestor { to: None, .. })
    ));
}

#[test]
fn the_graph_knows_ancestors_descendants_and_heads() {
    let plan = diamond();
    let graph = Graph::new(&plan);
    let list = |set: PositionSet| set.iter().collect::<Vec<_>>();
    assert_eq!(list(graph.ancestors([3])), [0, 1, 2, 3]);
    assert_eq!(list(graph.descendants([2])), [2, 3, 4]);
    assert_eq!(graph.heads(&PositionSet::of(5, [0, 1, 2])), [1, 2]);
    assert_eq!(graph.heads(&PositionSet::none(5)), [0; 0]);
    assert!(graph.is_ancestor(1, 4) && !graph.is_ancestor(1, 2) && graph.is_ancestor(2, 2));
    assert_eq!(graph.children(0).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn five_thousand_revisions_are_no_matter() {
    let sketches: Vec<_> = (1..=5000)
        .map(|n| match n {
            1 => revision(1, &[], "", ""),
            n => revision(n, &[n - 1], "", ""),
        })
        .collect();
    let mut revisions = Vec::new();
    for sketch in sketches {
        revisions.push(sketch.revision);
    }
    let plan = Plan {
        revisions: revisions.into(),
        ..diamond()
    };
    let graph = Graph::new(&plan);
    assert_eq!(graph.ancestors([4999]).len(), 5000);
    assert_eq!(resolve(&plan, &[0], "+4999"), Ok(Place::At(4999)));
}

proptest! {
    #[test]
    fn a_target_is_printed_as_it_is_read(text in "(head|base|[a-f0-9]{4,12}|[a-z]{1,8}_[a-z]{1,8})([+-][1-9][0-9]{0,3})?") {
        let target: Target = text.parse().unwrap();
        prop_assert_eq!(target.to_string(), text);
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".*") {
        let plan = diamond();
        let _read_or_refused = resolve(&plan, &[0, 1], &text);
    }
}
