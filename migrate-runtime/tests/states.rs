//! Every state of a database, made by hand: told by asking, refused by running, and left byte for byte as it was.

mod support;

use migrate_runtime::{Compatibility, Error, Outcome, Plan, Session, State, Target};
use postgres::Client;
use support::{Server, Sketch, cell, id, plan, revision, three};

/// One table after `three()`.
fn four() -> Vec<Sketch> {
    let mut four = three();
    four.push(revision(
        4,
        &[3],
        "CREATE TABLE four (id int);",
        "DROP TABLE four;",
    ));
    four
}

struct Case<'s> {
    server: &'s Server,
    name: String,
    client: Client,
}

impl Case<'_> {
    fn run(&mut self, sql: &str) -> &mut Self {
        self.client
            .batch_execute(sql)
            .expect("the case can be made");
        self
    }

    fn up(&mut self, plan: &Plan) -> &mut Self {
        plan.migrator()
            .up(&mut self.client)
            .expect("the case can be made");
        self
    }

    /// Asking, requiring and running `up` all say the same, and nothing is changed.
    fn is_refused_as(&mut self, plan: &Plan, expected: impl Fn(&State) -> bool) -> State {
        let before = self.server.dump(&self.name);
        let asked = plan.state(&mut self.client).expect("the case can be made");
        assert!(expected(&asked), "{}: {asked:?}", self.name);
        let refusal = Error::State(Box::new(asked.clone()));
        assert_eq!(plan.migrator().up(&mut self.client), Err(refusal.clone()));
        assert_eq!(plan.migrator().preview().up(&mut self.client), Err(refusal));
        assert_eq!(before, self.server.dump(&self.name), "{}", self.name);
        assert_eq!(locks(&mut self.client), "0");
        assert!(asked.help().is_some());
        asked
    }
}

fn locks(client: &mut Client) -> String {
    cell(
        client,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
    )
}

#[test]
fn each_state_is_told_apart_and_what_is_not_ours_to_change_is_left_alone() {
    let server = Server::start();
    let case = |name: &str| Case {
        server: &server,
        name: name.to_owned(),
        client: server.database(name),
    };
    let mine = plan(&three());
    let newer = plan(&four());

    let mut empty = case("empty");
    assert_eq!(mine.state(&mut empty.client), Ok(State::Empty));
    assert_eq!(
        mine.require(&mut empty.client),
        Err(Error::State(Box::new(State::Empty)))
    );
    let before = server.dump("empty");
    assert!(matches!(
        mine.migrator().preview().up(&mut empty.client),
        Ok(Outcome::WouldRun { revisions, .. }) if revisions.len() == 3
    ));
    assert_eq!(before, server.dump("empty"), "asking creates no ledger");

    let state = case("unmanaged")
        .run("CREATE TABLE theirs (id int); CREATE TYPE mood AS ENUM ('good')")
        .is_refused_as(&mine, |state| {
            matches!(state, State::Unmanaged { total: 2, .. })
        });
    insta::assert_snapshot!(state, @"the database has no ledger, but 2 objects: public.mood, public.theirs");

    let state = case("ahead").up(&newer).is_refused_as(
        &mine,
        |state| matches!(state, State::Ahead { unknown, .. } if unknown.len() == 1),
    );
    insta::assert_snapshot!(state, @"the database is ahead of this plan by 1 revision: 000044444444 (change 4); 000044444444 (change 4) does not say that this plan's application still works");

    let mut other = three();
    other[2] = revision(9, &[2], "CREATE TABLE nine ();", "DROP TABLE nine;");
    let state = case("diverged").up(&plan(&other)).is_refused_as(
        &mine,
        |state| matches!(state, State::Diverged { fork: Some(fork), .. } if fork.id == id(2)),
    );
    insta::assert_snapshot!(state, @"the database is on another line: 1 revision is applied that this plan does not know: 000099999999 (change 9); the lines part after 000022222222 (change 2)");

    let mut edited = three();
    edited[1] = revision(2, &[1], "CREATE TABLE two (id bigint);", "DROP TABLE two;");
    let state = case("edited").up(&plan(&edited)).is_refused_as(
        &mine,
        |state| matches!(state, State::Edited { revision, .. } if revision.id == id(2)),
    );
    assert!(state.to_string().starts_with(
        "revision 000022222222 (change 2) was edited after it was applied: the ledger has b3:"
    ));

    let state = case("gap")
        .up(&mine)
        .run(&format!(
            "DELETE FROM migrate_ledger WHERE id = '{}'",
            id(2)
        ))
        .is_refused_as(
            &mine,
            |state| matches!(state, State::Gap { missing, above } if missing[0].id == id(2) && above.id == id(3)),
        );
    insta::assert_snapshot!(state, @"1 revision is not applied: 000022222222 (change 2); but 000033333333 (change 3) is, which is built on it");

    let state = case("interrupted")
        .up(&mine)
        .run(&format!(
            "UPDATE migrate_ledger SET state = 'running', step = 2, steps = 3 WHERE id = '{}'",
            id(3)
        ))
        .is_refused_as(&mine, |state| {
            matches!(state, State::Interrupted { step: 2, of: 3, .. })
        });
    insta::assert_snapshot!(state, @"the up script of 000033333333 (change 3) was interrupted at statement 2 of 3: those before it are done, this one may be");

    let state = case("not_ours")
        .run("CREATE TABLE migrate_ledger (version bigint)")
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));
    insta::assert_snapshot!(state, @r#"the ledger is not one that this version can use: "public"."migrate_ledger" is a table of something else: it has no column `layout` with a default, but version bigint"#);

    case("a_view")
        .run("CREATE VIEW migrate_ledger AS SELECT 1 AS plan")
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));

    let later = "ALTER TABLE migrate_ledger DROP CONSTRAINT migrate_ledger_layout_check;
         UPDATE migrate_ledger SET layout = 2; ALTER TABLE migrate_ledger ALTER layout SET DEFAULT 2;";
    let state = case("later_layout")
        .up(&mine)
        .run(later)
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));
    insta::assert_snapshot!(state, @r#"the ledger is not one that this version can use: "public"."migrate_ledger" has rows of layout 2, and this version knows layout 1"#);
    case("later_and_without_rows")
        .up(&mine)
        .run(later)
        .run("DELETE FROM migrate_ledger")
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));

    case("bad_digest")
        .up(&mine)
        .run("UPDATE migrate_ledger SET chain_digest = 'nonsense'")
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));
    case("without_log")
        .up(&mine)
        .run("DELETE FROM migrate_ledger; DROP TABLE migrate_ledger_log")
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));
    case("log_lost")
        .up(&mine)
        .run("DROP TABLE migrate_ledger_log")
        .is_refused_as(&newer, |state| matches!(state, State::Foreign { .. }));
    case("column_lost")
        .up(&mine)
        .run("ALTER TABLE migrate_ledger DROP COLUMN tool")
        .is_refused_as(&mine, |state| matches!(state, State::Foreign { .. }));

    // What went in and out by the same door is not up to date only because the count is right.
    case("exchanged")
        .up(&newer)
        .run(&format!(
            "DELETE FROM migrate_ledger WHERE id = '{}'",
            id(1)
        ))
        .is_refused_as(&mine, |state| !matches!(state, State::UpToDate));
}

