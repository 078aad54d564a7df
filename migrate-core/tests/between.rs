//! The machine behind a pooler and among rivals, with answers that are made up: no lock where none holds, no statement outside a
//! transaction where the session may be shared, and an end to every wait.

mod support;

use std::time::Duration;

use migrate_core::plan::Plan;
use migrate_core::run::{
    Action, Busy, Error, Event, Greeting, Options, Outcome, Pooling, Recorded, Reply, Run,
    ServerError,
};
use migrate_core::sql;
use migrate_core::target::Target;
use support::{plan, revision, three};

fn row(cells: &[Option<&str>]) -> Reply {
    Reply::Rows(vec![cells.iter().map(|c| c.map(str::to_owned)).collect()])
}

fn error(code: &str) -> Reply {
    Reply::Error(Box::new(ServerError {
        code: code.to_owned(),
        ..ServerError::default()
    }))
}

/// The answer to an attempt at the lock: whether it was obtained, whether the session had it already, and which session it is.
fn attempt(obtained: Option<&str>, already: &str, session: &str) -> Reply {
    row(&[
        obtained,
        None,
        None,
        None,
        Some("on"),
        Some(already),
        Some(session),
        obtained.filter(|obtained| *obtained == "t").map(|_| "{}"),
    ])
}

/// What an empty database answers to everything else.
fn usual(sql: &str) -> Reply {
    if sql.contains("pg_catalog.pg_class c") {
        return row(&[None, None, None, None, Some("t"), Some("0"), None]);
    }
    if sql.starts_with("SELECT") && sql.contains("FROM \"public\".\"migrate_ledger\"") {
        return error("42P01");
    }
    Reply::Rows(Vec::new())
}

/// A run's end, its events, and the texts that were sent over the first connection.
struct Told<'p> {
    end: Result<Outcome<'p>, Error>,
    events: Vec<Event<'p>>,
    sent: Vec<String>,
    now: Duration,
}

impl Told<'_> {
    fn began(&self) -> usize {
        self.sent
            .iter()
            .filter(|sql| sql.starts_with("-- "))
            .count()
    }
}

/// Drives a run whose driver greets as rust-postgres does; the answers are those of `first`, or else the usual ones.
fn drive<'p>(
    mut run: Run<'p>,
    mut first: impl FnMut(&str, Duration) -> Option<Reply>,
    mut beside: impl FnMut() -> Reply,
) -> Told<'p> {
    run.greeted(Greeting::ClientEncoding);
    let (mut events, mut sent, mut now) = (Vec::new(), Vec::new(), Duration::ZERO);
    loop {
        let action = run.poll();
        while let Some(event) = run.poll_event() {
            events.push(event);
        }
        let reply = match action {
            Action::Query(sql) | Action::Execute(sql) => {
                assert!(sent.len() < 400, "the run ends");
                let reply = first(&sql, now).unwrap_or_else(|| usual(&sql));
                sent.push(sql);
                reply
            }
            Action::Beside(sql) => {
                assert_eq!(sql, sql::which_session());
                beside()
            }
            Action::Wait(time) => {
                now += time;
                Reply::Waited
            }
            Action::Done(end) => {
                return Told {
                    end,
                    events,
                    sent,
                    now,
                };
            }
        };
        run.handle(reply, now);
    }
}

fn with_steps() -> Plan {
    let mut sketches = three();
    sketches.push(revision(4, &[3], "SELECT 1;", "SELECT 2;").stepwise());
    plan(&sketches)
}

fn up(plan: &Plan) -> Run<'_> {
    Run::up(plan, Target::HEAD, Options::default())
}

