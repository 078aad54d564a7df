//! Interrupted revisions: what a resume finds out, what only a person can know, and what both leave behind.

mod support;

use migrate_runtime::{
    Cancellation, Claim, Course, Doubt, Error, Event, Failure, Outcome, Plan, Recorded, Reply,
    Resolution, Session, State, Target, Undecided, Wanted,
};
use postgres::Client;
use support::{Server, Sketch, cell, id, plan, revision};

fn base() -> Sketch {
    revision(1, &[], "CREATE TABLE t (a int, b text);", "DROP TABLE t;")
}

/// A table, and these statements outside a transaction.
fn stepwise(up: &str, down: &str) -> Plan {
    plan(&[base(), revision(2, &[1], up, down).stepwise()])
}

fn run(client: &mut Client, sql: &str) {
    client
        .batch_execute(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Makes the ledger say that the second revision was interrupted at this statement.
fn interrupt(client: &mut Client, plan: &Plan, state: &str, step: u32, of: u32) {
    plan.migrator()
        .to(id(1))
        .up(client)
        .expect("the base is sound");
    plan.migrator()
        .stamp(client, id(2), "as if it had been begun")
        .expect("it can be stamped");
    run(
        client,
        &format!(
            "UPDATE migrate_ledger SET state = '{state}', step = {step}, steps = {of} WHERE id = '{}'",
            id(2)
        ),
    );
}

fn course(client: &mut Client, plan: &Plan) -> Course {
    match plan.migrator().preview().resume(client) {
        Ok(Outcome::WouldResume { course, .. }) => course,
        other => panic!("{other:?}"),
    }
}

fn undecided(client: &mut Client, plan: &Plan) -> Undecided {
    match plan.migrator().resume(client) {
        Err(Error::Undecided(undecided)) => *undecided,
        other => panic!("{other:?}"),
    }
}

fn failure(ended: Result<Outcome<'_>, Error>) -> Failure {
    match ended {
        Err(Error::Revision(failure)) => *failure,
        other => panic!("{other:?}"),
    }
}

/// The indexes of the table, and whether they are valid.
fn indexes(client: &mut Client) -> String {
    cell(
        client,
        "SELECT string_agg(indexrelid::regclass || CASE WHEN indisvalid THEN '' ELSE ' (invalid)' END, ', ' ORDER BY indexrelid::regclass::text)
         FROM pg_index WHERE indrelid = 't'::regclass",
    )
}

/// Leaves an invalid index behind, as a build that was interrupted does.
fn invalidate(client: &mut Client, index: &str) {
    run(
        client,
        &format!("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index}'::regclass"),
    );
}

#[test]
fn an_index_build_goes_on_from_whatever_it_left() {
    let server = Server::start();
    let build =
        "CREATE UNIQUE INDEX CONCURRENTLY t_a ON public.t (lower(b), (a + 1) DESC) WHERE a > 0;";
    let plan = stepwise(build, "DROP INDEX CONCURRENTLY t_a;");
    for (number, (sql, said)) in [
        ("", "the index that it builds on public.t is not there; it is sent again"),
        (
            "CREATE UNIQUE INDEX t_a ON t USING btree (lower(b), (a+1) DESC NULLS FIRST) WHERE (a > 0)",
            "the index public.t_a is there and valid; it is not sent again",
        ),
        (
            "CREATE UNIQUE INDEX t_a ON t (lower(b), (a + 1) DESC) WHERE a > 0;
             UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a'::regclass",
            "the index public.t_a is there and invalid; it is dropped, and the statement is sent again",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let mut client = server.database(&format!("case_{number}"));
        interrupt(&mut client, &plan, "running", 1, 1);
        run(&mut client, sql);
        let before = indexes(&mut client);
        assert_eq!(course(&mut client, &plan).to_string(), said, "{sql}");
        assert_eq!(indexes(&mut client), before, "a preview changes nothing");

        let mut told = Vec::new();
        let resumed = plan
            .migrator()
            .observer(|event: &Event<'_>| {
                if let Event::Resuming { step, of, course, .. } = event {
                    told.push(format!("{step} of {of}: {course}"));
                }
            })
            .resume(&mut client);
        assert!(
            matches!(&resumed, Ok(Outcome::Ran { revisions, .. }) if revisions.len() == 1),
            "{resumed:?}"
        );
        drop(resumed);
        assert_eq!(told, [format!("1 of 1: {said}")]);
        assert_eq!(indexes(&mut client), "t_a");
        assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
        let log = cell(
            &mut client,
            "SELECT string_agg(detail, '; ' ORDER BY seq) FROM migrate_ledger_log WHERE event = 'resume'",
        );
        assert_eq!(log, format!("statement 1 of 1: {said}"));
        assert_eq!(
            cell(&mut client, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"),
            "0",
            "the copy of the table is gone"
        );
        assert_eq!(
            plan.migrator().resume(&mut client),
            Ok(Outcome::NothingToDo)
        );
    }
}

#[test]
fn an_index_that_is_not_the_statements_own_is_left_alone() {
    let server = Server::start();
    let build = "CREATE INDEX CONCURRENTLY t_a ON t (a);";
    let plan = stepwise(build, "DROP INDEX CONCURRENTLY t_a;");
    for (number, sql) in [
        "CREATE INDEX t_a ON t (b)",
        "CREATE UNIQUE INDEX t_a ON t (a)",
        "CREATE INDEX t_a ON t (a) WHERE a > 0",
        "CREATE INDEX t_a ON t (b); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a'::regclass",
        "CREATE TABLE other (a int); CREATE INDEX t_a ON other (a)",
        "CREATE TABLE t_a ()",
    ]
    .into_iter()
    .enumerate()
    {
        let mut client = server.database(&format!("case_{number}"));
        interrupt(&mut client, &plan, "running", 1, 1);
        run(&mut client, sql);
        let before = server.dump(&format!("case_{number}"));
        let undecided = undecided(&mut client, &plan);
        assert!(
            matches!(&undecided.doubt, Doubt::Taken { name, .. } if name == "public.t_a"),
            "{sql}: {undecided:?}"
        );
        if number == 0 {
            insta::assert_snapshot!("taken", undecided);
            insta::assert_snapshot!("taken_help", undecided.help());
        }
        assert_eq!(server.dump(&format!("case_{number}")), before, "{sql}");
    }

    // The way out: it is dropped, and the statement is sent again.
    let mut client = server.client_as("postgres", "case_0");
    run(&mut client, "DROP INDEX t_a");
    let retry = Claim::Step(1, Resolution::Retry);
    plan.migrator()
        .resolve(&mut client, id(2), retry, "dropped the other one")
        .unwrap();
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "t_a");
}

#[test]
fn an_index_without_a_name_is_known_by_its_definition() {
    let server = Server::start();
    let plan = stepwise("CREATE INDEX CONCURRENTLY ON t (a);", "SELECT 1;");
    let mut client = server.client();
    interrupt(&mut client, &plan, "running", 1, 1);
    // The name was taken when it was built, and another index has the same columns in another order.
    run(
        &mut client,
        "CREATE INDEX t_a_idx ON t (b); CREATE INDEX t_a_idx1 ON t (a); CREATE INDEX mine ON t (a DESC)",
    );
    invalidate(&mut client, "t_a_idx1");
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "mine, t_a_idx, t_a_idx1");

    let mut client = server.database("several");
    interrupt(&mut client, &plan, "running", 1, 1);
    run(
        &mut client,
        "CREATE INDEX t_a_idx ON t (a); CREATE INDEX t_a_idx1 ON t (a)",
    );
    let undecided = undecided(&mut client, &plan);
    assert!(
        matches!(&undecided.doubt, Doubt::Several { .. }),
        "{undecided:?}"
    );
}

#[test]
fn a_definition_that_cannot_be_compared_is_no_reason_to_guess() {
    let server = Server::start();
    let plan = stepwise("CREATE INDEX CONCURRENTLY t_a ON t (f(t));", "SELECT 1;");
    let mut client = server.client();
    interrupt(&mut client, &plan, "running", 1, 1);
    run(
        &mut client,
        "CREATE FUNCTION f(t) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1.a'; CREATE INDEX t_a ON t (f(t))",
    );
    let undecided = undecided(&mut client, &plan);
    assert!(
        matches!(&undecided.doubt, Doubt::Incomparable { why } if why.contains("function f(t) does not exist")),
        "{undecided:?}"
    );
    // Nor is an invalid one dropped that may be somebody else's.
    invalidate(&mut client, "t_a");
    let undecided = self::undecided(&mut client, &plan);
    assert!(
        matches!(&undecided.doubt, Doubt::Incomparable { .. }),
        "{undecided:?}"
    );
    assert_eq!(indexes(&mut client), "t_a (invalid)");
}

#[test]
fn without_the_privilege_to_compare_an_invalid_index_is_left_to_a_person() {
    let server = Server::start();
    let plan = stepwise("CREATE INDEX CONCURRENTLY t_a ON t (a);", "SELECT 1;");
    let mut owner = server.database("app");
    run(
        &mut owner,
        "CREATE ROLE migrator LOGIN PASSWORD 'password'; GRANT CREATE ON SCHEMA public TO migrator;
         REVOKE TEMPORARY ON DATABASE app FROM PUBLIC",
    );
    let mut client = server.client_as("migrator", "app");
    interrupt(&mut client, &plan, "running", 1, 1);
    run(&mut client, "CREATE INDEX t_a ON t (b)");
    invalidate(&mut owner, "t_a");
    let undecided = undecided(&mut client, &plan);
    insta::assert_snapshot!(undecided, @r#"
    the up script of revision 000022222222 (change 2) was interrupted at statement 1 of 1, and whether the index that it builds is there cannot be found out: permission denied to create temporary tables in database "app"
      --> migrations/20261121093002_change_2/up.sql:1:1
       |
     1 | CREATE INDEX CONCURRENTLY t_a ON t (a);
       | ^
    nothing was changed
    "#);
    insta::assert_snapshot!(undecided.help(), @"if the index is there, valid and the one that is meant, `cargo migrate resolve 000022222222 --step 1 --done --reason …`; if not, drop what is there, invalid or not, and `cargo migrate resolve 000022222222 --step 1 --retry --reason …`; then `cargo migrate resume`. Where the server denied a temporary table, GRANT TEMPORARY ON DATABASE lets `cargo migrate resume` compare by itself");
    assert_eq!(indexes(&mut client), "t_a (invalid)");

    run(&mut client, "DROP INDEX t_a");
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "t_a");
}

/// A step of zero, or beyond the last, names no statement.
#[test]
fn a_row_whose_step_names_no_statement_is_refused() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise("SELECT 1;\nSELECT 2;\n", "SELECT 3;");
    interrupt(&mut client, &plan, "running", 1, 2);
    for step in ["0", "3", "NULL"] {
        let error = client
            .batch_execute(&format!(
                "UPDATE migrate_ledger SET step = {step} WHERE state = 'running'"
            ))
            .unwrap_err();
        assert_eq!(
            error.code().map(|code| code.code()),
            Some("23514"),
            "{step}"
        );
    }
    run(
        &mut client,
        "DO $$ DECLARE name text; BEGIN
           FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'migrate_ledger'::regclass AND contype = 'c'
           LOOP EXECUTE format('ALTER TABLE migrate_ledger DROP CONSTRAINT %I', name); END LOOP;
         END $$",
    );
    for step in [0, 3] {
        run(
            &mut client,
            &format!("UPDATE migrate_ledger SET step = {step} WHERE state = 'running'"),
        );
        let claim = Claim::Step(step, Resolution::Done);
        for refused in [
            plan.migrator().resume(&mut client),
            plan.migrator().resolve(&mut client, id(2), claim, "?"),
        ] {
            assert!(
                matches!(&refused, Err(Error::State(state)) if matches!(&**state, State::Foreign { why } if why.contains("`step`"))),
                "{refused:?}"
            );
        }
    }
}

