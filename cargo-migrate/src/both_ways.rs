//! What `up` and `down` share: the options, the script, the connection, and how the end is told.

use migrate_core::plan::Plan;
use migrate_core::run::{Effect, Options, script_down, script_revisions, script_up};
use migrate_core::source::psql::without_variables;
use migrate_core::target::Range;
use migrate_runtime::{Direction, Outcome, Target, TargetError};

use crate::args::{DatabaseArgs, Report};
use crate::database::Connected;
use crate::drift::DriftArgs;
use crate::failure::{Failure, Usage};
use crate::losses::{Losses, Recorded};
use crate::output::Output;
use crate::runs::{self, Ready, ScriptPatience};
use crate::settings::Settings;
use crate::{Exit, project};

/// The options of both.
#[derive(Debug, clap::Args)]
pub(crate) struct BothWays {
    /// Print the SQL for psql instead of sending it; no database is needed
    #[arg(long, conflicts_with_all = ["dry_run", "database", "format", "wait", "accept_drift"])]
    sql: bool,

    /// Validate everything against the database, tell what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    pub(crate) drift: DriftArgs,

    #[command(flatten)]
    patience: ScriptPatience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

impl BothWays {
    /// Prints the script, or connects, acts, and tells how it ended.
    ///
    /// # Errors
    ///
    /// The target or the files are wrong, the database cannot be reached, or what `act` and closing end with.
    pub(crate) fn go(
        &self,
        direction: Direction,
        target: &str,
        settings: &Settings,
        output: &mut Output,
        act: impl for<'p> FnOnce(
            &'p Plan,
            Target,
            &mut Connected,
            &mut Output,
        ) -> Result<(Outcome<'p>, Recorded), Failure>,
    ) -> Result<Exit, Failure> {
        if self.sql {
            return self.print(direction, target, settings, output);
        }
        let target: Target = target.parse().map_err(TargetError::Malformed)?;
        let Ready {
            plan,
            mut session,
            database,
        } = Ready::new(&self.database, settings, output)?;
        let ended = act(&plan, target, &mut session, output);
        let (ended, recorded) = runs::close(session, ended)?;
        let losses = losses(&plan, &ended, &recorded);
        let command = match direction {
            Direction::Up => "up",
            Direction::Down => "down",
        };
        let format = self.report.format;
        runs::tell(&ended, &losses, &database, format, command, output);
        Ok(Exit::Done)
    }

    /// Whether to act or only to tell.
    pub(crate) fn effect(&self) -> Effect {
        match self.dry_run {
            true => Effect::Preview,
            false => Effect::Apply,
        }
    }

    /// The settings of a run.
    pub(crate) fn options(&self, effect: Effect) -> Options {
        self.patience.options(effect)
    }

    fn print(
        &self,
        direction: Direction,
        target: &str,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Exit, Failure> {
        let ends = ends(target, direction)?;
        let plan = project::load(settings, output)?;
        let options = self.options(Effect::Apply);
        let script = match direction {
            Direction::Up => script_up(&plan, &ends.from, &ends.to, &options),
            Direction::Down => script_down(&plan, &ends.from, &ends.to, &options),
        }?;
        let revisions = script_revisions(&plan, &ends.from, &ends.to, direction)?;
        let losses = Losses::of(&plan, direction, revisions, &Recorded::new());
        output.data(&losses.comment());
        output.data(&without_variables(&script));
        Ok(Exit::Done)
    }
}

/// What a run has destroyed, or would.
fn losses(plan: &Plan, ended: &Outcome<'_>, recorded: &Recorded) -> Losses {
    match ended {
        Outcome::Ran {
            direction,
            revisions,
        } => {
            let revisions = revisions.iter().map(|finished| finished.revision);
            Losses::of(plan, *direction, revisions, recorded)
        }
        Outcome::WouldRun {
            direction,
            revisions,
        } => Losses::of(plan, *direction, revisions.iter().copied(), recorded),
        _ => Losses::default(),
    }
}

/// A target or a range: where the database is assumed to be, and where it shall be. Without a database nothing can be
/// counted from what is applied.
fn ends(text: &str, direction: Direction) -> Result<Range, Failure> {
    let ends: Range = match text.contains("..") {
        true => text.parse().map_err(TargetError::Malformed)?,
        false => Range {
            from: match direction {
                Direction::Up => Target::BASE,
                Direction::Down => Target::HEAD,
            },
            to: text.parse().map_err(TargetError::Malformed)?,
        },
    };
    for end in [&ends.from, &ends.to] {
        if end.is_relative() {
            let target = end.to_string();
            return Err(Usage::RelativeTarget { target }.into());
        }
    }
    Ok(ends)
}
