//! Drafts that were edited after they were applied: down with what was recorded, and up again.

mod support;

use migrate_core::plan::{Script, Statement, Steps};
use migrate_core::run::{Options, Run};
use migrate_runtime::{Error, Event, Outcome, Plan, RevisionId, State, drive};
use postgres::Client;
use support::{Server, Sketch, cell, id, plan, revision, three};

fn ids(finished: &[migrate_runtime::Finished<'_>]) -> Vec<RevisionId> {
    finished.iter().map(|one| one.revision.id).collect()
}

fn drafts() -> Vec<Sketch> {
    let mut sketches = three();
    for sketch in &mut sketches[1..] {
        *sketch = sketch.clone().draft();
    }
    sketches
}

#[test]
fn an_edited_draft_and_what_is_built_on_it_are_done_again() {
    let server = Server::start();
    let mut client = server.client();
    let mut sketches = drafts();
    plan(&sketches).migrator().up(&mut client).unwrap();
    // Its new down would fail: the recorded one is what undoes what was run.
    sketches[1] = revision(
        2,
        &[1],
        "CREATE TABLE two (id text);",
        "DROP TABLE nothing;",
    )
    .draft();
    let edited = plan(&sketches);
    let previewed = edited.migrator().preview().redo(&mut client);
    assert!(
        matches!(&previewed, Ok(Outcome::WouldRedo { reverted, applied })
            if reverted.iter().map(|r| r.id).eq([id(3), id(2)]) && applied.iter().map(|r| r.id).eq([id(2), id(3)])),
        "{previewed:?}"
    );
    let redone = edited.migrator().redo(&mut client);
    assert!(
        matches!(&redone, Ok(Outcome::Redone { reverted, applied })
            if ids(reverted) == [id(3), id(2)] && ids(applied) == [id(2), id(3)]),
        "{redone:?}"
    );
    assert_eq!(edited.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(&mut client, "SELECT pg_typeof(max(id)) FROM two"),
        "text"
    );
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(event, ' ' ORDER BY seq) FROM migrate_ledger_log"
        ),
        "up up up down down up up"
    );
    assert_eq!(
        cell(
            &mut client,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        ),
        "0"
    );
}

#[test]
fn without_an_edit_the_last_draft_is_done_again_and_a_sealed_one_is_not() {
    let server = Server::start();
    let mut client = server.client();
    let sketches = drafts();
    let both = plan(&sketches);
    assert_eq!(both.migrator().redo(&mut client), Ok(Outcome::NothingToDo));
    both.migrator().to(id(2)).up(&mut client).unwrap();
    client.batch_execute("INSERT INTO two VALUES (1)").unwrap();
    let redone = both.migrator().redo(&mut client);
    assert!(
        matches!(&redone, Ok(Outcome::Redone { reverted, applied }) if ids(reverted) == [id(2)] && ids(applied) == [id(2)]),
        "{redone:?}"
    );
    assert_eq!(cell(&mut client, "SELECT count(*) FROM two"), "0");

    both.migrator().down(&mut client, id(1)).unwrap();
    let sealed = both.migrator().redo(&mut client).unwrap_err();
    assert!(matches!(&sealed, Error::Sealed { revision } if revision.id == id(1)));
    insta::assert_snapshot!(sealed, @"revision 000011111111 (change 1) is sealed, and only drafts are done again; nothing was changed");

    let mut edited = sketches.clone();
    edited[0] = revision(1, &[], "CREATE TABLE one (id text);", "DROP TABLE one;");
    assert!(matches!(
        plan(&edited).migrator().redo(&mut client),
        Err(Error::State(state)) if matches!(*state, State::Edited { .. })
    ));
    // What was shown is not what would be done now.
    let run = Run::redo(&both, vec![id(3)], Options::default());
    both.migrator().up(&mut client).unwrap();
    both.migrator().down(&mut client, id(2)).unwrap();
    assert!(matches!(
        drive(run, &mut client, &mut |_: &Event<'_>| ()),
        Err(Error::Busy(_))
    ));
}

#[test]
fn an_up_that_fails_after_the_down_leaves_the_draft_pending() {
    let server = Server::start();
    let mut client = server.client();
    let mut sketches = drafts();
    plan(&sketches).migrator().up(&mut client).unwrap();
    sketches[2] = revision(3, &[2], "SELECT 1 / 0;", "SELECT 1;").draft();
    let edited = plan(&sketches);
    assert!(matches!(
        edited.migrator().redo(&mut client),
        Err(Error::Revision(failure)) if failure.revision.id == id(3)
    ));
    assert!(matches!(
        edited.state(&mut client),
        Ok(State::Behind { .. })
    ));
    assert_eq!(
        cell(&mut client, "SELECT to_regclass('three') IS NULL"),
        "t"
    );
}

/// Statements of a line each, as the command line would find them.
fn split(text: String) -> Option<Script> {
    let mut statements = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().trim_end_matches(';').len();
        statements.push(Statement {
            start: u32::try_from(start).ok()?,
            end: u32::try_from(end).ok()?,
            kind: migrate_core::plan::Outside::Plain,
        });
        start += line.len();
    }
    Some(Script {
        text: text.into(),
        steps: Steps::Statements(statements.into()),
    })
}