#[test]
fn a_service_that_shares_the_ledger_of_another_is_behind() {
    let server = Server::start();
    let mut client = server.client();
    let mut theirs = (*plan(&three())).clone();
    theirs.name = "theirs".into();
    Plan::from(theirs).migrator().up(&mut client).unwrap();
    let mine = plan(&[revision(
        5,
        &[],
        "CREATE TABLE five ();",
        "DROP TABLE five;",
    )]);
    assert!(matches!(mine.state(&mut client), Ok(State::Behind { .. })));
    assert!(mine.migrator().up(&mut client).is_ok());
    assert_eq!(mine.state(&mut client), Ok(State::UpToDate));
}

#[test]
fn an_older_application_starts_where_every_newer_revision_says_that_it_may() {
    let server = Server::start();
    let mine = plan(&three());
    let mut four = four();
    four[3] = four[3].clone().compatible(2);
    let mut client = server.client();
    plan(&four).migrator().up(&mut client).unwrap();
    assert!(matches!(
        mine.require(&mut client),
        Ok(State::Ahead {
            compatible: Compatibility::Declared,
            ..
        })
    ));

    four.push(revision(5, &[4], "CREATE TABLE five ();", "DROP TABLE five;").compatible(4));
    plan(&four).migrator().up(&mut client).unwrap();
    let Err(Error::State(state)) = mine.require(&mut client) else {
        panic!("an application of revision 3 must not start");
    };
    insta::assert_snapshot!(state, @"the database is ahead of this plan by 2 revisions: 000044444444 (change 4), 000055555555 (change 5); 000055555555 (change 5) needs an application of 000044444444 or later");
}

