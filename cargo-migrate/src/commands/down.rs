//! `cargo migrate down`: reverts what is built on a revision.

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::{Plan, Revision};
use migrate_core::run::{Effect, Run};
use migrate_core::target::Place;
use migrate_runtime::{Direction, Outcome, Target};

use crate::Exit;
use crate::both_ways::BothWays;
use crate::database::Connected;
use crate::drift::watched;
use crate::failure::{Failure, Usage};
use crate::losses::{Losses, Recorded};
use crate::output::{Answer, Output, Verbosity};
use crate::runs;
use crate::settings::Settings;

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
    #[arg(short, long, conflicts_with = "sql")]
    yes: bool,

    #[command(flatten)]
    pub(crate) both_ways: BothWays,
}

/// Reverts, after a person has seen what.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let drift = args.both_ways.drift.drift(settings)?;
    args.both_ways.go(
        Direction::Down,
        &args.target,
        settings,
        output,
        |plan, target, session, output| {
            let watch = |run| watched(run, drift.clone(), settings);
            revert(args, plan, target, watch, session, output)
        },
    )
}

fn revert<'p>(
    args: &Args,
    plan: &'p Plan,
    target: Target,
    watch: impl Fn(Run<'p>) -> Run<'p>,
    session: &mut Connected,
    output: &mut Output,
) -> Result<(Outcome<'p>, Recorded), Failure> {
    let target = absolute(target, plan, session, output)?;
    let options = |effect| args.both_ways.options(effect);
    let preview = Run::down(plan, target.clone(), options(Effect::Preview));
    let (preview, recorded) = runs::drive_noting(watch(preview), session, output)?;
    let Outcome::WouldRun { revisions, .. } = &preview else {
        return Ok((preview, recorded));
    };
    if args.both_ways.effect() == Effect::Preview {
        return Ok((preview, recorded));
    }
    let each = revisions.iter().copied();
    let losses = Losses::of(plan, Direction::Down, each, &recorded);
    confirm(revisions, &losses, args.yes, output)?;
    let run = Run::down(plan, target, options(Effect::Apply));
    runs::drive_noting(watch(run), session, output)
}

/// Shows what will be reverted and what that destroys, and asks, unless the answer is given.
///
/// # Errors
///
/// Nobody can be asked, or the answer is no.
pub(super) fn confirm(
    revisions: &[&Revision],
    losses: &Losses,
    yes: bool,
    output: &mut Output,
) -> Result<(), Failure> {
    // Who is asked has to see what is asked; who said yes and wants quiet gets it.
    if !(yes && output.verbosity() == Verbosity::Quiet) {
        list(revisions, losses, output);
    }
    if !yes {
        if !output.can_ask() {
            return Err(Usage::NotConfirmed.into());
        }
        if output.ask("Revert?") == Answer::No {
            return Err(Usage::Declined.into());
        }
    }
    Ok(())
}

fn list(revisions: &[&Revision], losses: &Losses, output: &mut Output) {
    output.plain(format_args!(
        "This reverts {}{}:",
        runs::count(revisions.len()),
        match losses.is_empty() {
            true => "",
            false => ", and destroys data",
        },
    ));
    for revision in revisions {
        output.plain(format_args!("  {} {}", revision.id, revision.message));
        for lost in losses.of_revision(revision.id) {
            output.plain(format_args!("    {lost}"));
        }
    }
}

/// `-N` as the revision that it means now, so that what is reverted is what was shown, whatever happens in between.
fn absolute(
    target: Target,
    plan: &Plan,
    session: &mut Connected,
    output: &mut Output,
) -> Result<Target, Failure> {
    // One that counts up is refused by the run, which says so.
    if !target.is_relative() || target.offset > 0 {
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