/// The statements were run with `public` alone, whatever the role resolves names with.
#[test]
fn a_role_with_a_search_path_of_its_own_finds_what_the_statements_were_about() {
    let server = Server::start();
    let with_path = |name: &str, plan: &Plan, sql: &str| {
        let mut client = server.database(name);
        interrupt(&mut client, plan, "running", 1, 1);
        run(&mut client, sql);
        run(
            &mut client,
            &format!(
                "CREATE SCHEMA app; ALTER ROLE postgres IN DATABASE {name} SET search_path = app"
            ),
        );
        server.client_as("postgres", name)
    };

    let drop = stepwise("DROP INDEX CONCURRENTLY t_b;", "SELECT 1;");
    let mut client = with_path("drops", &drop, "CREATE INDEX t_b ON t (b)");
    assert_eq!(
        course(&mut client, &drop).to_string(),
        "the index t_b is still there; it is sent again"
    );
    drop.migrator().resume(&mut client).unwrap();
    assert_eq!(
        cell(&mut client, "SELECT to_regclass('public.t_b') IS NULL"),
        "t"
    );

    let rebuild = stepwise("REINDEX TABLE CONCURRENTLY t;", "SELECT 1;");
    let mut client = with_path(
        "rebuilds",
        &rebuild,
        "CREATE INDEX t_b_ccnew ON t (b); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_b_ccnew'::regclass",
    );
    assert_eq!(
        course(&mut client, &rebuild).to_string(),
        "it left the invalid index public.t_b_ccnew behind; it is dropped, and the statement is sent again"
    );

    let detach = plan(&[
        revision(
            1,
            &[],
            "CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE p PARTITION OF t FOR VALUES IN (1);",
            "DROP TABLE t, p;",
        ),
        revision(
            2,
            &[1],
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY;",
            "SELECT 1;",
        )
        .stepwise(),
    ]);
    let mut client = with_path(
        "detachments",
        &detach,
        "UPDATE pg_inherits SET inhdetachpending = true",
    );
    detach.migrator().resume(&mut client).unwrap();
    assert_eq!(cell(&mut client, "SELECT count(*) FROM pg_inherits"), "0");
}

