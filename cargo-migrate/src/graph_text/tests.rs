//! Pictures of graphs, which people read.

use migrate_core::plan::{
    Digest, Digests, Down, LedgerName, Plan, Revision, Script, Seal, Steps, TransactionMode,
};

use super::*;

/// A plan of revisions named by one digit, each with its parents: `"3: 1 2"`.
pub(crate) fn plan(lines: &[&str]) -> Plan {
    let id = |digit: &str| RevisionId::from_bits(digit.parse::<u64>().unwrap() * 0x1111_1111_1111);
    let nothing = Digest::from_bytes([0; 32]);
    let script = || Script {
        text: "".into(),
        steps: Steps::Transaction,
    };
    let revisions = lines.iter().map(|line| {
        let (name, parents) = line.split_once(':').unwrap();
        Revision {
            id: id(name),
            parents: parents.split_whitespace().map(id).collect(),
            message: format!("step {name}").into(),
            created: "2026-11-21T09:30:00Z".into(),
            folder: format!("20261121093000_step_{name}").into(),
            seal: Seal::Sealed,
            digests: Digests {
                up: nothing,
                down: nothing,
                chain: nothing,
            },
            transaction: TransactionMode::Single,
            up: script(),
            down: Down::Script(script()),
            compatible: None,
            lock_timeout: None,
            statement_timeout: None,
        }
    });
    Plan {
        name: "app".into(),
        ledger: LedgerName::default(),
        directory: "migrations".into(),
        revisions: revisions.collect(),
    }
}

fn drawn(lines: &[&str]) -> String {
    draw(&plan(lines), |_| true)
}

#[test]
fn a_line_is_a_column_of_stars() {
    insta::assert_snapshot!(drawn(&["1:", "2: 1", "3: 2"]));
}

#[test]
fn a_branch_and_its_merge_are_a_second_column() {
    insta::assert_snapshot!(drawn(&["1:", "2: 1", "3: 1", "4: 2 3", "5: 4"]));
}

#[test]
fn two_heads_stand_side_by_side() {
    insta::assert_snapshot!(drawn(&["1:", "2: 1", "3: 1", "4: 2"]));
}

#[test]
fn three_branches_meet_in_one_merge() {
    insta::assert_snapshot!(drawn(&["1:", "2: 1", "3: 1", "4: 1", "5: 2 3 4"]));
}

#[test]
fn a_merge_within_a_branch_keeps_the_other_column() {
    insta::assert_snapshot!(drawn(&[
        "1:", "2: 1", "3: 1", "4: 3", "5: 3", "6: 4 5", "7: 2 6"
    ]));
}

#[test]
fn a_selection_draws_only_its_own_edges() {
    let plan = plan(&["1:", "2: 1", "3: 1", "4: 2 3", "5: 4"]);
    let first = plan.revisions[0].id;
    insta::assert_snapshot!(draw(&plan, |id| id != first));
}
