//! `cargo migrate up`: applies what is pending.

use migrate_core::run::Run;
use migrate_runtime::Direction;

use crate::Exit;
use crate::both_ways::BothWays;
use crate::drift::watched;
use crate::failure::Failure;
use crate::output::Output;
use crate::runs;
use crate::settings::Settings;

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

    #[command(flatten)]
    pub(crate) both_ways: BothWays,
}

/// Applies, or tells what would be applied.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let options = args.both_ways.options(args.both_ways.effect());
    let drift = args.both_ways.drift.drift(settings)?;
    args.both_ways.go(
        Direction::Up,
        &args.target,
        settings,
        output,
        |plan, target, session, output| {
            let run = watched(Run::up(plan, target, options), drift, settings);
            runs::drive_noting(run, session, output)
        },
    )
}