/// Somebody stops the run while a message is under way: it is stopped when the message was answered.
struct Stopping<'c> {
    client: &'c mut Client,
    at: &'static str,
    cancellation: Cancellation,
}

impl Session for Stopping<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let reply = self.client.send(sql, wanted);
        if sql.contains(self.at) {
            self.cancellation.cancel();
        }
        reply
    }
}

#[test]
fn a_statement_that_a_stopped_run_did_not_send_is_known_not_to_have_been_sent() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise(
        "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n",
        "SELECT 1;",
    );
    plan.migrator().to(id(1)).up(&mut client).unwrap();
    let cancellation = Cancellation::new();
    let mut stopping = Stopping {
        client: &mut client,
        at: ": statement 2 of 2",
        cancellation: cancellation.clone(),
    };
    let error = plan
        .migrator()
        .cancellation(&cancellation)
        .up(&mut stopping)
        .unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    insta::assert_snapshot!(error.help().unwrap(), @"run `cargo migrate resume`: it goes on with statement 2");
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t"
        ),
        "1 2"
    );
}

#[test]
fn a_resume_that_waits_to_drop_an_index_can_be_stopped() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise("CREATE INDEX CONCURRENTLY t_a ON t (a);", "SELECT 1;");
    interrupt(&mut client, &plan, "running", 1, 1);
    run(&mut client, "CREATE INDEX t_a ON t (a)");
    invalidate(&mut client, "t_a");
    // A drop waits for whoever uses the table, for as long as that takes.
    let mut user = server.client();
    let mut using = user.transaction().unwrap();
    using.batch_execute("SELECT FROM t").unwrap();

    let cancellation = Cancellation::new();
    let token = client.cancel_token();
    cancellation.on_cancel(move || {
        let _refused = token.cancel_query(postgres::NoTls);
    });
    let mut watcher = server.client();
    let stop = cancellation.clone();
    let stopping = std::thread::spawn(move || {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DROP INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'";
        while cell(&mut watcher, waiting) == "0" {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        stop.cancel();
    });
    let error = plan
        .migrator()
        .cancellation(&cancellation)
        .resume(&mut client)
        .unwrap_err();
    stopping.join().unwrap();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    using.rollback().unwrap();
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "t_a");
}

