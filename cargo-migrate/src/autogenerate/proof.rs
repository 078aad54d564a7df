//! The proof of drafts that were written from a difference: they lead to the desired schema, and back.

use migrate_core::source::{Code, Place, Problem};
use migrate_schema::{Difference, Object, Options, Snapshot};

use super::Before;
use super::draft::{Making, Written};
use crate::desired::{self, Pair};
use crate::failure::Failure;
use crate::proof::{self, AtRevision, Went};
use crate::settings::Settings;

/// Where drafts are to lead, in words.
pub(super) struct Goal {
    /// What is said when they do not lead there.
    pub(super) missed: &'static str,
    /// Where definitions are as they should be.
    pub(super) place: &'static str,
    /// The command that compares again.
    pub(super) again: &'static str,
}

/// The desired schema.
pub(super) const DESIRED: Goal = Goal {
    missed: "the draft does not lead to the desired schema",
    place: "in the desired schema",
    again: "`cargo migrate check`",
};

/// The schema of a live database.
pub(super) const LIVE: Goal = Goal {
    missed: "the draft does not make what the database holds",
    place: "in the database",
    again: "`cargo migrate stamp head`, which records it when it is right,",
};

/// Carries the drafts out on the database at the head, which is thrown away then; what takes each back is the difference between
/// what is there after it and before it. Gives the drafts, and what stands against them.
///
/// # Errors
///
/// What was made is not accepted when it is read, or the database is lost.
pub(super) fn prove(
    mut making: Making,
    options: &Options,
    pair: Pair<'_, '_>,
    (before, settings): (&Before, &Settings),
    goal: &Goal,
) -> Result<(Written, Vec<Problem>), Failure> {
    let Pair {
        at_head,
        head,
        desired,
    } = pair;
    let without_downs = making.load(before, settings)?;
    let positions = without_downs.positions();
    let mut database = at_head.with_plan(&without_downs.plan, &without_downs.sources);
    let mut problems = Vec::new();
    let mut states = vec![head];
    for (number, position) in positions.iter().enumerate() {
        let then = match refused(database.up(*position))? {
            None => database.snapshot()?,
            Some(problem) => {
                problems.push(problem);
                desired.clone()
            }
        };
        // What was renamed goes back to its name; the other parts rename nothing.
        let back = match number {
            0 => options.reversed(),
            _ => Options::default(),
        };
        let back = Options {
            manner: making.manner_back(number),
            ..back
        };
        making.take_back(number, then.diff_with(&states[number], &back));
        states.push(then);
        if !problems.is_empty() {
            break;
        }
    }
    let written = making.finish(before, settings)?;
    if problems.is_empty() {
        problems.extend(differs(
            goal,
            goal.missed,
            written.path(positions.last(), |source| &source.up.path),
            &desired::changes(&desired.schema, &states[positions.len()].schema),
            [goal.place, "after up.sql"],
        ));
        let database = database.with_plan(&written.plan, &written.sources);
        problems.extend(lead_back(database, &written, &states[0], goal)?);
    } else {
        database.close()?;
    }
    Ok((written, problems))
}

/// What stands against the downs, from the last one to the first.
fn lead_back(
    mut database: AtRevision<'_, '_>,
    written: &Written,
    head: &Snapshot,
    goal: &Goal,
) -> Result<Option<Problem>, Failure> {
    let positions = written.positions();
    for position in positions.iter().rev() {
        if let Some(problem) = refused(database.down(*position))? {
            database.close()?;
            return Ok(Some(problem));
        }
    }
    let found = desired::changes(&head.schema, &database.snapshot()?.schema);
    database.close()?;
    let path = written.path(positions.first(), |source| {
        source
            .down
            .as_ref()
            .map_or(&source.up.path, |down| &down.path)
    });
    Ok(differs(
        goal,
        "the draft's down does not lead back",
        path,
        &found,
        ["before up.sql", "after down.sql"],
    ))
}

impl Written {
    fn path<'w>(
        &'w self,
        position: Option<&usize>,
        path: impl FnOnce(&'w migrate_core::source::RevisionSource) -> &'w String,
    ) -> &'w str {
        let position = position.copied().unwrap_or_default();
        path(&self.sources[position])
    }
}

/// What is said when nothing of a difference can be written.
pub(super) fn nothing_written(uncovered: &[Object], path: &str) -> Failure {
    let names: Vec<String> = uncovered.iter().map(Object::to_string).collect();
    let what = format!(
        "the desired schema differs in what `--auto` does not write: {}",
        names.join(", ")
    );
    let problem = Problem::new(Code::AutoDiffers, what)
        .at(Place::whole(path))
        .help("write the revision by hand: `cargo migrate new \"what changes\"`; `cargo migrate check` compares again");
    Failure::Findings {
        doing: "nothing was written",
        problems: vec![problem],
    }
}

fn differs(
    goal: &Goal,
    what: &str,
    path: &str,
    found: &[Difference],
    [before, after]: [&str; 2],
) -> Option<Problem> {
    let first = proof::told(found.first()?);
    let problem =
        Problem::new(Code::AutoDiffers, format!("{what}: {first}")).at(Place::whole(path));
    let found: Vec<&Difference> = found.iter().collect();
    let problem = proof::differences(problem, &found, before, after);
    Some(problem.help(format!(
        "complete both scripts by hand; {} compares again",
        goal.again
    )))
}

fn refused(went: Result<(), Went>) -> Result<Option<Problem>, Failure> {
    match went {
        Ok(()) => Ok(None),
        Err(Went::Refused(problem)) => Ok(Some(*problem)),
        Err(Went::Lost(failure)) => Err(failure),
    }
}
