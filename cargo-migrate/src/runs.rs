//! What the verbs that run against a database share: its arguments, its beginning, and telling its end.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use migrate_core::plan::{Plan, Revision, Timeout};
use migrate_core::run::{Effect, Options, Run};
use migrate_core::source::script::split;
use migrate_runtime::{__seed, Direction, Finished, Outcome, drive_until};
use serde::Serialize;

use crate::args::DatabaseArgs;
use crate::database::{self, Connected, Database, Place};
use crate::failure::Failure;
use crate::losses::{LossReport, Losses, Recorded};
use crate::monitor::Watched;
use crate::output::{Format, Output};
use crate::progress::{Progress, seconds};
use crate::report::RevisionReport;
use crate::settings::Settings;
use crate::{interrupts, project};

/// How patient a run is that only records.
#[derive(Debug, clap::Args)]
pub(crate) struct Patience {
    /// How long to wait for another run to end
    #[arg(long, value_name = "TIME", default_value = "60s")]
    wait: Timeout,

    /// How long a revision may wait for a table that others use, unless it says so itself
    #[arg(long, value_name = "TIME", default_value = "3s")]
    lock_timeout: Timeout,
}

/// How patient a run is that sends scripts.
#[derive(Debug, clap::Args)]
pub(crate) struct ScriptPatience {
    #[command(flatten)]
    patience: Patience,

    /// How long a revision that does not get its table is tried again, from the first attempt on
    #[arg(long, value_name = "TIME", default_value = "60s")]
    retry_for: Timeout,

    /// How long a statement may run, unless its revision says so itself; never what the role or the database says
    #[arg(long, value_name = "TIME", default_value = "0")]
    statement_timeout: Timeout,
}

impl Patience {
    /// The settings of a run.
    pub(crate) fn options(&self, effect: Effect) -> Options {
        Options {
            wait: duration(self.wait),
            lock_timeout: self.lock_timeout,
            effect,
            tool: TOOL.into(),
            seed: __seed(),
            ..Options::default()
        }
    }
}

impl ScriptPatience {
    /// The settings of a run.
    pub(crate) fn options(&self, effect: Effect) -> Options {
        Options {
            retry_for: duration(self.retry_for),
            statement_timeout: self.statement_timeout,
            ..self.patience.options(effect)
        }
    }
}

fn duration(time: Timeout) -> Duration {
    Duration::from_millis(time.as_millis().into())
}

/// What `--dry-run` means.
pub(crate) fn effect(dry_run: bool) -> Effect {
    match dry_run {
        true => Effect::Preview,
        false => Effect::Apply,
    }
}

/// What the ledger records as having applied a revision.
pub(crate) const TOOL: &str = concat!("cargo-migrate ", env!("CARGO_PKG_VERSION"));

/// The checked plan, and a connection to the database.
pub(crate) struct Ready {
    pub(crate) plan: Plan,
    pub(crate) session: Connected,
    pub(crate) database: Database,
}

impl Ready {
    /// Loads the revisions while the connection is being opened: each waits for something else.
    ///
    /// # Errors
    ///
    /// The files are wrong, no database is named, or it cannot be reached; in this order, whichever is known first.
    pub(crate) fn new(
        args: &DatabaseArgs,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        Self::with(args, settings, output, |output| {
            project::load(settings, output)
        })
    }

    /// The same with a plan that is loaded otherwise.
    ///
    /// # Errors
    ///
    /// As [`Ready::new`].
    pub(crate) fn with(
        args: &DatabaseArgs,
        settings: &Settings,
        output: &mut Output,
        load: impl FnOnce(&mut Output) -> Result<Plan, Failure>,
    ) -> Result<Self, Failure> {
        let database = settings.database(args.database.as_deref())?;
        output.detail(format_args!(
            "{}, named by {}",
            database.place, database.origin
        ));
        let (plan, session) = match &database.place {
            Place::Server(address) => {
                let (address, origin) = (address.clone(), database.origin.clone());
                let again = {
                    let (address, origin) = (address.clone(), origin.clone());
                    Arc::new(move || database::connect(&address, &origin).ok())
                };
                let connecting = thread::spawn(move || database::connect(&address, &origin));
                // When the files are wrong nobody waits for the connection.
                let plan = load(output)?;
                let client = connecting
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                let stop = database::stop(&client);
                (plan, Connected::Server(Box::new(client), again, stop))
            }
            Place::Embedded => {
                let plan = load(output)?;
                (plan, database::open_embedded(settings)?)
            }
        };
        Ok(Self {
            plan,
            session,
            database,
        })
    }
}