#[test]
fn a_drop_a_rebuild_and_a_detachment_go_on_as_well() {
    let server = Server::start();
    let drop = stepwise("DROP INDEX CONCURRENTLY t_b;", "SELECT 1;");
    let mut client = server.database("drops");
    interrupt(&mut client, &drop, "running", 1, 1);
    run(&mut client, "CREATE INDEX t_b ON t (b)");
    invalidate(&mut client, "t_b");
    drop.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "");

    let mut client = server.database("drop_done");
    interrupt(&mut client, &drop, "running", 1, 1);
    assert_eq!(
        course(&mut client, &drop).to_string(),
        "the index t_b is gone; it is not sent again"
    );
    drop.migrator().resume(&mut client).unwrap();

    for (number, statement) in [
        "REINDEX INDEX CONCURRENTLY t_b;",
        "REINDEX TABLE CONCURRENTLY t;",
        "REINDEX SCHEMA CONCURRENTLY public;",
    ]
    .into_iter()
    .enumerate()
    {
        let plan = stepwise(statement, "SELECT 1;");
        let mut client = server.database(&format!("rebuild_{number}"));
        interrupt(&mut client, &plan, "running", 1, 1);
        run(
            &mut client,
            "CREATE INDEX t_b ON t (b); CREATE INDEX t_b_ccnew ON t (b); CREATE INDEX t_b_ccold1 ON t (b);
             CREATE INDEX others_ccnew ON t (b)",
        );
        invalidate(&mut client, "t_b_ccnew");
        invalidate(&mut client, "t_b_ccold1");
        assert_eq!(
            course(&mut client, &plan).to_string(),
            "it left the invalid indexes public.t_b_ccnew, public.t_b_ccold1 behind; they are dropped, and the statement is \
             sent again"
        );
        plan.migrator().resume(&mut client).unwrap();
        assert_eq!(indexes(&mut client), "others_ccnew, t_b", "{statement}");
    }

    let detach = plan(&[
        revision(
            1,
            &[],
            "CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE p PARTITION OF t FOR VALUES IN (1);",
            "DROP TABLE t, p;",
        ),
        revision(
            2,
            &[1],
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY;",
            "SELECT 1;",
        )
        .stepwise(),
    ]);
    for (name, sql, said) in [
        ("attached", "", "p was not detached; it is sent again"),
        (
            "pending",
            "UPDATE pg_inherits SET inhdetachpending = true",
            "the detachment of p is pending; it is finalized",
        ),
        (
            "detached",
            "ALTER TABLE t DETACH PARTITION p",
            "p is not attached; it is not sent again",
        ),
    ] {
        let mut client = server.database(name);
        interrupt(&mut client, &detach, "running", 1, 1);
        run(&mut client, sql);
        assert_eq!(course(&mut client, &detach).to_string(), said);
        detach.migrator().resume(&mut client).unwrap();
        assert_eq!(
            cell(&mut client, "SELECT count(*) FROM pg_inherits"),
            "0",
            "{name}"
        );
    }
}

