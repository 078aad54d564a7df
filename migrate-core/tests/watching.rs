//! The machine alone, with a server that remembers: whichever messages are lost, a change by hand is never taken for the work of a
//! revision without a word, and the work of a revision is never called a drift.

mod support;
#[expect(dead_code, reason = "the crashes use more of the model")]
mod world;

use std::time::Duration;

use migrate_core::plan::Plan;
use migrate_core::run::{Action, Drift, Error, Event, Options, Outcome, Reply, Run};
use migrate_core::state::{Standing, State};
use migrate_core::target::Target;
use support::{Sketch, id, plan, revision};
use world::schema::Reader;
use world::{Fault, World};

/// How a run ended, what it said of the schema, and its messages.
struct Ended {
    result: Result<(), String>,
    drifted: bool,
    standing: Option<Standing>,
    messages: Vec<String>,
}

fn drive(run: Run<'_>, world: &mut World, fault: Option<(usize, Fault)>) -> Ended {
    let mut run = run;
    let mut now = Duration::ZERO;
    let (mut messages, mut standing) = (Vec::new(), None);
    loop {
        let action = run.poll();
        while let Some(event) = run.poll_event() {
            if let Event::NotCompared { standing: told } = event {
                standing = Some(told);
            }
        }
        let reply = match action {
            Action::Query(sql) | Action::Execute(sql) => {
                messages.push(sql.clone());
                assert!(messages.len() < 200, "the run ends");
                let fault = fault.filter(|(at, _)| *at == messages.len());
                world.receive(&sql, fault.map(|(_, fault)| fault))
            }
            Action::Beside(_) => Reply::Alone,
            Action::Wait(time) => {
                now += time;
                Reply::Waited
            }
            Action::Done(result) => {
                assert!(!world.locked, "the lock is released: {messages:?}");
                let drifted = matches!(&result, Err(Error::State(state)) if matches!(**state, State::Drifted { .. }));
                return Ended {
                    result: result.map(drop).map_err(|error| error.to_string()),
                    drifted,
                    standing,
                    messages,
                };
            }
        };
        run.handle(reply, now);
    }
}

/// A revision whose statements say in the model what they are.
fn rung(bits: u64, parents: &[u64], statements: usize) -> Sketch {
    let script = |direction: &str| {
        let lines =
            (1..=statements).map(|step| format!("effect {} {step} {direction};\n", id(bits)));
        lines.collect::<String>()
    };
    let sketch = revision(bits, parents, &script("up"), &script("down"));
    match statements {
        1 => sketch,
        _ => sketch.stepwise(),
    }
}

fn up<'p>(plan: &'p Plan, target: Target) -> Run<'p> {
    Run::up(plan, target, Options::default()).watching(Drift::Refused, Reader)
}

fn ladder() -> Plan {
    plan(&[rung(1, &[], 1), rung(2, &[1], 1), rung(3, &[2], 1)])
}

#[test]
fn the_schema_is_read_under_the_lock_before_the_first_revision_and_after_the_last() {
    let plan = ladder();
    let mut world = World::new(&plan);
    drive(up(&plan, id(1).into()), &mut world, None)
        .result
        .unwrap();
    let ended = drive(up(&plan, Target::HEAD), &mut world, None);
    ended.result.unwrap();
    let place = |what: &str| -> Vec<usize> {
        let all = ended.messages.iter().enumerate();
        all.filter(|(_, sql)| sql.contains(what))
            .map(|(at, _)| at)
            .collect()
    };
    let order = [
        place("pg_try_advisory_lock"),
        place("LEFT JOIN \"public\".\"migrate_ledger_schema\""),
        vec![place("inspect the schema")[0]],
        place("-- up "),
        place("SELECT (SELECT COALESCE(max(seq), 0)"),
        vec![place("inspect the schema")[1]],
        place("INSERT INTO \"public\".\"migrate_ledger_schema\""),
        place("SELECT pg_catalog.pg_advisory_unlock("),
    ];
    let order = order.concat();
    assert_eq!(
        order.len(),
        9,
        "two revisions, and one of everything else: {:#?}",
        ended.messages
    );
    assert!(order.is_sorted(), "{order:?}");
    // The role's own timeout does not count, and nobody waits for long on a view that somebody keeps.
    let inspecting = ended
        .messages
        .iter()
        .filter(|sql| sql.contains("inspect the schema"));
    let settings = "SET LOCAL statement_timeout = 0;\nSET LOCAL lock_timeout = '3s';\n";
    assert_eq!(
        inspecting.filter(|sql| sql.starts_with(settings)).count(),
        2
    );

    // Nothing to do, and nothing locked.
    let ended = drive(up(&plan, Target::HEAD), &mut world, None);
    assert_eq!(ended.messages.len(), 3, "{:#?}", ended.messages);
    assert_eq!((ended.result, ended.standing), (Ok(()), None));
    // A drift is confirmed under the lock.
    world.change_by_hand();
    let ended = drive(up(&plan, Target::HEAD), &mut world, None);
    assert!(ended.drifted);
    assert!(
        ended
            .messages
            .iter()
            .any(|sql| sql.contains("pg_try_advisory_lock"))
    );
}