/// Drives a run and tells what happens.
///
/// # Errors
///
/// What the run ends with.
pub(crate) fn drive_run<'p>(
    run: Run<'p>,
    session: &mut Connected,
    output: &mut Output,
) -> Result<Outcome<'p>, Failure> {
    let (outcome, _) = drive_noting(run, session, output)?;
    Ok(outcome)
}

/// The same, and the down scripts that are not the plan's.
///
/// # Errors
///
/// What the run ends with.
pub(crate) fn drive_noting<'p>(
    run: Run<'p>,
    session: &mut Connected,
    output: &mut Output,
) -> Result<(Outcome<'p>, Recorded), Failure> {
    let run = run.splitting_with(split);
    let cancellation = interrupts::cancellation();
    if let Some(stop) = session.stop() {
        cancellation.on_cancel(move || stop());
    }
    let (plan, verbosity) = (run.plan(), output.verbosity());
    let mut progress = Progress::new(output, plan);
    let mut watched = Watched::new(session, &plan.ledger, verbosity, progress.bar());
    let outcome = drive_until(run, &mut watched, &mut progress, cancellation)?;
    Ok((outcome, progress.recorded()))
}

/// Closes the connection. How the run ended comes first, then how closing went.
///
/// # Errors
///
/// The run's failure, or that of closing.
pub(crate) fn close<T>(session: Connected, ended: Result<T, Failure>) -> Result<T, Failure> {
    let closed = session.close();
    let value = ended?;
    closed?;
    Ok(value)
}

/// The document of `up`, `down` and `resume`.
#[derive(Debug, Serialize)]
pub(crate) struct Document<'r> {
    /// `nothing-to-do`, `ran` or `would-run`.
    outcome: &'static str,
    revisions: Vec<RanReport<'r>>,
    losses: Vec<LossReport<'r>>,
}

impl Document<'_> {
    /// Of a run that had nothing to do.
    pub(crate) const NOTHING: Self = Self {
        outcome: "nothing-to-do",
        revisions: Vec::new(),
        losses: Vec::new(),
    };
}

/// A revision that was run or would be.
#[derive(Debug, Serialize)]
pub(crate) struct RanReport<'r> {
    #[serde(flatten)]
    revision: RevisionReport<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u128>,
}

impl<'r> From<&'r Revision> for RanReport<'r> {
    fn from(revision: &'r Revision) -> Self {
        Self {
            revision: revision.into(),
            milliseconds: None,
        }
    }
}

impl<'r> From<&Finished<'r>> for RanReport<'r> {
    fn from(finished: &Finished<'r>) -> Self {
        Self {
            revision: finished.revision.into(),
            milliseconds: Some(finished.took.as_millis()),
        }
    }
}

/// Tells how a run that went well ended.
pub(crate) fn tell(
    outcome: &Outcome<'_>,
    losses: &Losses,
    database: &Database,
    format: Format,
    command: &'static str,
    output: &mut Output,
) {
    let place = &database.place;
    let (word, revisions) = match outcome {
        Outcome::Ran {
            direction,
            revisions,
        } => {
            let took: Duration = revisions.iter().map(|finished| finished.took).sum();
            let done = match direction {
                Direction::Up => "applied to",
                Direction::Down => "reverted in",
            };
            output.step(
                "Finished",
                format_args!(
                    "{} {done} {place} in {}",
                    count(revisions.len()),
                    seconds(took)
                ),
            );
            ("ran", revisions.iter().map(RanReport::from).collect())
        }
        Outcome::WouldRun {
            direction,
            revisions,
        } => {
            let verb = match direction {
                Direction::Up => "Would apply",
                Direction::Down => "Would revert",
            };
            for revision in revisions {
                output.step(verb, format_args!("{} {}", revision.id, revision.message));
            }
            losses.warn(output);
            output.note(format_args!("dry run: nothing was changed in {place}"));
            (
                "would-run",
                revisions
                    .iter()
                    .map(|revision| RanReport::from(*revision))
                    .collect(),
            )
        }
        _ => {
            output.step(
                "Finished",
                format_args!("nothing to do: {place} is there already"),
            );
            ("nothing-to-do", Vec::new())
        }
    };
    if format == Format::Json {
        output.json(
            command,
            &Document {
                outcome: word,
                revisions,
                losses: losses.report(),
            },
        );
    }
}

/// `1 revision`, `2 revisions`.
pub(crate) fn count(revisions: usize) -> String {
    match revisions {
        1 => "1 revision".to_owned(),
        many => format!("{many} revisions"),
    }
}