#[test]
fn of_any_other_statement_only_a_person_knows_whether_it_was_carried_out() {
    let server = Server::start();
    let up = "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);\n";
    let plan = stepwise(up, "DELETE FROM t;");
    let rows = "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t";
    for (name, resolution, left) in [
        ("done", Resolution::Done, "3"),
        ("retry", Resolution::Retry, "2 3"),
    ] {
        let mut client = server.database(name);
        interrupt(&mut client, &plan, "running", 2, 3);
        let undecided = undecided(&mut client, &plan);
        if name == "done" {
            insta::assert_snapshot!("opaque", undecided);
            insta::assert_snapshot!("opaque_help", undecided.help());
        }
        let claim = Claim::Step(2, resolution);
        let previewed = plan
            .migrator()
            .preview()
            .resolve(&mut client, id(2), claim, "looked");
        assert!(
            matches!(previewed, Ok(Outcome::WouldResolve { .. })),
            "{previewed:?}"
        );
        let resolved = plan
            .migrator()
            .resolve(&mut client, id(2), claim, "looked at it's rows");
        assert!(
            matches!(resolved, Ok(Outcome::Resolved { edited: false, .. })),
            "{resolved:?}"
        );
        let state = plan.state(&mut client).unwrap();
        assert!(
            matches!(state, State::Interrupted { resolution: Some(said), .. } if said == resolution),
            "{state:?}"
        );
        assert_eq!(
            cell(
                &mut client,
                "SELECT detail FROM migrate_ledger_log ORDER BY seq DESC LIMIT 1"
            ),
            format!(
                "statement 2 of 3 is {}: looked at it's rows",
                match resolution {
                    Resolution::Done => "done",
                    Resolution::Retry => "to be sent again",
                }
            )
        );
        plan.migrator().resume(&mut client).unwrap();
        assert_eq!(cell(&mut client, rows), left);
        assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
        assert_eq!(
            plan.migrator()
                .resolve(&mut client, id(2), claim, "once more")
                .unwrap_err()
                .to_string(),
            "revision 000022222222 (change 2) is not interrupted: there is nothing to resolve; nothing was changed"
        );
    }
}

