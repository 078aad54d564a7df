//! The machine alone, with a server that remembers: whichever messages are lost, before or after the server carried them
//! out, the ledger says of every statement what became of it, and the next run goes on from there.

mod support;
mod world;

use std::time::Duration;

use migrate_core::ledger::Resolution;
use migrate_core::plan::Plan;
use migrate_core::run::{Action, Claim, Direction, Doubt, Error, Options, Outcome, Run};
use migrate_core::state::State;
use migrate_core::target::Target;
use support::{Sketch, id, plan, revision};
use world::{Fault, World};

/// A run that the connection or the server may end at one message.
fn drive<'p>(
    mut run: Run<'p>,
    world: &mut World,
    fault: Option<(usize, Fault)>,
) -> (Result<Outcome<'p>, Error>, usize) {
    let mut now = Duration::ZERO;
    let mut messages = 0;
    loop {
        let action = run.poll();
        while run.poll_event().is_some() {}
        let reply = match action {
            Action::Query(sql) | Action::Execute(sql) => {
                messages += 1;
                assert!(messages < 200, "the run ends");
                let fault = fault.filter(|(at, _)| *at == messages);
                world.receive(&sql, fault.map(|(_, fault)| fault))
            }
            Action::Beside(_) => migrate_core::run::Reply::Alone,
            Action::Wait(time) => {
                now += time;
                migrate_core::run::Reply::Waited
            }
            Action::Done(result) => return (result, messages),
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

/// Where a run begins and where it leads.
#[derive(Debug, Clone, Copy)]
enum Way {
    Up,
    Down,
}

impl Way {
    fn run(self, plan: &Plan) -> Run<'_> {
        match self {
            Self::Up => Run::up(plan, Target::HEAD, Options::default()),
            Self::Down => Run::down(plan, Target::BASE, Options::default()),
        }
    }

    /// The database at which it begins.
    fn begin(self, plan: &Plan) -> World {
        let mut world = World::new(plan);
        if let Self::Down = self {
            let (outcome, _) = drive(Self::Up.run(plan), &mut world, None);
            assert!(outcome.is_ok(), "{outcome:?}");
        }
        world
    }

    /// The number of revisions that are applied at its end.
    fn end(self, plan: &Plan) -> usize {
        match self {
            Self::Up => plan.revisions.len(),
            Self::Down => 0,
        }
    }
}

/// Goes on after a run that stopped, as a person does who reads what it says.
fn converge(way: Way, plan: &Plan, world: &mut World, story: &str) {
    for _attempt in 0..3 {
        let (outcome, _) = drive(way.run(plan), world, None);
        world.check(story);
        assert!(!world.locked, "{story}: the lock is still held");
        let state = match outcome {
            Ok(_) => {
                assert_eq!(world.applied(), way.end(plan), "{story}");
                return;
            }
            Err(Error::State(state)) => state,
            Err(error) => panic!("{story}: {error:?}"),
        };
        assert!(
            matches!(*state, State::Interrupted { .. }),
            "{story}: {state:?}"
        );
        go_on(plan, world, story);
        world.check(story);
    }
    panic!("{story}: the same way out again and again");
}

/// Takes the interrupted revision up again; of the model's statements nothing but a look tells whether they were carried
/// out.
fn go_on(plan: &Plan, world: &mut World, story: &str) {
    let (outcome, _) = drive(Run::resume(plan, Options::default()), world, None);
    match outcome {
        Ok(Outcome::Ran { .. }) => return,
        Err(Error::Undecided(undecided)) => assert_eq!(undecided.doubt, Doubt::Opaque, "{story}"),
        other => panic!("{story}: {other:?}"),
    }
    let (outcome, _) = drive(what_is_seen(plan, world).expect(story), world, None);
    assert!(
        matches!(outcome, Ok(Outcome::Resolved { .. })),
        "{story}: {outcome:?}"
    );
    world.check(story);
    let (outcome, _) = drive(Run::resume(plan, Options::default()), world, None);
    assert!(
        matches!(outcome, Ok(Outcome::Ran { .. })),
        "{story}: {outcome:?}"
    );
}

/// What a person has to say about the interrupted statement; `None` when nothing is interrupted.
fn what_is_seen<'p>(plan: &'p Plan, world: &mut World) -> Option<Run<'p>> {
    let (outcome, _) = drive(Run::state(plan), world, None);
    let Ok(Outcome::State(State::Interrupted {
        revision,
        direction,
        step,
        ..
    })) = outcome
    else {
        return None;
    };
    let carried_out = world.is_there(revision.id, step) == (direction == Direction::Up);
    let resolution = match carried_out {
        true => Resolution::Done,
        false => Resolution::Retry,
    };
    let claim = Claim::Step(step, resolution);
    let options = Options::default();
    Some(Run::resolve(
        plan,
        revision.id.into(),
        claim,
        "looked".into(),
        options,
    ))
}

