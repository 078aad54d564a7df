//! `cargo migrate status`: what the database is, compared with the revisions.

use std::fmt::Write;

use migrate_core::ledger::{Progress, Row};
use migrate_core::plan::Plan;
use migrate_core::run::{Drift, Run};
use migrate_core::state::Standing;
use migrate_runtime::{Compatibility, Outcome, State};
use serde::Serialize;

use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::database::Database;
use crate::drift::watched;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::report::{RevisionReport, StateReport};
use crate::runs::{self, Ready};
use crate::settings::Settings;

/// Show what the database is, what is applied and what is pending
#[derive(Debug, clap::Args)]
#[command(after_help = "It needs SELECT on the ledger, takes no lock and changes nothing.")]
pub(crate) struct Args {
    /// Exit with 7 when revisions are pending, with 4 when `up` would refuse the database
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    plan: &'r str,
    database: String,
    state: StateReport<'r>,
    /// What the schema is beside what was recorded of it, where that is asked for and the state does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<SchemaReport>,
    applied: Vec<AppliedReport<'r>>,
    pending: Vec<RevisionReport<'r>>,
}

/// What the schema is beside what was recorded of it.
#[derive(Debug, Serialize)]
struct SchemaReport {
    name: &'static str,
    message: String,
    help: Option<&'static str>,
}

/// A row of the ledger.
#[derive(Debug, Serialize)]
struct AppliedReport<'r> {
    id: String,
    message: &'r str,
    folder: &'r str,
    /// Whether the plan has this revision.
    known: bool,
    /// `applied` or `running`.
    progress: &'static str,
    applied_at: &'r str,
    applied_by: &'r str,
    application_name: &'r str,
    tool: &'r str,
    milliseconds: Option<u128>,
}

/// Asks, and tells.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let run = watched(Run::ledger(&plan), Drift::Refused, settings);
    let ended = runs::drive_run(run, &mut session, output);
    let ended = runs::close(session, ended)?;
    let (state, rows, standing) = match ended {
        Outcome::Ledger {
            state,
            rows,
            standing,
        } => (state, rows, standing),
        Outcome::State(state) => (state, Vec::new(), Box::new(Standing::Unasked)),
        // A run that reads the ledger ends with the ledger.
        outcome => unreachable!("reading the ledger ended with {outcome:?}"),
    };
    match args.report.format {
        Format::Json => {
            let document = document(&plan, &database, &state, &rows, &standing);
            output.json("status", &document);
        }
        Format::Human => {
            output.data(&page(&plan, &database, &state, &rows, &standing));
        }
    }
    Ok(if args.exit_code {
        exit(&state)
    } else {
        Exit::Done
    })
}

/// What `--exit-code` says of a state.
fn exit(state: &State) -> Exit {
    match state {
        State::UpToDate
        | State::Ahead {
            compatible: Compatibility::Declared,
            ..
        } => Exit::Done,
        State::Empty | State::Behind { .. } => Exit::Findings,
        _ => Exit::State,
    }
}

/// The revisions of the plan that the ledger does not record.
fn pending<'p>(plan: &'p Plan, rows: &[Row]) -> Vec<&'p migrate_core::plan::Revision> {
    let applied: std::collections::BTreeSet<_> = rows.iter().map(|row| row.id).collect();
    plan.revisions
        .iter()
        .filter(|revision| !applied.contains(&revision.id))
        .collect()
}

fn document<'r>(
    plan: &'r Plan,
    database: &Database,
    state: &'r State,
    rows: &'r [Row],
    standing: &Standing,
) -> Document<'r> {
    Document {
        plan: &plan.name,
        database: database.place.to_string(),
        state: state.into(),
        schema: standing.name().map(|name| SchemaReport {
            name,
            message: standing.to_string(),
            help: standing.help(),
        }),
        applied: rows.iter().map(|row| applied(row, plan)).collect(),
        pending: pending(plan, rows).into_iter().map(Into::into).collect(),
    }
}

fn applied<'r>(row: &'r Row, plan: &Plan) -> AppliedReport<'r> {
    AppliedReport {
        id: row.id.to_string(),
        message: &row.message,
        folder: &row.folder,
        known: plan.revision(row.id).is_some(),
        progress: match row.progress {
            Progress::Applied => "applied",
            Progress::Running { .. } => "running",
        },
        applied_at: &row.applied_at,
        applied_by: &row.applied_by,
        application_name: &row.application_name,
        tool: &row.tool,
        milliseconds: row.duration.map(|time| time.as_millis()),
    }
}

/// How many of the applied revisions are listed; the newest are what one looks for.
const LISTED: usize = 10;

fn page(
    plan: &Plan,
    database: &Database,
    state: &State,
    rows: &[Row],
    standing: &Standing,
) -> String {
    let mut page = format!("Plan `{}` and {}\n\n{state}\n", plan.name, database.place);
    if let Some(help) = state.help() {
        let _infallible = writeln!(page, "help: {help}");
    }
    if let State::Drifted { touched, .. } = state {
        page.push('\n');
        for one in touched {
            let _infallible = writeln!(page, "  {one}");
        }
    }
    if standing.name().is_some() {
        let _infallible = writeln!(page, "\n{standing}");
    }
    if let Some(help) = standing.help() {
        let _infallible = writeln!(page, "help: {help}");
    }
    if !rows.is_empty() {
        let _infallible = writeln!(page, "\nApplied: {}", runs::count(rows.len()));
        let earlier = rows.len().saturating_sub(LISTED);
        if earlier > 0 {
            let _infallible = writeln!(page, "  … {} before these", runs::count(earlier));
        }
        for row in &rows[earlier..] {
            let mark = match row.progress {
                Progress::Applied => "",
                Progress::Running { .. } => " (not finished)",
            };
            let _infallible = writeln!(
                page,
                "  {} {} (by {} at {}){mark}",
                row.id, row.message, row.applied_by, row.applied_at
            );
        }
    }
    let pending = pending(plan, rows);
    if !pending.is_empty() {
        let _infallible = writeln!(page, "\nPending: {}", runs::count(pending.len()));
        for revision in pending {
            let _infallible = writeln!(page, "  {} {}", revision.id, revision.message);
        }
    }
    page
}