#[test]
fn what_is_said_has_to_be_about_what_was_interrupted() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise("SELECT 1;\nSELECT 2;\n", "SELECT 3;");
    interrupt(&mut client, &plan, "running", 2, 2);
    let mut said = |revision: u64, step| {
        let claim = Claim::Step(step, Resolution::Done);
        let ended = plan
            .migrator()
            .resolve(&mut client, id(revision), claim, "?");
        match ended {
            Err(Error::Undecided(undecided)) => undecided.doubt,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(said(2, 1), Doubt::OtherStep { named: 1 });
    assert!(matches!(said(1, 2), Doubt::OtherRevision { .. }));
    // Nor is it for stamp to say any more.
    let stamped = plan.migrator().stamp(&mut client, Target::HEAD, "?");
    assert!(matches!(stamped, Err(Error::State(_))), "{stamped:?}");
}

#[test]
fn a_script_that_was_undone_by_hand_is_as_if_it_had_not_begun() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise(
        "INSERT INTO t VALUES (1);\nSELECT 2;\n",
        "SELECT 3;\nSELECT 4;",
    );
    interrupt(&mut client, &plan, "running", 2, 2);
    plan.migrator()
        .resolve(&mut client, id(2), Claim::Undone, "removed the row")
        .unwrap();
    assert!(matches!(plan.state(&mut client), Ok(State::Behind { .. })));
    plan.migrator().up(&mut client).unwrap();
    run(
        &mut client,
        "UPDATE migrate_ledger SET state = 'reverting', step = 1, steps = 2 WHERE transaction_mode = 'none'",
    );
    plan.migrator()
        .resolve(&mut client, id(2), Claim::Undone, "it did nothing")
        .unwrap();
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(
            &mut client,
            "SELECT detail FROM migrate_ledger_log ORDER BY seq DESC LIMIT 1"
        ),
        "the down script was undone, after it was interrupted at statement 1 of 2: it did nothing"
    );
}

#[test]
fn a_down_goes_on_too_and_removes_the_record_at_its_end() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise(
        "CREATE INDEX CONCURRENTLY t_a ON t (a);",
        "DROP INDEX CONCURRENTLY t_a;\nDELETE FROM t;\n",
    );
    plan.migrator().up(&mut client).unwrap();
    run(
        &mut client,
        "UPDATE migrate_ledger SET state = 'reverting', step = 1, steps = 2 WHERE transaction_mode = 'none'",
    );
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "");
    assert!(matches!(plan.state(&mut client), Ok(State::Behind { .. })));
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(event, ' ' ORDER BY seq) FROM migrate_ledger_log"
        ),
        "up up resume down"
    );
}

