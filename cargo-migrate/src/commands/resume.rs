//! `cargo migrate resume`: takes an interrupted revision up again.

use migrate_core::run::{Drift, Run};
use migrate_runtime::{Direction, Outcome};
use serde::Serialize;

use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::drift::watched;
use crate::failure::Failure;
use crate::losses::Losses;
use crate::output::{Format, Output};
use crate::report::RevisionReport;
use crate::runs::{self, Ready, ScriptPatience};
use crate::settings::Settings;

/// Take an interrupted revision up again
#[derive(Debug, clap::Args)]
#[command(after_help = "\
An index that an interrupted build left invalid is dropped and built again. Where nothing tells whether a \
statement was carried out, it is not sent again: `cargo migrate resolve` says what a person knows.")]
pub(crate) struct Args {
    /// Find out how it goes on, tell it, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    patience: ScriptPatience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// What a preview tells.
#[derive(Debug, Serialize)]
struct Document<'r> {
    /// `would-resume`.
    outcome: &'static str,
    revision: RevisionReport<'r>,
    /// `up` or `down`.
    direction: String,
    step: u32,
    of: u32,
    /// What was found, and how it goes on, for people.
    course: String,
}

/// Goes on, or tells how it would go on.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let run = Run::resume(&plan, args.patience.options(runs::effect(args.dry_run)));
    // What was interrupted is often put right by hand: nothing is compared, but it is recorded how it ends.
    let run = watched(run, Drift::NotCompared, settings);
    let ended = runs::drive_run(run, &mut session, output);
    let ended = runs::close(session, ended)?;
    match &ended {
        Outcome::WouldResume {
            direction,
            revision,
            step,
            of,
            course,
        } => {
            output.step(
                "Would resume",
                format_args!(
                    "{} {} at statement {step} of {of}: {course}",
                    revision.id, revision.message
                ),
            );
            output.note(format_args!(
                "dry run: nothing was changed in {}",
                database.place
            ));
            if args.report.format == Format::Json {
                let document = Document {
                    outcome: "would-resume",
                    revision: (*revision).into(),
                    direction: direction.to_string(),
                    step: *step,
                    of: *of,
                    course: course.to_string(),
                };
                output.json("resume", &document);
            }
        }
        Outcome::NothingToDo => {
            output.step(
                "Finished",
                format_args!("nothing is interrupted in {}", database.place),
            );
            if args.report.format == Format::Json {
                output.json("resume", &runs::Document::NOTHING);
            }
        }
        _ => {
            runs::tell(
                &ended,
                &Losses::default(),
                &database,
                args.report.format,
                "resume",
                output,
            );
            if let Outcome::Ran {
                direction: Direction::Up,
                ..
            } = &ended
            {
                output.note("`cargo migrate up` applies what is still pending");
            }
        }
    }
    Ok(Exit::Done)
}
