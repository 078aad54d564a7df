use migrate_core::plan::{
    Digest, Digests, Down, LedgerName, Revision, Script, Seal, Steps, TransactionMode,
};

use super::*;

/// A revision that was created at this second, in a folder of that time.
fn revision(id: u64, parents: &[u64], created: u64) -> Revision {
    let created = Created::from_unix_seconds(created);
    let nothing = Digest::from_bytes([0; 32]);
    Revision {
        id: RevisionId::from_bits(id),
        parents: parents.iter().copied().map(RevisionId::from_bits).collect(),
        message: "test".into(),
        created: created.to_string().into(),
        folder: format!("{}_kept-slug", created.stamp()).into(),
        seal: Seal::Draft,
        digests: Digests {
            up: nothing,
            down: nothing,
            chain: nothing,
        },
        transaction: TransactionMode::Single,
        up: Script {
            text: "".into(),
            steps: Steps::Transaction,
        },
        down: Down::Irreversible { reason: "".into() },
        compatible: None,
        lock_timeout: None,
        statement_timeout: None,
    }
}

fn plan(revisions: &[(u64, &[u64], u64)]) -> Plan {
    Plan {
        name: "shop".into(),
        ledger: LedgerName::default(),
        directory: "migrations".into(),
        revisions: revisions
            .iter()
            .map(|(id, parents, created)| revision(*id, parents, *created))
            .collect(),
    }
}

/// Id, new parents, new time.
type Shape = (u64, Option<Vec<u64>>, Option<u64>);

const NOW: u64 = 1000;

fn shapes(plan: &Plan, onto: u64) -> Result<Vec<Shape>, RebaseFailure> {
    let bits = |id: RevisionId| u64::from_str_radix(&id.to_string(), 16).unwrap();
    let seconds = |created: Created| {
        (0..2000)
            .find(|second| Created::from_unix_seconds(*second) == created)
            .unwrap()
    };
    let now = |later| Created::from_unix_seconds(NOW + later);
    let moves = moves(plan, RevisionId::from_bits(onto), now)?;
    let shape = |one: Move| {
        let parents = one
            .parents
            .map(|parents| parents.into_iter().map(bits).collect());
        (bits(one.id), parents, one.created.map(seconds))
    };
    Ok(moves.into_iter().map(shape).collect())
}

#[test]
fn a_line_is_put_on_top_and_only_its_first_revision_gets_another_parent() {
    let plan = plan(&[(1, &[], 1), (2, &[1], 10), (3, &[2], 11), (4, &[1], 5)]);
    let expected = vec![(2, Some(vec![4]), None), (3, None, None)];
    assert_eq!(
        shapes(&plan, 4).unwrap(),
        expected,
        "their times do not lie"
    );
}

#[test]
fn times_that_would_lie_become_now_and_stay_apart() {
    let plan = plan(&[(1, &[], 1), (2, &[1], 5), (3, &[2], 6), (4, &[1], 50)]);
    let expected = vec![(2, Some(vec![4]), Some(NOW)), (3, None, Some(NOW + 1))];
    assert_eq!(shapes(&plan, 4).unwrap(), expected);
    let now = |later| Created::from_unix_seconds(NOW + later);
    let moves = moves(&plan, RevisionId::from_bits(4), now).unwrap();
    assert_eq!(moves[0].to, format!("{}_kept-slug", now(0).stamp()));
}

/// The clock of whoever wrote the other line is ahead of ours.
#[test]
fn a_time_is_never_before_that_of_the_parent() {
    let plan = plan(&[(1, &[], 1), (2, &[1], 5), (3, &[1], NOW + 500)]);
    let expected = vec![(2, Some(vec![3]), Some(NOW + 500))];
    assert_eq!(shapes(&plan, 3).unwrap(), expected);
}

#[test]
fn several_lines_come_one_upon_the_other() {
    let plan = plan(&[
        (1, &[], 1),
        (2, &[1], 20),
        (3, &[2], 21),
        (4, &[2], 22),
        (5, &[1], 10),
    ]);
    let expected = vec![
        (2, Some(vec![5]), None),
        (3, None, None),
        (4, Some(vec![3]), None),
    ];
    assert_eq!(shapes(&plan, 5).unwrap(), expected);
}

#[test]
fn a_merge_within_the_line_goes_along_and_one_with_what_stays_does_not() {
    let inside = plan(&[
        (1, &[], 1),
        (2, &[1], 20),
        (3, &[2], 21),
        (4, &[2], 22),
        (6, &[3, 4], 23),
        (5, &[1], 10),
    ]);
    let moved: Vec<_> = shapes(&inside, 5)
        .unwrap()
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert_eq!(moved, [2, 3, 4, 6]);

    let across = plan(&[
        (1, &[], 1),
        (2, &[1], 20),
        (3, &[1], 21),
        (4, &[2, 3], 22),
        (5, &[3], 23),
    ]);
    let merge = RebaseFailure::Merge {
        id: RevisionId::from_bits(4),
    };
    assert_eq!(shapes(&across, 5), Err(merge));
}

#[test]
fn the_manifest_keeps_what_its_author_wrote() {
    let text = "# Ours.\nid = \"000000000002\"\ncreated = 1970-01-01T00:00:05Z # then\nparents = [\"000000000001\"]\nmessage = \"test\"\n";
    let one = Move {
        id: RevisionId::from_bits(2),
        parents: Some(vec![RevisionId::from_bits(4)]),
        created: Some(Created::from_unix_seconds(NOW)),
        from: String::new(),
        to: String::new(),
    };
    let expected = "# Ours.\nid = \"000000000002\"\ncreated = 1970-01-01T00:16:40Z # then\nparents = [\"000000000004\"]\nmessage = \"test\"\n";
    assert_eq!(one.manifest(text), expected);
}
