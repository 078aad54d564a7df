//! The proof of a draft that was written from a difference: it leads to the desired schema, and back.

use migrate_core::source::{Code, Place, Problem};
use migrate_schema::{Difference, Object};

use super::draft::Written;
use crate::desired::{self, Pair};
use crate::failure::Failure;
use crate::proof::{self, Went};

/// What stands against the draft. It is carried out on the database at the head, which is thrown away then.
///
/// # Errors
///
/// The database is lost.
pub(super) fn prove(written: &Written, pair: Pair<'_, '_>) -> Result<Vec<Problem>, Failure> {
    let Pair {
        at_head,
        head,
        desired,
    } = pair;
    let mut database = at_head.with_plan(&written.plan, &written.sources);
    let position = written.position();
    let source = &written.sources[position];
    let mut problems = Vec::new();
    if let Some(problem) = refused(database.up(position))? {
        database.close()?;
        return Ok(vec![problem]);
    }
    let found = desired::changes(&desired.schema, &database.snapshot()?.schema);
    problems.extend(differs(
        "the draft does not lead to the desired schema",
        &source.up.path,
        &found,
        ["in the desired schema", "after up.sql"],
    ));
    match refused(database.down(position))? {
        Some(problem) => problems.push(problem),
        None => {
            let found = desired::changes(&head.schema, &database.snapshot()?.schema);
            let path = source
                .down
                .as_ref()
                .map_or(&source.up.path, |down| &down.path);
            problems.extend(differs(
                "the draft's down does not lead back",
                path,
                &found,
                ["before up.sql", "after down.sql"],
            ));
        }
    }
    database.close()?;
    Ok(problems)
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
    Some(problem.help("complete both scripts by hand; `cargo migrate check` compares again"))
}

fn refused(went: Result<(), Went>) -> Result<Option<Problem>, Failure> {
    match went {
        Ok(()) => Ok(None),
        Err(Went::Refused(problem)) => Ok(Some(*problem)),
        Err(Went::Lost(failure)) => Err(failure),
    }
}
