//! What runs do, on a real server.

mod support;

use migrate_runtime::{Direction, Error, Event, Outcome, State, Target};
use support::{Counting, Server, cell, id, plan, revision, three};

#[test]
fn up_applies_and_records_each_revision_in_one_message_and_asks_once_when_nothing_is_pending() {
    let server = Server::start();
    let mut client = server.client();
    let plan = plan(&three());
    assert_eq!(plan.state(&mut client), Ok(State::Empty));

    let mut counting = Counting::new(&mut client);
    let outcome = plan.migrator().up(&mut counting).unwrap();
    let Outcome::Ran {
        direction: Direction::Up,
        revisions,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    let ids: Vec<_> = revisions.iter().map(|done| done.revision.id).collect();
    assert_eq!(ids, [id(1), id(2), id(3)]);
    // Ask, lock, read, probe, create, one for each of three revisions, release.
    assert_eq!(counting.messages.len(), 9);

    let mut counting = Counting::new(&mut client);
    assert_eq!(plan.migrator().up(&mut counting), Ok(Outcome::NothingToDo));
    assert_eq!(plan.state(&mut counting), Ok(State::UpToDate));
    assert!(plan.require(&mut counting).is_ok());
    assert_eq!(
        counting.messages.len(),
        3,
        "one round trip for each question"
    );

    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM one, two, three"),
        "0"
    );
    let recorded = cell(
        &mut client,
        "SELECT string_agg(concat_ws('|', plan, id, parents, state, up_sql, down_sql, applied_by, application_name, tool,
           duration IS NOT NULL, layout), E'\\n' ORDER BY id) FROM migrate_ledger",
    );
    assert!(
        recorded.contains("CREATE TABLE two (id int);"),
        "{recorded}"
    );
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(event || ' ' || id, ' ' ORDER BY seq) FROM migrate_ledger_log"
        ),
        format!("up {} up {} up {}", id(1), id(2), id(3))
    );
}

#[test]
fn down_reverts_the_last_first_and_leaves_what_does_not_stand_on_the_target() {
    let server = Server::start();
    let mut client = server.client();
    let branches = plan(&[
        revision(1, &[], "CREATE TABLE one ();", "DROP TABLE one;"),
        revision(2, &[1], "CREATE TABLE two ();", "DROP TABLE two;"),
        revision(3, &[1], "CREATE TABLE three ();", "DROP TABLE three;"),
        revision(4, &[2, 3], "-- merge", "-- merge"),
    ]);
    branches.migrator().up(&mut client).unwrap();

    let mut told = Vec::new();
    let outcome = branches
        .migrator()
        .observer(|event: &Event<'_>| {
            if let Event::Finished {
                revision,
                number,
                of,
                ..
            } = event
            {
                told.push((revision.id, *number, *of));
            }
        })
        .down(&mut client, id(2));
    assert!(matches!(outcome, Ok(Outcome::Ran { .. })), "{outcome:?}");
    drop(outcome);
    assert_eq!(told, [(id(4), 1, 1)]);
    assert!(matches!(
        branches.state(&mut client),
        Ok(State::Behind { pending }) if pending.len() == 1
    ));

    // Two heads are applied now: one step back is not clear, the base is.
    let back: Target = "-1".parse().unwrap();
    assert!(matches!(
        branches.migrator().down(&mut client, back),
        Err(Error::Target(_))
    ));
    branches.migrator().up(&mut client).unwrap();
    branches.migrator().down(&mut client, Target::BASE).unwrap();
    assert_eq!(
        cell(&mut client, "SELECT count(*) FROM migrate_ledger"),
        "0"
    );
    assert!(matches!(
        branches.state(&mut client),
        Ok(State::Behind { pending }) if pending.len() == 4
    ));
}
