//! `cargo migrate stamp`: records that the database is at a revision, without running anything.

use migrate_core::run::{Effect, Run};
use migrate_runtime::{Outcome, Target, TargetError};
use serde::Serialize;

use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::draft;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::report::RevisionReport;
use crate::runs::{self, Patience, Ready};
use crate::settings::Settings;

/// Record that the database is at TARGET, without running anything
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is compared: that the schema is what TARGET's revisions make of it is your claim. It is recorded \
with its reason in the ledger's log, as unverified.")]
pub(crate) struct Args {
    /// The last revision that counts as applied, or `base`
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,

    /// Say that nobody compared the schema with the revisions
    #[arg(long, required = true)]
    unverified: bool,

    /// Why it is right all the same; it stays in the ledger's log
    #[arg(long, value_name = "TEXT")]
    reason: String,

    #[command(flatten)]
    patience: Patience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// `stamped` or `nothing-to-do`.
    outcome: &'static str,
    recorded: Vec<RevisionReport<'r>>,
    removed: Vec<String>,
}

/// Records, and says so.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let target: Target = args.target.parse().map_err(TargetError::Malformed)?;
    let reason = draft::reason(&args.reason)?;
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let run = Run::stamp(
        &plan,
        target,
        reason.into(),
        args.patience.options(Effect::Apply),
    );
    let ended = runs::drive_run(run, &mut session, output);
    let ended = runs::close(session, ended)?;
    let document = match &ended {
        Outcome::Stamped { recorded, removed } => {
            for revision in recorded {
                output.step(
                    "Recorded",
                    format_args!("{} {}", revision.id, revision.message),
                );
            }
            for id in removed {
                output.step("Removed", format_args!("the record of {id}"));
            }
            output.step(
                "Finished",
                format_args!("{} is stamped, unverified", database.place),
            );
            Document {
                outcome: "stamped",
                recorded: recorded.iter().map(|revision| (*revision).into()).collect(),
                removed: removed.iter().map(ToString::to_string).collect(),
            }
        }
        _ => {
            output.step(
                "Finished",
                format_args!("nothing to do: {} is there already", database.place),
            );
            Document {
                outcome: "nothing-to-do",
                recorded: Vec::new(),
                removed: Vec::new(),
            }
        }
    };
    if args.report.format == Format::Json {
        output.json("stamp", &document);
    }
    Ok(Exit::Done)
}