/// Every message of a run goes wrong, then every message of what a person records about it, then every message of the
/// resume: nothing is carried out twice, and the next one goes on.
#[test]
fn a_resolution_and_a_resume_that_are_lost_themselves_leave_a_way_on() {
    let mut cases = 0;
    // With branches, and statement by statement throughout.
    for (number, plan) in plans()[1..3].iter().enumerate() {
        for way in [Way::Up, Way::Down] {
            let (_, messages) = drive(way.run(plan), &mut way.begin(plan), None);
            for first in (1..=messages).flat_map(|at| Fault::ALL.map(|fault| (at, fault))) {
                let story = format!("plan {number}, {way:?}, {first:?}");
                let mut interrupted = way.begin(plan);
                run_into(way, plan, &mut interrupted, first, &story);
                if what_is_seen(plan, &mut interrupted).is_none() {
                    continue;
                }
                for of_resume in [false, true] {
                    for at in 1.. {
                        let mut reached = false;
                        for fault in Fault::ALL {
                            let second = (at, fault);
                            let story = format!("{story}, {second:?}, of the resume: {of_resume}");
                            let mut world = interrupted.clone();
                            let said = what_is_seen(plan, &mut world).expect(&story);
                            let (_, mut sent) =
                                drive(said, &mut world, (!of_resume).then_some(second));
                            if of_resume {
                                let resume = Run::resume(plan, Options::default());
                                sent = drive(resume, &mut world, Some(second)).1;
                            }
                            world.check(&story);
                            assert!(!world.locked, "{story}");
                            reached |= sent >= at;
                            cases += 1;
                            converge(way, plan, &mut world, &story);
                        }
                        if !reached {
                            break;
                        }
                    }
                }
            }
        }
    }
    assert!(cases > 500, "{cases} cases");
}

fn plans() -> Vec<Plan> {
    [
        // One after the other, both kinds.
        vec![
            rung(1, &[], 1),
            rung(2, &[1], 1),
            rung(3, &[2], 3),
            rung(4, &[3], 1),
        ],
        // Two branches and their merge.
        vec![
            rung(1, &[], 1),
            rung(2, &[1], 2),
            rung(3, &[1], 1),
            rung(4, &[2, 3], 1),
        ],
        // Statement by statement from the first to the last.
        vec![rung(1, &[], 2), rung(2, &[1], 2)],
        vec![rung(1, &[], 1)],
    ]
    .iter()
    .map(|sketches| plan(sketches))
    .collect()
}

/// Every message of the first run goes wrong in every way, and then, in the second run, every message again.
#[test]
fn whatever_is_lost_twice_in_a_row_the_third_run_goes_on_from_there() {
    let mut cases = 0;
    for (number, plan) in plans().iter().enumerate() {
        for way in [Way::Up, Way::Down] {
            let (outcome, messages) = drive(way.run(plan), &mut way.begin(plan), None);
            assert!(matches!(outcome, Ok(Outcome::Ran { .. })), "{outcome:?}");
            for first in (1..=messages).flat_map(|at| Fault::ALL.map(|fault| (at, fault))) {
                let mut after_first = way.begin(plan);
                let story = format!("plan {number}, {way:?}, {first:?}");
                run_into(way, plan, &mut after_first, first, &story);
                for at in 1.. {
                    let mut reached = true;
                    for fault in Fault::ALL {
                        let story = format!("{story}, then {:?}", (at, fault));
                        let mut world = after_first.clone();
                        reached &= run_into(way, plan, &mut world, (at, fault), &story) >= at;
                        converge(way, plan, &mut world, &story);
                        cases += 1;
                    }
                    if !reached {
                        break;
                    }
                }
            }
        }
    }
    assert!(cases > 5_000, "{cases} cases");
}

/// A run with a fault, and what must be true afterwards; how many messages it sent.
fn run_into(way: Way, plan: &Plan, world: &mut World, fault: (usize, Fault), story: &str) -> usize {
    let (outcome, messages) = drive(way.run(plan), world, Some(fault));
    world.check(story);
    assert!(!world.locked, "{story}: the lock is still held");
    if outcome.is_ok() {
        assert_eq!(world.applied(), way.end(plan), "{story}: told as done");
    }
    messages
}

/// A run that is told to stop, before the answer to any of its messages, needs nobody to say what became of a statement: it
/// sends none that it does not wait for, and records the one that it did not send.
#[test]
fn a_run_that_is_told_to_stop_is_gone_on_with_without_a_question() {
    for (number, plan) in plans().iter().enumerate() {
        for way in [Way::Up, Way::Down] {
            let mut stopped = 0;
            for at in 1.. {
                let story = format!("plan {number}, {way:?}, told to stop at message {at}");
                let mut world = way.begin(plan);
                let (ended, messages) = drive_stopped(way.run(plan), &mut world, at);
                world.check(&story);
                assert!(!world.locked, "{story}: the lock is still held");
                if messages < at {
                    assert!(ended.is_ok(), "{story}: {ended:?}");
                    break;
                }
                stopped += usize::from(matches!(ended, Err(Error::Interrupted(_))));
                let (resumed, _) = drive(Run::resume(plan, Options::default()), &mut world, None);
                assert!(resumed.is_ok(), "{story}: {resumed:?}");
                converge(way, plan, &mut world, &story);
            }
            assert!(stopped > 0, "plan {number}, {way:?}");
        }
    }
}

fn drive_stopped<'p>(
    mut run: Run<'p>,
    world: &mut World,
    at: usize,
) -> (Result<Outcome<'p>, Error>, usize) {
    let mut messages = 0;
    loop {
        let reply = match run.poll() {
            Action::Query(sql) | Action::Execute(sql) => {
                messages += 1;
                assert!(messages < 200, "the run ends");
                world.receive(&sql, None)
            }
            Action::Beside(_) => migrate_core::run::Reply::Alone,
            Action::Wait(_) => migrate_core::run::Reply::Waited,
            Action::Done(result) => return (result, messages),
        };
        if messages == at {
            run.interrupt();
        }
        run.handle(reply, Duration::ZERO);
    }
}

#[test]
fn a_model_in_which_a_revision_is_run_twice_is_noticed() {
    let plan = plan(&[rung(1, &[], 1), rung(2, &[1], 1)]);
    let mut world = World::new(&plan);
    let (outcome, _) = drive(Way::Up.run(&plan), &mut world, None);
    assert!(outcome.is_ok(), "{outcome:?}");
    world.forget(id(2));
    let noticed = std::panic::catch_unwind(|| world.check("a row went"));
    assert!(noticed.is_err());
}
