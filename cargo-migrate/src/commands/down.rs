//! `cargo migrate down`: reverts what is built on a revision.

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::Plan;
use migrate_core::run::{Effect, Run, script_down};
use migrate_core::source::psql::without_variables;
use migrate_core::target::Place;
use migrate_runtime::{Outcome, Target, TargetError};

use crate::args::{DatabaseArgs, Report};
use crate::database::Connected;
use crate::failure::{Failure, Usage};
use crate::output::{Answer, Output};
use crate::runs::{self, Patience, Ready};
use crate::settings::Settings;
use crate::{Exit, project};

/// Revert everything that is built on TARGET
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A TARGET is `base` (revert everything), an id or a unique prefix of one, a folder's name or its slug, `-N` \
(from what is applied) or `ID-N`. With --sql it may be a range `A..B`, where A is what the database is \
assumed to be at.")]
pub(crate) struct Args {
    /// The revision that is the last one applied afterwards, or `base`
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,

    /// Do not ask; required where there is no terminal
    #[arg(short, long)]
    yes: bool,

    /// Print the SQL for psql instead of sending it; no database is needed
    #[arg(long, conflicts_with_all = ["dry_run", "database", "format", "wait", "yes"])]
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

/// Reverts, after a person has seen what.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    if args.sql {
        let (from, to) = runs::script_ends(&args.target, Target::HEAD)?;
        let plan = project::load(settings, output)?;
        let script = script_down(&plan, &from, &to, &args.patience.options(Effect::Apply))?;
        output.data(&without_variables(&script));
        return Ok(Exit::Done);
    }
    let target: Target = args.target.parse().map_err(TargetError::Malformed)?;
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let ended = revert(args, &plan, target, &mut session, output);
    let ended = runs::close(session, ended)?;
    runs::tell(&ended, &database, args.report.format, "down", output);
    Ok(Exit::Done)
}

fn revert<'p>(
    args: &Args,
    plan: &'p Plan,
    target: Target,
    session: &mut Connected,
    output: &mut Output,
) -> Result<Outcome<'p>, Failure> {
    let target = absolute(target, plan, session, output)?;
    let preview = Run::down(plan, target.clone(), args.patience.options(Effect::Preview));
    let preview = runs::drive_run(preview, session, output)?;
    let Outcome::WouldRun { revisions, .. } = &preview else {
        return Ok(preview);
    };
    if args.dry_run {
        return Ok(preview);
    }
    output.plain(format_args!(
        "This reverts {}, and what they hold is lost:",
        runs::count(revisions.len())
    ));
    for revision in revisions {
        output.plain(format_args!("  {} {}", revision.id, revision.message));
    }
    if !args.yes {
        if !output.can_ask() {
            return Err(Usage::NotConfirmed.into());
        }
        if output.ask("Revert?") == Answer::No {
            return Err(Usage::Declined.into());
        }
    }
    let run = Run::down(plan, target, args.patience.options(Effect::Apply));
    runs::drive_run(run, session, output)
}

/// `-N` as the revision that it means now, so that what is reverted is what was shown, whatever happens in between.
fn absolute(
    target: Target,
    plan: &Plan,
    session: &mut Connected,
    output: &mut Output,
) -> Result<Target, Failure> {
    if !target.is_relative() {
        return Ok(target);
    }
    let Outcome::Ledger { rows, .. } = runs::drive_run(Run::ledger(plan), session, output)? else {
        return Ok(target);
    };
    let graph = Graph::new(plan);
    let applied = PositionSet::of(
        graph.len(),
        rows.iter().filter_map(|row| graph.position(row.id)),
    );
    match target.resolve(&graph, &applied)? {
        Place::Base => Ok(Target::BASE),
        Place::At(position) => Ok(Target::from(graph.revision(position).id)),
    }
}