/// The answers of a connection whose sessions are these in turn, and where the lock is tried as a pooler lets it be.
fn pooled(sessions: &[&'static str]) -> impl FnMut(&str, Duration) -> Option<Reply> {
    let mut sessions = sessions.iter().copied().cycle();
    move |sql, _| {
        if sql.contains("pg_try_advisory_lock") {
            let session = sessions.next().unwrap_or_default();
            // Without the condition the lock is obtained wherever it is asked for.
            let obtained = (!sql.contains("client_encoding")).then_some("t");
            return Some(attempt(obtained, "f", session));
        }
        (sql == sql::which_session()).then(|| row(&[sessions.next()]))
    }
}

#[test]
fn where_somebody_else_opened_the_session_revisions_are_run_without_the_lock() {
    let plan = plan(&three());
    let told = drive(up(&plan), pooled(&["7"]), || panic!("nothing is compared"));
    assert!(matches!(&told.end, Ok(Outcome::Ran { revisions, .. }) if revisions.len() == 3));
    assert!(told.events.contains(&Event::Pooler));
    assert!(!told.events.contains(&Event::Locked));
    assert!(
        !told
            .sent
            .iter()
            .any(|sql| sql.contains("pg_advisory_unlock") && !sql.contains("pg_try"))
    );
}

#[test]
fn statements_outside_a_transaction_need_a_session_that_no_second_connection_is_given() {
    let plan = with_steps();
    type Beside = fn() -> Reply;
    let (same, another, none): (Beside, Beside, Beside) =
        (|| row(&[Some("7")]), || row(&[Some("8")]), || Reply::Alone);
    for (sessions, beside, refused) in [
        (&["7"][..], same, Some(Pooling::Proven)),
        (&["7", "7", "9"], another, Some(Pooling::Proven)),
        (&["7"], none, Some(Pooling::Possible)),
        (&["7"], || error("53300"), Some(Pooling::Possible)),
        (&["7"], another, None),
    ] {
        let told = drive(up(&plan), pooled(sessions), beside);
        match (&told.end, refused) {
            (
                Err(Error::Pooler {
                    pooling,
                    done: 0,
                    revision,
                }),
                Some(expected),
            ) => {
                assert_eq!(*pooling, expected);
                assert_eq!(revision.id, plan.revisions[3].id);
                assert_eq!(told.began(), 0);
            }
            (Ok(Outcome::Ran { revisions, .. }), None) => {
                assert_eq!(revisions.len(), 4);
                assert!(
                    told.events.contains(&Event::Locked),
                    "the lock is worth something now"
                );
                assert!(
                    told.sent
                        .last()
                        .is_some_and(|sql| sql.contains("pg_advisory_unlock"))
                );
            }
            (end, _) => panic!("{sessions:?}: {end:?}"),
        }
    }
}

#[test]
fn a_script_that_may_have_rolled_back_is_not_told_by_a_session_of_somebody_else() {
    for (script, code, recorded) in [
        ("COMMIT; SELECT 1 / 0;", "22012", Recorded::Unknown),
        ("ROLLBACK; SELECT 1 / 0;", "22012", Recorded::Unknown),
        // The deferred check of the run's own COMMIT, and a text that nothing was run of.
        ("INSERT INTO t VALUES (1);", "23505", Recorded::Nothing),
        ("COMMIT; SELEC 1;", "42601", Recorded::Nothing),
    ] {
        let mut sketches = three();
        sketches[0] = revision(1, &[], script, "SELECT 1;");
        let plan = plan(&sketches);
        for mark in [None, Some(plan.revisions[0].id.to_string())] {
            let mut pool = pooled(&["7"]);
            let told = drive(
                up(&plan),
                |sql, now| match sql {
                    sql if sql.starts_with("-- ") => Some(error(code)),
                    sql if sql == sql::undo() => Some(error(sql::NO_TRANSACTION)),
                    sql if sql == sql::begun() => Some(row(&[mark.as_deref(), Some("")])),
                    sql => pool(sql, now),
                },
                || Reply::Alone,
            );
            let Err(Error::Revision(failure)) = &told.end else {
                panic!("{script}: {:?}", told.end);
            };
            let expected = match mark {
                Some(_) => Recorded::Escaped,
                None => recorded,
            };
            assert_eq!(failure.recorded, expected, "{script}");
        }
    }
}

#[test]
fn the_settings_that_are_put_back_are_those_before_the_first_attempt_at_the_lock() {
    let plan = with_steps();
    let mut strings = vec!["on", "off"];
    let mut pool = pooled(&["7"]);
    let told = drive(
        up(&plan),
        |sql, now| match (sql.contains("pg_try_advisory_lock"), pool(sql, now)) {
            (true, Some(Reply::Rows(mut rows))) => {
                rows[0][4] = strings.pop().map(str::to_owned);
                Some(Reply::Rows(rows))
            }
            (_, reply) => reply,
        },
        || row(&[Some("8")]),
    );
    assert!(told.end.is_ok(), "{:?}", told.end);
    assert!(strings.is_empty(), "the lock was tried twice");
    let last = told.sent.last().unwrap();
    assert!(
        last.contains("pg_advisory_unlock")
            && last.contains("'standard_conforming_strings', 'off'"),
        "{last}"
    );
}

#[test]
fn a_driver_that_leaves_behind_a_pooler_leaves_no_transaction_open() {
    let plan = plan(&three());
    let runs: [fn(&Plan) -> Run<'_>; 2] = [up, |plan| {
        let reason = "because".into();
        Run::stamp(plan, Target::HEAD, reason, Options::default())
    }];
    let mut left = 0;
    for (messages, run) in (0..20).flat_map(|n| runs.map(|run| (n, run))) {
        let mut run = run(&plan);
        run.greeted(Greeting::ClientEncoding);
        let mut pool = pooled(&["7"]);
        let mut answered = 0;
        let sent = loop {
            let sql = match run.poll() {
                Action::Query(sql) | Action::Execute(sql) => sql,
                Action::Done(_) => break None,
                other => panic!("{other:?}"),
            };
            if answered == messages {
                break Some(sql);
            }
            answered += 1;
            let reply = pool(&sql, Duration::ZERO).unwrap_or_else(|| usual(&sql));
            run.handle(reply, Duration::ZERO);
        };
        let Some(sql) = sent else {
            assert_eq!(run.abandon(), None, "after the end");
            continue;
        };
        // An error in this message would leave its transaction open.
        let begins = sql.contains("BEGIN READ WRITE;") || sql.contains("BEGIN ISOLATION LEVEL");
        let last = run.abandon();
        left += usize::from(begins);
        let ends = last
            .as_deref()
            .is_some_and(|last| last.starts_with("ROLLBACK"));
        assert_eq!(ends, begins, "{sql}\nleft with {last:?}");
    }
    assert!(
        left >= 5,
        "creating twice, three revisions, a stamp: {left}"
    );
}