fn redo<'p>(plan: &'p Plan, client: &mut Client) -> Result<Outcome<'p>, Error> {
    let run = Run::redo(plan, Vec::new(), Options::default()).splitting_with(split);
    drive(run, client, &mut |_: &Event<'_>| ())
}

#[test]
fn a_recorded_down_that_runs_outside_a_transaction_is_run_statement_by_statement() {
    let server = Server::start();
    let mut client = server.client();
    let base = revision(1, &[], "CREATE TABLE t (a int);", "DROP TABLE t;");
    let draft = |column: &str| {
        let up = format!("CREATE INDEX CONCURRENTLY t_a ON t ({column});\nSELECT 1;\n");
        let down = "DROP INDEX CONCURRENTLY t_a;\nSELECT 2;\n";
        plan(&[
            base.clone(),
            revision(2, &[1], &up, down).draft().stepwise(),
        ])
    };
    draft("a").migrator().up(&mut client).unwrap();
    let edited = draft("a DESC");
    let refused = edited.migrator().redo(&mut client).unwrap_err();
    assert!(
        matches!(&refused, Error::Irreversible { reason, .. } if reason.contains("only the command line")),
        "{refused:?}"
    );
    let redone = redo(&edited, &mut client);
    assert!(matches!(redone, Ok(Outcome::Redone { .. })), "{redone:?}");
    assert_eq!(edited.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(&mut client, "SELECT pg_get_indexdef('t_a'::regclass)"),
        "CREATE INDEX t_a ON public.t USING btree (a DESC)"
    );

    // One that was interrupted goes on with what the ledger has, too.
    let third = draft("a NULLS FIRST");
    client
        .batch_execute(
            "UPDATE migrate_ledger SET state = 'reverting', step = 2, steps = 2 WHERE transaction_mode = 'none';
             UPDATE migrate_ledger SET down_sql = E'DROP INDEX t_a;\\nDROP TABLE nothing;\\n',
               down_digest = 'b3:' || repeat('0', 64), resolution = 'retry' WHERE transaction_mode = 'none'",
        )
        .unwrap();
    assert!(matches!(
        third.migrator().resume(&mut client),
        Err(Error::Undecided(undecided)) if undecided.doubt == migrate_runtime::Doubt::Unsplit
    ));
    let run = Run::resume(&third, Options::default()).splitting_with(split);
    let failed = drive(run, &mut client, &mut |_: &Event<'_>| ());
    assert!(
        matches!(&failed, Err(Error::Revision(failure)) if failure.step == Some((2, 2))),
        "{failed:?}"
    );
}