/// An application of three revisions is started again after a newer one was here: what it finds decides, by variant and by
/// words.
#[test]
fn a_rolled_back_application_starts_only_where_the_ledger_says_that_it_still_works() {
    let server = Server::start();
    let mine = plan(&three());
    let refused = |name: &str, theirs: &[Sketch], sql: &str| {
        let mut client = server.database(name);
        plan(theirs).migrator().up(&mut client).unwrap();
        client.batch_execute(sql).unwrap();
        let before = server.dump(name);
        let refused = mine.require(&mut client);
        assert_eq!(before, server.dump(name), "{name}");
        match refused {
            Err(Error::State(state)) => *state,
            other => panic!("{name}: {other:?}"),
        }
    };
    let newer = |compatible: [Option<u64>; 2]| {
        let mut sketches = three();
        for (bits, oldest) in (4..).zip(compatible) {
            let sketch = revision(bits, &[bits - 1], &format!("CREATE TABLE t{bits} ();"), "");
            sketches.push(match oldest {
                Some(oldest) => sketch.compatible(oldest),
                None => sketch,
            });
        }
        sketches
    };

    // Every newer revision suits this one, or an older one.
    let mut client = server.database("declared");
    plan(&newer([Some(3), Some(1)]))
        .migrator()
        .up(&mut client)
        .unwrap();
    let accepted = mine.require(&mut client);
    let Ok(State::Ahead {
        head: Some(head),
        unknown,
        compatible: Compatibility::Declared,
    }) = &accepted
    else {
        panic!("{accepted:?}");
    };
    assert_eq!((head.id, unknown.len()), (id(3), 2));
    insta::assert_snapshot!(accepted.as_ref().unwrap(), @"the database is ahead of this plan by 2 revisions: 000044444444 (change 4), 000055555555 (change 5); they are declared compatible with it");
    assert!(
        mine.migrator().up(&mut client).is_err(),
        "but nothing is its to change"
    );

    // One that says nothing is not made good by a later one, nor one that says too much by an earlier one.
    let state = refused("silent", &newer([None, Some(3)]), "");
    assert!(matches!(
        &state,
        State::Ahead { compatible: Compatibility::Undeclared { by }, .. } if by.id == id(4)
    ));
    insta::assert_snapshot!(state, @"the database is ahead of this plan by 2 revisions: 000044444444 (change 4), 000055555555 (change 5); 000044444444 (change 4) does not say that this plan's application still works");
    insta::assert_snapshot!(state.help().unwrap(), @"after a switch of branches, go back with `git switch -` and revert there what is not wanted here: `cargo migrate down 000033333333`; or write the lost files from the ledger: `cargo migrate recover 000055555555`; or start an application that was built with these revisions. A revision that older applications can live with says so with `compatible` in its revision.toml");
    let state = refused("too_old", &newer([Some(3), Some(4)]), "");
    assert!(matches!(
        &state,
        State::Ahead { compatible: Compatibility::TooOld { by, oldest }, .. }
            if by.id == id(5) && *oldest == id(4)
    ));
    insta::assert_snapshot!(state, @"the database is ahead of this plan by 2 revisions: 000044444444 (change 4), 000055555555 (change 5); 000055555555 (change 5) needs an application of 000044444444 or later");

    // Declared compatible, but not built on this application's head: another line.
    let mut other = three();
    other.truncate(2);
    other.push(revision(4, &[2], "CREATE TABLE t4 ();", "").compatible(2));
    let state = refused("diverged", &other, "");
    assert!(matches!(
        &state,
        State::Diverged { fork: Some(fork), unknown } if fork.id == id(2) && unknown[0].id == id(4)
    ));
    insta::assert_snapshot!(state, @"the database is on another line: 1 revision is applied that this plan does not know: 000044444444 (change 4); the lines part after 000022222222 (change 2)");
    insta::assert_snapshot!(state.help().unwrap(), @"after a switch of branches, go back with `git switch -` and revert there what is not wanted here: `cargo migrate down 000022222222`; or keep both lines: fetch the revisions, or write them from the ledger with `cargo migrate recover 000044444444`, and join the lines with `cargo migrate merge`");

    // Declared compatible, but what is below is not what this application was built with.
    let mut edited = newer([Some(3), Some(3)]);
    edited[1] = revision(2, &[1], "CREATE TABLE two (id text);", "DROP TABLE two;");
    let state = refused("edited", &edited, "");
    assert!(matches!(&state, State::Edited { revision, .. } if revision.id == id(2)));
    assert!(
        state
            .to_string()
            .contains("was edited after it was applied"),
        "{state}"
    );

    // Declared compatible, but the parents in the rows do not lead from the newer ones to this head.
    let cut = format!(
        "UPDATE migrate_ledger SET parents = '{{{}}}' WHERE id = '{}'",
        id(2),
        id(4)
    );
    let state = refused("unproved", &newer([Some(3), Some(3)]), &cut);
    assert!(matches!(&state, State::Diverged { .. }), "{state:?}");
}

