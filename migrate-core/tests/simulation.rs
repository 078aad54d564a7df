//! The machine alone, with a simulated server: whatever goes wrong at whichever answer, the lock is released and success
//! is not told.

mod support;

use std::time::Duration;

use migrate_core::plan::Plan;
use migrate_core::run::{Action, Error, Event, Options, Outcome, Reply, Run, ServerError};
use migrate_core::target::Target;
use support::{plan, revision, three};

/// What the simulated server does at one message.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    Error(&'static str),
    /// An error after the message had its effect on the session, as a `statement_timeout` may come.
    TooLate(&'static str),
    Lost,
}

/// A server that answers what an empty database would, as far as the machine looks at it, and knows who holds the lock.
#[derive(Default)]
struct Server {
    messages: Vec<String>,
    locked: bool,
    committed: usize,
    /// Attempts at the lock that fail first.
    held_elsewhere: u32,
}

impl Server {
    fn answer(&mut self, sql: &str) -> Reply {
        self.messages.push(sql.to_owned());
        let row = |cells: &[Option<&str>]| {
            Reply::Rows(vec![cells.iter().map(|c| c.map(str::to_owned)).collect()])
        };
        if sql.contains("pg_try_advisory_lock") {
            if self.held_elsewhere > 0 {
                self.held_elsewhere -= 1;
                return row(&[Some("f"), Some("77"), Some("other"), Some("5")]);
            }
            self.locked = true;
            return row(&[
                Some("t"),
                None,
                None,
                None,
                Some("off"),
                Some("0"),
                Some("0"),
                Some("x"),
                Some("off"),
            ]);
        }
        if sql.contains("pg_advisory_unlock") {
            let held = std::mem::replace(&mut self.locked, false);
            // After an error to the attempt at the lock no setting was changed yet.
            assert!(
                sql.contains("'standard_conforming_strings', 'off'")
                    || sql.starts_with("SET LOCAL statement_timeout = 0;"),
                "settings are put back"
            );
            return row(&[Some(if held { "t" } else { "f" })]);
        }
        if sql.contains("pg_catalog.pg_class") {
            return row(&[None, None, None, None, Some("t"), Some("0"), None]);
        }
        if sql.starts_with("SELECT") && sql.contains("FROM \"public\".\"migrate_ledger\"") {
            return error("42P01");
        }
        if sql.starts_with("-- ") {
            self.committed += 1;
        }
        Reply::Rows(Vec::new())
    }
}

fn error(code: &str) -> Reply {
    Reply::Error(Box::new(ServerError {
        code: code.to_owned(),
        message: "trouble".to_owned(),
        ..ServerError::default()
    }))
}

/// Drives a run; at the messages with these numbers there is trouble instead of an answer.
fn drive<'p>(
    mut run: Run<'p>,
    server: &mut Server,
    troubles: &[(usize, Trouble)],
) -> (Result<Outcome<'p>, Error>, Vec<Event<'p>>) {
    let mut now = Duration::ZERO;
    let mut events = Vec::new();
    let mut number = 0;
    loop {
        let action = run.poll();
        while let Some(event) = run.poll_event() {
            events.push(event);
        }
        let reply = match action {
            Action::Query(sql) | Action::Execute(sql) => {
                number += 1;
                assert!(number < 400, "the run ends");
                match troubles.iter().find(|(at, _)| *at == number) {
                    Some((_, Trouble::Error(code))) => {
                        server.messages.push(sql);
                        error(code)
                    }
                    Some((_, Trouble::TooLate(code))) => {
                        let _unheard = server.answer(&sql);
                        error(code)
                    }
                    Some((_, Trouble::Lost)) => {
                        server.messages.push(sql);
                        server.locked = false;
                        Reply::Lost("gone".to_owned())
                    }
                    None => server.answer(&sql),
                }
            }
            Action::Beside(_) => Reply::Alone,
            Action::Wait(time) => {
                now += time;
                Reply::Waited
            }
            Action::Done(result) => return (result, events),
        };
        run.handle(reply, now);
    }
}

fn stepwise() -> Plan {
    let mut sketches = three();
    sketches.push(revision(4, &[3], "SELECT 1;\nSELECT 2;", "SELECT 3;").stepwise());
    plan(&sketches)
}

fn up(plan: &Plan) -> Run<'_> {
    Run::up(plan, Target::HEAD, Options::default())
}