#[test]
fn an_interrupted_draft_that_was_edited_goes_on_once_somebody_accepts_it() {
    let server = Server::start();
    let mut client = server.client();
    let draft = |up: &str| {
        plan(&[
            base(),
            revision(2, &[1], up, "SELECT 0;").draft().stepwise(),
        ])
    };
    let first =
        "INSERT INTO t VALUES (1);\nINSERT INTO nope VALUES (2);\nINSERT INTO t VALUES (3);\n";
    let failed = failure(draft(first).migrator().up(&mut client));
    assert_eq!(failed.recorded, Recorded::Step { step: 2, of: 3 });
    insta::assert_snapshot!(
        "step_failed_help",
        Error::Revision(Box::new(failed)).help().unwrap()
    );

    let corrected = draft("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n");
    let undecided = undecided(&mut client, &corrected);
    assert_eq!(undecided.doubt, Doubt::Edited);
    insta::assert_snapshot!("edited", undecided);
    insta::assert_snapshot!("edited_help", undecided.help());

    // What was run already is not to be edited.
    let retry = Claim::Step(2, Resolution::Retry);
    let other = draft("INSERT INTO t VALUES (9);\nINSERT INTO t VALUES (2);\n");
    let refused = other
        .migrator()
        .resolve(&mut client, id(2), retry, "corrected");
    assert!(
        matches!(&refused, Err(Error::Undecided(u)) if u.doubt == Doubt::EditedBefore),
        "{refused:?}"
    );

    let accepted = corrected
        .migrator()
        .resolve(&mut client, id(2), retry, "corrected");
    assert!(
        matches!(accepted, Ok(Outcome::Resolved { edited: true, .. })),
        "{accepted:?}"
    );
    corrected.migrator().resume(&mut client).unwrap();
    assert_eq!(corrected.state(&mut client), Ok(State::UpToDate));
    assert_eq!(
        cell(
            &mut client,
            "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t"
        ),
        "1 2"
    );
    assert_eq!(
        cell(
            &mut client,
            "SELECT up_sql FROM migrate_ledger WHERE transaction_mode = 'none'"
        ),
        "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n"
    );
}

#[test]
fn a_unique_index_on_data_that_is_not_is_told_and_built_once_the_data_is_corrected() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise(
        "SELECT 1;\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);\n",
        "DROP INDEX CONCURRENTLY t_a;",
    );
    plan.migrator().to(id(1)).up(&mut client).unwrap();
    run(&mut client, "INSERT INTO t VALUES (1), (1)");
    let error = Error::Revision(Box::new(failure(plan.migrator().up(&mut client))));
    insta::assert_snapshot!("not_unique", error);
    insta::assert_snapshot!("not_unique_help", error.help().unwrap());
    assert_eq!(indexes(&mut client), "t_a (invalid)");

    // The data is as it was: it fails again, and nothing is worse than before.
    let again = failure(plan.migrator().resume(&mut client));
    assert_eq!(again.left, ["public.t_a"]);
    assert_eq!(indexes(&mut client), "t_a (invalid)");

    run(
        &mut client,
        "DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)",
    );
    plan.migrator().resume(&mut client).unwrap();
    assert_eq!(indexes(&mut client), "t_a");
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
    assert_eq!(cell(&mut client, "SHOW lock_timeout"), "0");
}

#[test]
fn if_not_exists_over_an_invalid_index_is_found_and_said() {
    let server = Server::start();
    let build = "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);\n";
    for (name, up) in [
        ("last", build.to_owned()),
        ("first", format!("{build}SELECT 1;\n")),
    ] {
        let mut client = server.database(name);
        let plan = stepwise(&up, "DROP INDEX CONCURRENTLY t_a;");
        plan.migrator().to(id(1)).up(&mut client).unwrap();
        run(&mut client, "CREATE INDEX t_a ON t (a)");
        invalidate(&mut client, "t_a");
        let error = Error::Revision(Box::new(failure(plan.migrator().up(&mut client))));
        if name == "last" {
            insta::assert_snapshot!("skipped_build", error);
            insta::assert_snapshot!("skipped_build_help", error.help().unwrap());
        }
        assert!(matches!(
            plan.state(&mut client),
            Ok(State::Interrupted { step: 1, .. })
        ));
        plan.migrator().resume(&mut client).unwrap();
        assert_eq!(indexes(&mut client), "t_a");
    }

    // A valid one of that name on the same table is what the statement asks for.
    let mut client = server.database("valid");
    let plan = stepwise(build, "DROP INDEX CONCURRENTLY t_a;");
    plan.migrator().to(id(1)).up(&mut client).unwrap();
    run(&mut client, "CREATE INDEX t_a ON t (a)");
    plan.migrator().up(&mut client).unwrap();

    // One on another table is not.
    let mut client = server.database("elsewhere");
    plan.migrator().to(id(1)).up(&mut client).unwrap();
    run(
        &mut client,
        "CREATE TABLE o (a int); CREATE INDEX t_a ON o (a)",
    );
    let failed = failure(plan.migrator().up(&mut client));
    assert_eq!(failed.recorded, Recorded::Step { step: 1, of: 1 });
}