#[test]
fn asking_needs_no_more_than_select() {
    let server = Server::start();
    let mut owner = server.client();
    let plan = plan(&three());
    owner
        .batch_execute("CREATE ROLE reader LOGIN PASSWORD 'password'")
        .unwrap();
    let database = server.name().to_owned();
    let mut reader = server.client_as("reader", &database);
    assert_eq!(plan.state(&mut reader), Ok(State::Empty));

    plan.migrator().up(&mut owner).unwrap();
    assert!(
        matches!(plan.state(&mut reader), Err(Error::Database { error, .. }) if error.code == "42501"),
        "what may not be seen is not taken for missing"
    );
    owner
        .batch_execute("GRANT SELECT ON migrate_ledger TO reader")
        .unwrap();
    assert_eq!(plan.state(&mut reader), Ok(State::UpToDate));
    owner
        .batch_execute("DELETE FROM migrate_ledger WHERE up_sql LIKE '%three%'")
        .unwrap();
    assert!(matches!(plan.state(&mut reader), Ok(State::Behind { .. })));
}

#[test]
fn a_draft_that_was_edited_is_reverted_with_what_was_recorded() {
    let server = Server::start();
    let mut client = server.client();
    let draft = |up: &str, down: &str| {
        let mut sketches = three();
        sketches[2] = revision(3, &[2], up, down).draft();
        plan(&sketches)
    };
    draft("CREATE TABLE first ();", "DROP TABLE first;")
        .migrator()
        .up(&mut client)
        .unwrap();
    let plan = draft("CREATE TABLE second ();", "DROP TABLE second;");
    let Err(Error::State(state)) = plan.migrator().up(&mut client) else {
        panic!("an edited draft must not count as applied");
    };
    insta::assert_snapshot!(state.help().unwrap(), @"run `cargo migrate redo`: it reverts what was applied with the down.sql that was recorded, and applies the draft as it is now; or step by step: `cargo migrate down 000022222222`, `cargo migrate up`");
    assert!(plan.migrator().down(&mut client, id(2)).is_ok());
    assert_eq!(
        cell(&mut client, "SELECT to_regclass('first') IS NULL"),
        "t"
    );
    assert!(plan.migrator().up(&mut client).is_ok());
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(cell(&mut client, "SELECT count(*) FROM second"), "0");
}

#[test]
fn a_preview_of_a_down_looks_at_the_recorded_scripts_and_refuses_what_the_run_would() {
    let server = Server::start();
    let mut client = server.client();
    let mut sketches = three();
    sketches[2] = sketches[2].clone().irreversible("not thought of").draft();
    plan(&sketches).migrator().up(&mut client).unwrap();
    sketches[2] = revision(
        3,
        &[2],
        "CREATE TABLE three (id bigint);",
        "DROP TABLE three;",
    )
    .draft();
    let edited = plan(&sketches);
    let before = server.dump(server.name());
    let previewed = edited.migrator().preview().down(&mut client, id(2));
    assert!(
        matches!(&previewed, Err(Error::Irreversible { revision, .. }) if revision.id == id(3)),
        "{previewed:?}"
    );
    assert_eq!(before, server.dump(server.name()));
    assert_eq!(edited.migrator().down(&mut client, id(2)), previewed);
}

/// One revision, two that are based on it, and their merge.
fn branches() -> Vec<Sketch> {
    vec![
        revision(1, &[], "CREATE TABLE one ();", "DROP TABLE one;"),
        revision(2, &[1], "CREATE TABLE two ();", "DROP TABLE two;"),
        revision(3, &[1], "CREATE TABLE three ();", "DROP TABLE three;"),
        revision(4, &[2, 3], "SELECT 4;", "SELECT 4;"),
    ]
}

fn both_branches(plan: &Plan, client: &mut Client) {
    for bits in [2, 3] {
        plan.migrator()
            .to(id(bits))
            .up(client)
            .expect("the case can be made");
    }
}

fn ledger(client: &mut Client) -> String {
    cell(
        client,
        "SELECT string_agg(trim(leading '0' from id) || ' ' || state, ', ' ORDER BY id) FROM migrate_ledger",
    )
}

#[test]
fn stamp_leaves_the_records_of_other_branches_alone() {
    let server = Server::start();
    let mut client = server.client();
    let plan = plan(&branches());
    plan.migrator().to(id(2)).up(&mut client).unwrap();
    plan.migrator()
        .stamp(&mut client, id(3), "made by hand")
        .unwrap();
    assert_eq!(
        ledger(&mut client),
        "11111111 applied, 22222222 applied, 33333333 applied"
    );
    plan.migrator()
        .stamp(&mut client, id(1), "moved back")
        .unwrap();
    assert_eq!(
        ledger(&mut client),
        "11111111 applied",
        "what is built on the target is not applied any more"
    );
}

