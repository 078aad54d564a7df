//! `cargo migrate resolve`: records what a person knows about an interrupted revision.

use migrate_core::run::Run;
use migrate_runtime::{Claim, Outcome, Resolution, Target, TargetError};
use serde::Serialize;

use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::draft;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::report::RevisionReport;
use crate::runs::{self, Patience, Ready};
use crate::settings::Settings;

/// Record what you know about the statement at which a revision was interrupted
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is run: `cargo migrate resume` goes on afterwards. The reason stays in the ledger's log. Where the script \
was edited from that statement on, --done and --retry accept it as it is now.")]
pub(crate) struct Args {
    /// The revision that was interrupted
    #[arg(value_name = "ID")]
    revision: String,

    /// The statement at which it was interrupted, from 1
    #[arg(long, value_name = "NUMBER", required_unless_present = "undone")]
    step: Option<u32>,

    #[command(flatten)]
    claim: ClaimArgs,

    /// How you know; it stays in the ledger's log
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Check that it can be recorded, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    patience: Patience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// One of the three.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct ClaimArgs {
    /// The statement was carried out, or is not needed any more
    #[arg(long)]
    done: bool,

    /// The statement was not carried out, or was undone by hand: it is sent again
    #[arg(long)]
    retry: bool,

    /// All that the script did was undone by hand: the revision is as before it
    #[arg(long, conflicts_with = "step")]
    undone: bool,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// `resolved` or `would-resolve`.
    outcome: &'static str,
    revision: RevisionReport<'r>,
    /// `done`, `retry` or `undone`.
    claim: &'static str,
    step: Option<u32>,
    /// Whether the script as it is now took the place of the recorded one.
    edited: bool,
}

impl Args {
    fn claim(&self) -> Claim {
        match self.step {
            // clap demands the step with each of the other two.
            Some(step) if self.claim.done => Claim::Step(step, Resolution::Done),
            Some(step) => Claim::Step(step, Resolution::Retry),
            None => Claim::Undone,
        }
    }
}

/// Records, and says so.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let target: Target = args.revision.parse().map_err(TargetError::Malformed)?;
    let reason = draft::reason(&args.reason)?;
    let Ready {
        plan,
        mut session,
        database,
    } = Ready::new(&args.database, settings, output)?;
    let options = args.patience.options(runs::effect(args.dry_run));
    let run = Run::resolve(&plan, target, args.claim(), reason.into(), options);
    let ended = runs::drive_run(run, &mut session, output);
    let ended = runs::close(session, ended)?;
    let (outcome, revision, claim, edited) = match &ended {
        Outcome::Resolved {
            revision,
            claim,
            edited,
        } => ("resolved", *revision, *claim, *edited),
        Outcome::WouldResolve {
            revision,
            claim,
            edited,
        } => ("would-resolve", *revision, *claim, *edited),
        outcome => unreachable!("a resolution ended with {outcome:?}"),
    };
    let verb = match outcome {
        "resolved" => "Recorded",
        _ => "Would record",
    };
    let (id, message) = (revision.id, &revision.message);
    match claim {
        Claim::Step(step, Resolution::Done) => output.step(
            verb,
            format_args!("statement {step} of {id} {message} as done"),
        ),
        Claim::Step(step, Resolution::Retry) => output.step(
            verb,
            format_args!("statement {step} of {id} {message} as one to be sent again"),
        ),
        Claim::Undone => output.step(verb, format_args!("{id} {message} as undone")),
    }
    if edited {
        output.note("the script as it is now is what is recorded");
    }
    match (outcome, claim) {
        ("would-resolve", _) => {
            output.note(format_args!(
                "dry run: nothing was changed in {}",
                database.place
            ));
        }
        (_, Claim::Step(..)) => output.note("`cargo migrate resume` goes on"),
        (_, Claim::Undone) => {}
    }
    if args.report.format == Format::Json {
        let document = Document {
            outcome,
            revision: revision.into(),
            claim: claim.word(),
            step: args.step,
            edited,
        };
        output.json("resolve", &document);
    }
    Ok(Exit::Done)
}