#[test]
fn whichever_message_is_lost_nothing_is_taken_over_without_a_word_and_nothing_is_wrongly_called_a_drift()
 {
    for stepwise in [1, 3] {
        let plan =
            crate::support::plan(&[rung(1, &[], 1), rung(2, &[1], 1), rung(3, &[2], stepwise)]);
        let mut before = World::new(&plan);
        drive(up(&plan, id(1).into()), &mut before, None)
            .result
            .unwrap();
        let messages = drive(up(&plan, Target::HEAD), &mut before.clone(), None)
            .messages
            .len();
        for at in 1..=messages {
            for fault in Fault::ALL {
                let story = format!("{stepwise} statements, {fault:?} at message {at}");
                let mut world = before.clone();
                let first = drive(up(&plan, Target::HEAD), &mut world, Some((at, fault)));
                assert!(!first.drifted, "{story}");
                world.check(&story);
                let mut touched = world.clone();
                touched.change_by_hand();
                for (world, by_hand) in [(&mut world, false), (&mut touched, true)] {
                    let resume = Run::resume(&plan, Options::default());
                    let was_whole = drive(
                        Run::ledger(&plan).watching(Drift::Refused, Reader),
                        world,
                        None,
                    );
                    was_whole.result.unwrap();
                    let mut interrupted = false;
                    let mut next = drive(up(&plan, Target::HEAD), world, None);
                    if next
                        .result
                        .as_ref()
                        .is_err_and(|error| error.contains("was interrupted"))
                    {
                        // What is taken up again is not compared, and its end is recorded.
                        interrupted = true;
                        let resume = resume.watching(Drift::NotCompared, Reader);
                        if drive(resume, world, None).result.is_err() {
                            continue;
                        }
                        next = drive(up(&plan, Target::HEAD), world, None);
                    }
                    match by_hand && !interrupted {
                        true => assert!(
                            next.drifted || next.standing.is_some(),
                            "{story}: a change by hand is taken over without a word"
                        ),
                        false => assert!(
                            !next.drifted,
                            "{story}: the work of a revision is called a drift"
                        ),
                    }
                    if !next.drifted {
                        next.result
                            .as_ref()
                            .unwrap_or_else(|error| panic!("{story}: {error}"));
                        world.change_by_hand();
                        let last = drive(up(&plan, Target::HEAD), world, None);
                        assert!(
                            last.drifted,
                            "{story}: what the next run left was not recorded"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_run_that_does_not_watch_leaves_the_schema_unknown_since_its_first_event() {
    let plan = ladder();
    let mut world = World::new(&plan);
    drive(up(&plan, id(1).into()), &mut world, None)
        .result
        .unwrap();
    let plain = Run::up(&plan, Target::HEAD, Options::default());
    drive(plain, &mut world, None).result.unwrap();
    world.change_by_hand();
    let mut run = Run::ledger(&plan).watching(Drift::Refused, Reader);
    let outcome = loop {
        match run.poll() {
            Action::Query(sql) | Action::Execute(sql) => {
                run.handle(world.receive(&sql, None), Duration::ZERO)
            }
            Action::Done(outcome) => break outcome,
            action => panic!("{action:?}"),
        }
    };
    let Ok(Outcome::Ledger {
        state, standing, ..
    }) = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(state, State::UpToDate);
    let Standing::Unknown { since } = *standing else {
        panic!("the schema is known");
    };
    assert_eq!((&*since.event, since.id), ("up", Some(id(2).to_string())));
    let ended = drive(up(&plan, Target::HEAD), &mut world, None);
    assert!(matches!(ended.standing, Some(Standing::Unknown { .. })));
    world.change_by_hand();
    assert!(
        drive(up(&plan, Target::HEAD), &mut world, None).drifted,
        "it was recorded anew"
    );
}
