//! `cargo migrate redo`: down and up again, for a draft that was edited after it was applied here.

use std::time::Duration;

use migrate_core::plan::Plan;
use migrate_core::run::{Effect, Run};
use migrate_runtime::{Direction, Outcome};
use serde::Serialize;

use super::down;
use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::database::Connected;
use crate::drift::{DriftArgs, watched};
use crate::failure::Failure;
use crate::losses::{LossReport, Losses};
use crate::output::{Format, Output};
use crate::progress::seconds;
use crate::runs::{self, RanReport, Ready, ScriptPatience};
use crate::settings::Settings;

/// Revert and apply again the drafts that were edited after they were applied
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A draft that was edited is reverted with the down.sql that the ledger recorded, and what is built on it with it; \
where none was edited, it is the last revision. Only drafts are done again.")]
pub(crate) struct Args {
    /// Do not ask; required where there is no terminal
    #[arg(short, long)]
    yes: bool,

    /// Validate everything against the database, tell what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    drift: DriftArgs,

    #[command(flatten)]
    patience: ScriptPatience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// `redone`, `would-redo` or `nothing-to-do`.
    outcome: &'static str,
    reverted: Vec<RanReport<'r>>,
    applied: Vec<RanReport<'r>>,
    /// What reverting destroys.
    losses: Vec<LossReport<'r>>,
}

/// Reverts, after a person has seen what, and applies.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let drift = args.drift.drift(settings)?;
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let watch = |run| watched(run, drift.clone(), settings);
    let ended = redo(args, &plan, watch, &mut session, output);
    let (ended, losses) = runs::close(session, ended)?;
    let place = &database.place;
    let document = match &ended {
        Outcome::Redone { reverted, applied } => {
            let both = reverted.iter().chain(applied);
            let took: Duration = both.map(|finished| finished.took).sum();
            output.step(
                "Finished",
                format_args!(
                    "{} reverted in {place} and {} applied again in {}",
                    runs::count(reverted.len()),
                    applied.len(),
                    seconds(took)
                ),
            );
            Document {
                outcome: "redone",
                reverted: reverted.iter().map(Into::into).collect(),
                applied: applied.iter().map(Into::into).collect(),
                losses: losses.report(),
            }
        }
        Outcome::WouldRedo { reverted, applied } => {
            for revision in reverted {
                output.step(
                    "Would revert",
                    format_args!("{} {}", revision.id, revision.message),
                );
            }
            for revision in applied {
                output.step(
                    "Would apply",
                    format_args!("{} {}", revision.id, revision.message),
                );
            }
            losses.warn(output);
            output.note(format_args!("dry run: nothing was changed in {place}"));
            Document {
                outcome: "would-redo",
                reverted: reverted.iter().map(|revision| (*revision).into()).collect(),
                applied: applied.iter().map(|revision| (*revision).into()).collect(),
                losses: losses.report(),
            }
        }
        _ => {
            output.step(
                "Finished",
                format_args!("nothing to do: {place} has no revision"),
            );
            Document {
                outcome: "nothing-to-do",
                reverted: Vec::new(),
                applied: Vec::new(),
                losses: Vec::new(),
            }
        }
    };
    if args.report.format == Format::Json {
        output.json("redo", &document);
    }
    Ok(Exit::Done)
}

fn redo<'p>(
    args: &Args,
    plan: &'p Plan,
    watch: impl Fn(Run<'p>) -> Run<'p>,
    session: &mut Connected,
    output: &mut Output,
) -> Result<(Outcome<'p>, Losses), Failure> {
    let preview = Run::redo(plan, Vec::new(), args.patience.options(Effect::Preview));
    let (preview, recorded) = runs::drive_noting(watch(preview), session, output)?;
    let Outcome::WouldRedo { reverted, .. } = &preview else {
        return Ok((preview, Losses::default()));
    };
    let each = reverted.iter().copied();
    let losses = Losses::of(plan, Direction::Down, each, &recorded);
    if args.dry_run {
        return Ok((preview, losses));
    }
    down::confirm(reverted, &losses, args.yes, output)?;
    // What is done is what was shown, whatever happens in between.
    let mut shown: Vec<_> = reverted.iter().map(|revision| revision.id).collect();
    shown.reverse();
    let run = Run::redo(plan, shown, args.patience.options(Effect::Apply));
    Ok((runs::drive_run(watch(run), session, output)?, losses))
}