#[test]
fn a_session_of_ones_own_is_compared_too_and_its_lock_is_released_when_it_is_not() {
    let plan = with_steps();
    let direct = |sql: &str, _| {
        let asked = sql.contains("pg_try_advisory_lock");
        asked.then(|| attempt(Some("t"), "f", "7"))
    };
    let told = drive(up(&plan), direct, || row(&[Some("7")]));
    assert!(
        matches!(
            &told.end,
            Err(Error::Pooler {
                pooling: Pooling::Proven,
                ..
            })
        ),
        "{:?}",
        told.end
    );
    assert_eq!(told.began(), 0);
    assert!(
        told.sent
            .last()
            .is_some_and(|sql| sql.contains("pg_advisory_unlock"))
    );
    // With one connection there is nothing to compare, and nothing that speaks against it.
    let told = drive(up(&plan), direct, || Reply::Alone);
    assert!(told.end.is_ok(), "{:?}", told.end);
}

#[test]
fn a_session_that_has_the_lock_already_serves_others_too() {
    let plan = with_steps();
    let leaked = |sql: &str, _| {
        let asked = sql.contains("pg_try_advisory_lock");
        asked.then(|| attempt(None, "t", "7"))
    };
    let told = drive(up(&plan), leaked, || panic!("it is proven already"));
    assert!(
        matches!(
            &told.end,
            Err(Error::Pooler {
                pooling: Pooling::Proven,
                ..
            })
        ),
        "{:?}",
        told.end
    );
}

#[test]
fn a_run_stands_back_from_a_rival_that_writes_and_the_wait_has_an_end() {
    let plan = plan(&three());
    let busy_until = |end: Duration| {
        move |sql: &str, now: Duration| {
            let busy = now < end;
            if sql.starts_with("-- ") && busy {
                return Some(error(sql::LEDGER_BUSY));
            }
            let asked = *sql == sql::writer(&plan_ledger());
            (asked && busy).then(|| row(&[Some("77"), Some("other"), Some("5")]))
        }
    };
    let both = |end| {
        let (mut pool, rival) = (pooled(&["7"]), busy_until(end));
        move |sql: &str, now: Duration| rival(sql, now).or_else(|| pool(sql, now))
    };
    let told = drive(up(&plan), both(Duration::from_secs(20)), || Reply::Alone);
    assert!(
        matches!(&told.end, Ok(Outcome::Ran { revisions, .. }) if revisions.len() == 3),
        "{:?}",
        told.end
    );
    assert_eq!(
        told.began(),
        4,
        "the script is sent again when nobody writes, and not before"
    );
    assert!(told.now < Duration::from_secs(22));

    let told = drive(up(&plan), both(Duration::MAX), || Reply::Alone);
    let Err(Error::Busy(Busy::Run {
        holder: Some(holder),
        waited,
    })) = &told.end
    else {
        panic!("{:?}", told.end);
    };
    assert_eq!((holder.pid, *waited), (77, Duration::from_secs(60)));
    assert_eq!(told.began(), 1);
}

fn plan_ledger() -> migrate_core::plan::LedgerName {
    migrate_core::plan::LedgerName::default()
}

#[test]
fn who_waits_for_the_lock_finds_the_work_done_and_does_not_take_it() {
    let plan = plan(&three());
    let told = drive(
        up(&plan),
        |sql, now| {
            if sql.contains("pg_try_advisory_lock") {
                return Some(attempt(Some("f"), "f", "7"));
            }
            let done = *sql == sql::ask(&plan) && now > Duration::from_secs(5);
            done.then(|| row(&[Some(&sql::expected_answer(&plan))]))
        },
        || Reply::Alone,
    );
    assert_eq!(told.end, Ok(Outcome::NothingToDo));
    assert!(told.now < Duration::from_secs(7));
}
