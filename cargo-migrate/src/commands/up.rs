//! `cargo migrate up`: applies what is pending.

use migrate_core::run::{Effect, Run, script_up};
use migrate_core::source::psql::without_variables;
use migrate_runtime::{Target, TargetError};

use crate::args::{DatabaseArgs, Report};
use crate::failure::Failure;
use crate::output::Output;
use crate::runs::{self, Patience, Ready};
use crate::settings::Settings;
use crate::{Exit, project};

/// Apply the pending revisions
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A TARGET is `head`, `base`, an id or a unique prefix of one, a folder's name or its slug, `+N` (from what is \
applied), `ID+N` or `ID-N`. With --sql it may be a range `A..B`, where A is what the database is assumed to \
be at.")]
pub(crate) struct Args {
    /// Where to end
    #[arg(
        value_name = "TARGET",
        default_value = "head",
        allow_negative_numbers = true
    )]
    target: String,

    /// Print the SQL for psql instead of sending it; no database is needed
    #[arg(long, conflicts_with_all = ["dry_run", "database", "format", "wait"])]
    sql: bool,

    /// Validate everything against the database, tell what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    patience: Patience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// Applies, or tells what would be applied.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    if args.sql {
        let (from, to) = runs::script_ends(&args.target, Target::BASE)?;
        let plan = project::load(settings, output)?;
        let script = script_up(&plan, &from, &to, &args.patience.options(Effect::Apply))?;
        output.data(&without_variables(&script));
        return Ok(Exit::Done);
    }
    let target: Target = args.target.parse().map_err(TargetError::Malformed)?;
    let effect = if args.dry_run {
        Effect::Preview
    } else {
        Effect::Apply
    };
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let run = Run::up(&plan, target, args.patience.options(effect));
    let ended = runs::drive_run(run, &mut session, output);
    let ended = runs::close(session, ended)?;
    runs::tell(&ended, &database, args.report.format, "up", output);
    Ok(Exit::Done)
}