#[test]
fn an_edited_draft_on_a_branch_names_a_way_back_that_is_taken_and_what_else_it_reverts() {
    let server = Server::start();
    let mut client = server.client();
    let mut sketches = branches();
    sketches[2] = sketches[2].clone().draft();
    both_branches(&plan(&sketches), &mut client);
    let three = |up: &str| revision(3, &[1], up, "DROP TABLE three;").draft();
    sketches[2] = three("CREATE TABLE three (id int);");
    let edited = plan(&sketches);
    let help = edited.state(&mut client).unwrap().help().unwrap();
    insta::assert_snapshot!(help, @"run `cargo migrate redo`: it reverts what was applied with the down.sql that was recorded, and applies the draft as it is now; or step by step: `cargo migrate down 000011111111`, `cargo migrate up` (this reverts and applies 000022222222 (change 2) as well)");
    edited.migrator().down(&mut client, id(1)).unwrap();
    edited.migrator().up(&mut client).unwrap();
    assert_eq!(edited.state(&mut client), Ok(State::UpToDate));

    // A merge that was edited: `ID-1` would be two revisions.
    plan(&sketches).migrator().up(&mut client).unwrap();
    sketches[3] = revision(4, &[2, 3], "SELECT 5;", "SELECT 5;").draft();
    let edited = plan(&sketches);
    let help = edited.state(&mut client).unwrap().help().unwrap();
    assert!(
        help.ends_with("`cargo migrate down 000033333333`, `cargo migrate up`"),
        "{help}"
    );
    edited.migrator().down(&mut client, id(3)).unwrap();
    edited.migrator().up(&mut client).unwrap();
    assert_eq!(edited.state(&mut client), Ok(State::UpToDate));

    // Drafts that were edited on both branches have one way back.
    sketches[1] = revision(2, &[1], "CREATE TABLE two (id int);", "DROP TABLE two;").draft();
    sketches[2] = three("CREATE TABLE three (id bigint);");
    let edited = plan(&sketches);
    let help = edited.state(&mut client).unwrap().help().unwrap();
    assert!(
        help.ends_with("`cargo migrate down 000011111111`, `cargo migrate up`"),
        "{help}"
    );
    edited.migrator().down(&mut client, id(1)).unwrap();
    edited.migrator().up(&mut client).unwrap();
}

#[test]
fn stamp_records_without_running_and_says_so_in_the_log() {
    let server = Server::start();
    let mut client = server.client();
    let plan = plan(&three());
    client
        .batch_execute("CREATE TABLE one (id int); CREATE TABLE two (id int)")
        .unwrap();
    let outcome = plan
        .migrator()
        .stamp(&mut client, id(2), "made by hand in 2019");
    assert!(
        matches!(&outcome, Ok(Outcome::Stamped { recorded, removed }) if recorded.len() == 2 && removed.is_empty())
    );
    assert!(plan.migrator().up(&mut client).is_ok());
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(event || ': ' || COALESCE(detail, ''), '; ' ORDER BY seq) FROM migrate_ledger_log"
        ),
        "stamp: unverified: made by hand in 2019; stamp: unverified: made by hand in 2019; up: "
    );

    let outcome = plan.migrator().stamp(&mut client, id(1), "moved back");
    assert!(
        matches!(&outcome, Ok(Outcome::Stamped { recorded, removed }) if recorded.is_empty() && removed.len() == 2)
    );
    assert_eq!(cell(&mut client, "SELECT count(*) FROM three"), "0");

    // A gap is for a person to judge: stamp takes their word.
    plan.migrator()
        .stamp(&mut client, Target::HEAD, "forward")
        .unwrap();
    client
        .batch_execute(&format!(
            "DELETE FROM migrate_ledger WHERE id = '{}'",
            id(2)
        ))
        .unwrap();
    assert!(matches!(plan.state(&mut client), Ok(State::Gap { .. })));
    plan.migrator()
        .stamp(&mut client, Target::HEAD, "it is there")
        .unwrap();
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(locks(&mut client), "0");
}

/// The trait is object-safe: a command line may choose its session at run time.
#[test]
fn a_session_may_be_chosen_at_run_time() {
    let server = Server::start();
    let mut session: Box<dyn Session> = Box::new(server.client());
    assert_eq!(plan(&three()).state(session.as_mut()), Ok(State::Empty));
}