#[test]
fn whatever_fails_at_whichever_message_the_lock_is_released_and_success_is_not_told() {
    let plan = stepwise();
    let mut server = Server::default();
    let (outcome, _) = drive(up(&plan), &mut server, &[]);
    assert!(matches!(outcome, Ok(Outcome::Ran { ref revisions, .. }) if revisions.len() == 4));
    let messages = server.messages.len();
    let last = messages;

    for at in 1..=messages {
        for trouble in [
            Trouble::Lost,
            Trouble::Error("42601"),
            Trouble::Error("40001"),
            Trouble::Error("55P03"),
            Trouble::Error("57P01"),
            Trouble::Error("08006"),
            Trouble::Error("MG001"),
            Trouble::Error("MG002"),
        ] {
            let mut server = Server::default();
            let (outcome, events) = drive(up(&plan), &mut server, &[(at, trouble)]);
            // Whether the session is over says the driver; an error of any SQLSTATE leaves it there.
            if trouble != Trouble::Lost {
                assert!(
                    !server.locked,
                    "message {at}, {trouble:?}: the lock is still held"
                );
            }
            let finished = events
                .iter()
                .filter(|event| matches!(event, Event::Finished { .. }))
                .count();
            if let Ok(outcome) = &outcome {
                let Outcome::Ran { revisions, .. } = outcome else {
                    panic!("message {at}, {trouble:?}: {outcome:?}");
                };
                assert_eq!(revisions.len(), finished);
                // The question and the reading have other ways to an answer; a lost lock at the very end changes nothing;
                // and the simulated ledger is always empty when it is read again.
                // A lock that is not obtained, or a transaction that does not go with another one, is tried again.
                let retried = events
                    .iter()
                    .any(|event| matches!(event, Event::Retrying { .. }));
                let harmless = at == 1
                    || at == 3
                    || at == last
                    || retried
                    || trouble == Trouble::Error("MG001");
                assert!(harmless, "message {at}, {trouble:?} was taken for success");
            }
        }
    }
}

#[test]
fn trouble_on_the_way_out_hides_neither_the_first_error_nor_the_lock() {
    let plan = stepwise();
    let first = (7, Trouble::Error("23505"));
    for second in 8..12 {
        let mut server = Server::default();
        let troubles = [first, (second, Trouble::Error("57014"))];
        let (outcome, _) = drive(up(&plan), &mut server, &troubles);
        assert!(
            matches!(&outcome, Err(Error::Revision(failure)) if failure.revision.id == plan.revisions[1].id)
        );
        assert!(!server.locked, "message {second}");

        let mut server = Server::default();
        let troubles = [first, (second, Trouble::Lost)];
        let (outcome, _) = drive(up(&plan), &mut server, &troubles);
        assert!(matches!(&outcome, Err(Error::Revision(_))), "{outcome:?}");
    }
}

#[test]
fn an_attempt_at_the_lock_that_fails_after_it_was_obtained_leaves_none() {
    let plan = plan(&three());
    let mut server = Server::default();
    let (outcome, _) = drive(up(&plan), &mut server, &[(2, Trouble::TooLate("57014"))]);
    assert!(
        matches!(&outcome, Err(Error::Database { doing: "taking the lock", error }) if error.code == "57014"),
        "{outcome:?}"
    );
    assert!(!server.locked);
    assert_eq!(server.committed, 0);
}

#[test]
fn the_wait_for_the_lock_is_bounded_and_names_the_holder_each_time() {
    let plan = plan(&three());
    let mut server = Server {
        held_elsewhere: 90,
        ..Server::default()
    };
    let (outcome, events) = drive(up(&plan), &mut server, &[]);
    let Err(Error::Busy(busy)) = outcome else {
        panic!("{outcome:?}");
    };
    insta::assert_snapshot!(busy, @"another run holds the lock: pid 77, other, connected for 5 s; waited 60 s; nothing was changed");
    assert_eq!(server.committed, 0);
    assert!(events.iter().all(|event| matches!(
        event,
        Event::Waiting {
            holder: Some(_),
            ..
        }
    )));

    let mut server = Server {
        held_elsewhere: 3,
        ..Server::default()
    };
    assert!(drive(up(&plan), &mut server, &[]).0.is_ok());
    let mut server = Server {
        held_elsewhere: 3,
        ..Server::default()
    };
    let options = Options {
        wait: Duration::ZERO,
        ..Options::default()
    };
    let (outcome, _) = drive(Run::up(&plan, Target::HEAD, options), &mut server, &[]);
    assert!(outcome.is_err());
    assert_eq!(server.messages.len(), 2, "the question and one attempt");
}

#[test]
fn a_misspelt_target_needs_no_connection() {
    let plan = plan(&three());
    for (run, said) in [
        (
            Run::up(&plan, "nope".parse().unwrap(), Options::default()),
            "nope",
        ),
        (
            Run::down(&plan, "nope".parse().unwrap(), Options::default()),
            "nope",
        ),
        (
            Run::up(&plan, "-1".parse().unwrap(), Options::default()),
            "-1",
        ),
        (
            Run::down(&plan, "+1".parse().unwrap(), Options::default()),
            "+1",
        ),
        (
            Run::stamp(
                &plan,
                "nope".parse().unwrap(),
                "because".into(),
                Options::default(),
            ),
            "nope",
        ),
    ] {
        let mut server = Server::default();
        let (outcome, _) = drive(run, &mut server, &[]);
        assert!(
            matches!(&outcome, Err(Error::Target(error)) if error.to_string().contains(said)),
            "{outcome:?}"
        );
        assert!(server.messages.is_empty());
    }
}