/// Loses the connection at one message, before or after the server carried it out.
struct Cut<'c> {
    client: Option<&'c mut Client>,
    at: usize,
    when: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    After,
}

impl Session for Cut<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let Some(client) = &mut self.client else {
            panic!("nothing is sent over a lost connection: {sql}");
        };
        self.at -= 1;
        if self.at > 0 {
            return client.send(sql, wanted);
        }
        if self.when == When::After {
            let _unheard = client.send(sql, wanted);
        }
        // What the server does when it notices.
        run(
            client,
            "ROLLBACK; SELECT pg_advisory_unlock_all(); RESET ALL",
        );
        self.client = None;
        Reply::Lost("the connection was cut".to_owned())
    }
}

/// Each statement leaves a row with its number, so that one that was carried out twice, or not at all, shows.
#[test]
fn wherever_a_connection_is_cut_a_resume_carries_each_statement_out_once() {
    let server = Server::start();
    let mut client = server.client();
    let plan = stepwise(
        "INSERT INTO t VALUES (1, 'up');\nCREATE INDEX CONCURRENTLY t_a ON t (a);\nINSERT INTO t VALUES (3, 'up');\n",
        "INSERT INTO t VALUES (1, 'down');\nDROP INDEX CONCURRENTLY t_a;\nINSERT INTO t VALUES (3, 'down');\n",
    );
    plan.migrator().up(&mut client).unwrap();
    plan.migrator().down(&mut client, id(1)).unwrap();
    for up in [true, false] {
        let mut cuts = 0;
        for at in 1.. {
            let mut ended = true;
            for when in [When::Before, When::After] {
                // As before the run that is cut.
                match up {
                    true => plan.migrator().down(&mut client, id(1)).map(drop),
                    false => plan.migrator().up(&mut client).map(drop),
                }
                .unwrap();
                run(&mut client, "TRUNCATE t");
                let mut cut = Cut {
                    client: Some(&mut client),
                    at,
                    when,
                };
                let outcome = match up {
                    true => plan.migrator().up(&mut cut).map(drop),
                    false => plan.migrator().down(&mut cut, id(1)).map(drop),
                };
                if cut.client.is_some() {
                    assert!(outcome.is_ok(), "{outcome:?}");
                    continue;
                }
                ended = false;
                cuts += 1;
                go_on(&mut client, &plan, up);
                let word = if up { "up" } else { "down" };
                assert_eq!(
                    cell(
                        &mut client,
                        "SELECT string_agg(a || ' ' || b, ', ' ORDER BY a) FROM t"
                    ),
                    format!("1 {word}, 3 {word}"),
                    "cut at message {at}, {when:?}"
                );
                assert_eq!(indexes(&mut client), if up { "t_a" } else { "" });
                let applied = if up { "2" } else { "1" };
                assert_eq!(
                    cell(
                        &mut client,
                        "SELECT count(*) FROM migrate_ledger WHERE state = 'applied'"
                    ),
                    applied
                );
            }
            if ended {
                break;
            }
        }
        assert!(cuts >= 20, "{cuts}: each message was cut before and after");
    }
}

/// What a person does after a cut.
fn go_on(client: &mut Client, plan: &Plan, up: bool) {
    if let Ok(State::Interrupted { revision, step, .. }) = plan.state(client) {
        let resumed = plan.migrator().resume(client);
        if let Err(Error::Undecided(undecided)) = &resumed {
            assert_eq!(undecided.doubt, Doubt::Opaque);
            let there = cell(client, &format!("SELECT count(*) FROM t WHERE a = {step}"));
            let resolution = match &*there {
                "0" => Resolution::Retry,
                _ => Resolution::Done,
            };
            plan.migrator()
                .resolve(client, revision.id, Claim::Step(step, resolution), "looked")
                .expect("it is about what was interrupted");
            plan.migrator().resume(client).expect("it goes on");
        } else {
            resumed.expect("it goes on");
        }
    }
    match up {
        true => plan.migrator().up(client).map(drop),
        false => plan.migrator().down(client, id(1)).map(drop),
    }
    .expect("and to the end");
}
