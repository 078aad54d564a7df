//! `cargo migrate verify`: the live database beside what its revisions make.

use migrate_core::graph::Graph;
use migrate_runtime::{Error as RunError, State};
use serde::Serialize;

use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::database::Connected;
use crate::failure::Failure;
use crate::live::{self, CompareReport, Comparison, Drifted, Live, Recorded, Sides};
use crate::output::{Format, Output};
use crate::report::RevisionReport;
use crate::runs::{self, Ready};
use crate::scratch::Scratch;
use crate::settings::Settings;

/// Compare the database with what its revisions make
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The revisions that the ledger records are carried out on the scratch server, and both schemas are compared. The \
statements that would bring the database back are printed and never executed. It needs SELECT on the ledger, takes no \
lock and changes nothing. Objects that others make are left out by [[package.metadata.migrate.ignore]].

Exit codes: 0 nothing differs, 2 the database or the scratch server cannot be reached, 3 the files are wrong, 4 the \
database's state is refused, 7 the objects that are told differ.")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    database: String,
    /// The last revisions that the ledger records: several where branches are not joined.
    revisions: Vec<RevisionReport<'r>>,
    #[serde(flatten)]
    comparison: CompareReport<'r>,
}

/// Compares, and tells.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let (ready, sources) = live::ready(&args.database, settings, output)?;
    let Ready {
        plan,
        mut session,
        database,
    } = ready;
    let scratch = Scratch::resolve(settings)?;
    let looked = look(&plan, &mut session, settings, output);
    let (recorded, live) = runs::close(session, looked)?;
    let applied = live::applied(&plan, &recorded.rows);
    let place = database.place.to_string();
    let sides = Sides {
        plan: &plan,
        sources: &sources,
        applied: &applied,
        place: &place,
    };
    let found = Comparison::of(live, &sides, &scratch, settings, output)?;
    live::tell_limits(&found, output);
    let beside = live::named(&plan, &applied);
    match args.report.format {
        Format::Human => output.data(&found.script),
        Format::Json => {
            let heads = Graph::new(&plan).heads(&applied);
            let document = Document {
                database: place.clone(),
                revisions: heads
                    .into_iter()
                    .map(|head| (&plan.revisions[head]).into())
                    .collect(),
                comparison: CompareReport::of(&found),
            };
            output.json("verify", &document);
        }
    }
    if found.is_equal() {
        output.step("Verified", format_args!("{place} is what {beside} makes"));
        return Ok(Exit::Done);
    }
    live::tell(&found.differences, output);
    let drifted = Drifted {
        place,
        beside,
        differences: found.differences,
        help: "what was done by hand belongs into a revision (`cargo migrate new`), or is to be undone: the printed \
               statements do that; what others make is left out by [[package.metadata.migrate.ignore]]"
            .to_owned(),
    };
    output.error(&drifted);
    output.help(&drifted.help);
    Ok(Exit::Findings)
}

/// Reads the ledger and the schema of a database on which `up` would go on.
fn look(
    plan: &migrate_core::plan::Plan,
    session: &mut Connected,
    settings: &Settings,
    output: &mut Output,
) -> Result<(Recorded, Live), Failure> {
    let recorded = Recorded::read(plan, session, output)?;
    if !matches!(
        recorded.state,
        State::UpToDate | State::Behind { .. } | State::Empty
    ) {
        return Err(RunError::State(Box::new(recorded.state)).into());
    }
    let live = Live::read(session, &settings.project.ledger)?;
    Ok((recorded, live))
}