#[test]
fn a_rival_that_changes_the_ledger_again_and_again_ends_the_run() {
    let plan = plan(&three());
    let mut run = up(&plan);
    let mut server = Server::default();
    let mut guards = 0;
    let outcome = loop {
        let reply = match run.poll() {
            Action::Query(sql) | Action::Execute(sql) if sql.starts_with("-- up") => {
                guards += 1;
                error("MG001")
            }
            Action::Query(sql) | Action::Execute(sql) => server.answer(&sql),
            Action::Beside(_) => Reply::Alone,
            Action::Wait(_) => Reply::Waited,
            Action::Done(result) => break result,
        };
        run.handle(reply, Duration::ZERO);
    };
    assert!(matches!(outcome, Err(Error::Busy(_))), "{outcome:?}");
    assert_eq!(guards, 6);
    assert!(!server.locked);
}

#[test]
fn an_interrupted_run_ends_at_whichever_message_and_tells_no_success_that_is_none() {
    let plan = stepwise();
    let mut whole = Server::default();
    assert!(drive(up(&plan), &mut whole, &[]).0.is_ok());
    let messages = whole.messages.len();
    for (at, cancelled) in (0..=messages).flat_map(|at| [(at, false), (at, true)]) {
        let (mut run, mut server) = (up(&plan), Server::default());
        let (mut sent, mut finished) = (0, 0);
        if at == 0 {
            run.interrupt();
        }
        let outcome = loop {
            let action = run.poll();
            while let Some(event) = run.poll_event() {
                finished += usize::from(matches!(event, Event::Finished { .. }));
            }
            let reply = match action {
                Action::Query(sql) | Action::Execute(sql) => {
                    sent += 1;
                    assert!(sent <= messages + 4, "message {at}: the run goes on");
                    if sent == at {
                        run.interrupt();
                    }
                    match sent == at && cancelled && run.is_cancellable() {
                        true => error("57014"),
                        false => server.answer(&sql),
                    }
                }
                Action::Beside(_) => Reply::Alone,
                Action::Wait(_) => Reply::Waited,
                Action::Done(result) => break result,
            };
            run.handle(reply, Duration::ZERO);
        };
        assert!(!server.locked, "message {at}: the lock is still held");
        match outcome {
            Ok(_) => assert_eq!(finished, 4, "message {at} was taken for success"),
            Err(Error::Interrupted(_)) => assert!(finished < 4),
            Err(other) => panic!("message {at}: {other:?}"),
        }
    }
}

#[test]
fn an_empty_plan_on_an_empty_database_has_nothing_to_do() {
    let plan = plan(&[]);
    let mut server = Server::default();
    assert_eq!(
        drive(up(&plan), &mut server, &[]).0,
        Ok(Outcome::NothingToDo)
    );
}

/// Answers so many messages, and hands out one more; its text, or `None` when the run was over before.
fn go_on_to(run: &mut Run<'_>, server: &mut Server, messages: usize) -> Option<String> {
    for _ in 0..messages {
        let reply = match run.poll() {
            Action::Query(sql) | Action::Execute(sql) => server.answer(&sql),
            Action::Wait(_) => Reply::Waited,
            Action::Beside(_) => Reply::Alone,
            Action::Done(_) => return None,
        };
        run.handle(reply, Duration::ZERO);
    }
    match run.poll() {
        Action::Query(sql) | Action::Execute(sql) => Some(sql),
        Action::Beside(_) | Action::Wait(_) => Some(String::new()),
        Action::Done(_) => None,
    }
}

#[test]
fn a_driver_that_leaves_at_any_message_sends_what_releases_the_lock() {
    let plan = stepwise();
    let mut left = 0;
    for (messages, was_sent) in (0..40).flat_map(|n| [(n, true), (n, false)]) {
        let (mut run, mut server) = (up(&plan), Server::default());
        let Some(sql) = go_on_to(&mut run, &mut server, messages) else {
            assert!(!server.locked);
            continue;
        };
        left += 1;
        if was_sent {
            let _unheard = server.answer(&sql);
        }
        let last = run.abandon();
        assert!(last.is_some() || !server.locked, "{sql}");
        if let Some(last) = last {
            let _unheard = server.answer(&last);
        }
        assert!(!server.locked, "left at message {messages}: {sql}");
    }
    assert!(left > 20, "the run has that many messages: {left}");
}

#[test]
fn only_a_server_that_refuses_to_write_is_taken_for_a_replica() {
    for (code, message, replica) in [
        (
            "25006",
            "cannot execute CREATE TABLE in a read-only transaction",
            true,
        ),
        (
            "0A000",
            "cannot set transaction read-write mode during recovery",
            true,
        ),
        ("0A000", "CREATE SCHEMA is not supported here", false),
    ] {
        let error = Error::Database {
            doing: "creating the ledger",
            error: Box::new(ServerError {
                code: code.to_owned(),
                message: message.to_owned(),
                ..ServerError::default()
            }),
        };
        let help = error.help().unwrap_or_default();
        assert_eq!(help.contains("replica"), replica, "{error}: {help}");
    }
}
