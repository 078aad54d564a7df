//! Whether the database at hand has one of the revisions that are to be moved. It needs SELECT, and changes nothing.

use std::ffi::OsStr;

use migrate_core::graph::Graph;
use migrate_core::plan::{Plan, RevisionId};
use migrate_core::run::Run;
use migrate_runtime::{Error as RunError, Outcome, State};

use super::RebaseFailure;
use crate::database::{self, Connected, Database, Origin, Place};
use crate::failure::{Failure, Usage};
use crate::output::Output;
use crate::runs;
use crate::settings::Settings;

/// What looking at the database amounted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Looked {
    /// None of the revisions is applied there.
    At(String),
    /// No database is named.
    Nowhere,
    /// The database that is named, but not on this command line, cannot be asked.
    InVain,
}

/// Refuses when a database has applied one of these revisions.
///
/// A database that the command line names has to answer; one that is only configured may be switched off, which is told.
///
/// # Errors
///
/// One of them is applied, or the database that the command line names cannot be asked.
pub(crate) fn applied(
    option: Option<&OsStr>,
    ids: &[RevisionId],
    plan: &Plan,
    settings: &Settings,
    output: &mut Output,
) -> Result<Looked, Failure> {
    let database = match settings.database(option) {
        Ok(database) => database,
        Err(Failure::Usage(Usage::NoDatabase { .. })) => return Ok(Looked::Nowhere),
        Err(failure) => return Err(failure),
    };
    let place = database.place.to_string();
    let rows = match read(&database, plan, settings, output) {
        Ok(rows) => rows,
        Err(failure) if database.origin == Origin::CommandLine => return Err(failure),
        Err(failure) => {
            output.warning(format_args!(
                "whether a revision that is moved is applied to {place}, named by {}, is not known: {failure}",
                database.origin
            ));
            return Ok(Looked::InVain);
        }
    };
    let found: Vec<RevisionId> = ids.iter().copied().filter(|id| rows.contains(id)).collect();
    let Some(first) = found.first() else {
        return Ok(Looked::At(place));
    };
    let graph = Graph::new(plan);
    let fork = graph.position(*first).and_then(|at| {
        let parent = graph.parents(at).first()?;
        Some(graph.revision(*parent).id)
    });
    Err(RebaseFailure::Applied {
        ids: found,
        place,
        fork,
    }
    .into())
}

/// The revisions in the ledger of a database.
fn read(
    database: &Database,
    plan: &Plan,
    settings: &Settings,
    output: &mut Output,
) -> Result<Vec<RevisionId>, Failure> {
    let mut session = match &database.place {
        Place::Server(address) => database::open_server(address, &database.origin)?,
        Place::Embedded => match database::existing_embedded(settings)? {
            Some(session) => session,
            // It was never opened, so nothing is applied to it.
            None => return Ok(Vec::new()),
        },
    };
    let ended = ids(plan, &mut session, output);
    runs::close(session, ended)
}

fn ids(
    plan: &Plan,
    session: &mut Connected,
    output: &mut Output,
) -> Result<Vec<RevisionId>, Failure> {
    match runs::drive_run(Run::ledger(plan), session, output)? {
        // Rows of a layout that is not known are no answer.
        Outcome::Ledger {
            state: state @ State::Foreign { .. },
            ..
        } => Err(RunError::State(Box::new(state)).into()),
        Outcome::Ledger { rows, .. } => Ok(rows.iter().map(|row| row.id).collect()),
        // No ledger: nothing is applied.
        _ => Ok(Vec::new()),
    }
}
