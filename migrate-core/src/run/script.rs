//! The script driver: the same machine with assumed answers, printing what would be sent.

use super::{Action, Direction, Effect, Error, Options, Outcome, Reply, Run};
use crate::graph::{Graph, PositionSet};
use crate::plan::{Plan, Revision};
use crate::sql;
use crate::target::{Place, Range, Target, TargetError};

/// What a script assumes to be applied when it starts; its guards check it.
pub type Assumed = Target;

/// What `up` would send to a database that is at `from`, for `psql`.
///
/// # Errors
///
/// [`Error::Target`] when a target does not lead to a revision.
pub fn script_up(
    plan: &Plan,
    from: &Assumed,
    to: &Target,
    options: &Options,
) -> Result<String, Error> {
    right_way(plan, from, to, Direction::Up).map_err(Error::Target)?;
    let run = Run::up(plan, to.clone(), acting(options));
    print(plan, run, from, &format!("up from {from} to {to}"))
}

/// What `down` would send to a database that is at `from`, for `psql`.
///
/// # Errors
///
/// [`Error::Target`] when a target does not lead to a revision, [`Error::Irreversible`] when a revision has no down.
pub fn script_down(
    plan: &Plan,
    from: &Assumed,
    to: &Target,
    options: &Options,
) -> Result<String, Error> {
    right_way(plan, from, to, Direction::Down).map_err(Error::Target)?;
    let run = Run::down(plan, to.clone(), acting(options));
    print(plan, run, from, &format!("down from {from} to {to}"))
}

/// The revisions that such a script runs, in its order.
///
/// # Errors
///
/// As [`script_up`] and [`script_down`].
pub fn script_revisions<'p>(
    plan: &'p Plan,
    from: &Assumed,
    to: &Target,
    direction: Direction,
) -> Result<Vec<&'p Revision>, Error> {
    right_way(plan, from, to, direction).map_err(Error::Target)?;
    let options = Options {
        effect: Effect::Preview,
        ..Options::default()
    };
    let mut run = match direction {
        Direction::Up => Run::up(plan, to.clone(), options),
        Direction::Down => Run::down(plan, to.clone(), options),
    };
    run.assume(from);
    loop {
        match run.poll() {
            Action::Done(result) => {
                return Ok(match result? {
                    Outcome::WouldRun { revisions, .. } => revisions,
                    _ => Vec::new(),
                });
            }
            // Nothing is sent: every question has the empty answer that a printed script assumes.
            _ => run.handle(Reply::Rows(Vec::new()), std::time::Duration::ZERO),
        }
    }
}

/// Refuses a range whose end lies the other way. Branches beside each other are neither above nor below.
fn right_way(
    plan: &Plan,
    from: &Assumed,
    to: &Target,
    direction: Direction,
) -> Result<(), TargetError> {
    let graph = Graph::new(plan);
    let nothing = PositionSet::none(graph.len());
    let (start, end) = (
        from.resolve(&graph, &nothing)?,
        to.resolve(&graph, &nothing)?,
    );
    let (lower, upper) = match direction {
        Direction::Up => (end, start),
        Direction::Down => (start, end),
    };
    let leads_the_other_way = lower != upper
        && match (lower, upper) {
            (Place::Base, _) => true,
            (_, Place::Base) => false,
            (Place::At(lower), Place::At(upper)) => graph.is_ancestor(lower, upper),
        };
    match leads_the_other_way {
        true => Err(TargetError::WrongWay {
            range: Range {
                from: from.clone(),
                to: to.clone(),
            },
            direction,
        }),
        false => Ok(()),
    }
}

fn acting(options: &Options) -> Options {
    Options {
        effect: Effect::Apply,
        ..options.clone()
    }
}

fn print(plan: &Plan, mut run: Run<'_>, from: &Assumed, title: &str) -> Result<String, Error> {
    run.assume(from);
    let mut body = String::new();
    let outcome = loop {
        match run.poll() {
            Action::Query(sql) | Action::Execute(sql) => {
                body.push_str(&sql);
                // A statement of a non-transactional revision comes without its semicolon.
                let ends = sql.trim_end().ends_with(';');
                body.push_str(if ends { "\n" } else { "\n;\n\n" });
            }
            Action::Wait(_) => {}
            // Who sends the script is not known yet.
            Action::Beside(_) => {
                run.handle(Reply::Alone, std::time::Duration::ZERO);
                continue;
            }
            Action::Done(result) => break result?,
        }
        run.handle(Reply::Rows(Vec::new()), std::time::Duration::ZERO);
    };
    let about = match outcome {
        Outcome::NothingToDo => "Nothing is to be done.",
        _ => "Every revision is committed and recorded by itself; the first error ends the script.",
    };
    Ok(format!(
        "-- Written by cargo migrate for psql: plan {name}, {title}.
-- {about}
\\set ON_ERROR_STOP on
\\set ECHO errors
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
{lock}
{body}SELECT pg_catalog.pg_advisory_unlock({key});
",
        name = plan.name.replace(|c: char| c.is_control(), " "),
        lock = sql::try_lock_or_fail(&plan.ledger),
        key = sql::key(&plan.ledger),
    ))
}
