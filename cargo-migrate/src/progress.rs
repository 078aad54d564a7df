//! Telling what a run does: one line for each step, and on a terminal a bar below them.

use std::sync::PoisonError;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use migrate_core::plan::{Plan, Revision};
use migrate_runtime::{Direction, Event, Holder, Observer};

use crate::losses::{Losses, Recorded};
use crate::monitor::Bar;
use crate::output::{Output, Verbosity};

/// Prints what a run does.
pub(crate) struct Progress<'o, 'p> {
    output: &'o mut Output,
    plan: &'p Plan,
    /// The down scripts that are not the plan's.
    recorded: Recorded,
    /// What was told last as being destroyed.
    destroyed: Losses,
    bar: Option<ProgressBar>,
    /// The same bar, for who prints from another thread.
    shared: Bar,
    /// The process that was named last as holding the lock, and after which time of waiting.
    named: Option<(Option<i32>, Duration)>,
}

/// How often it is said again that the same run holds the lock.
const SAID_AGAIN: Duration = Duration::from_secs(10);

impl<'o, 'p> Progress<'o, 'p> {
    /// A progress that has not begun.
    pub(crate) fn new(output: &'o mut Output, plan: &'p Plan) -> Self {
        Self {
            output,
            plan,
            recorded: Recorded::new(),
            destroyed: Losses::default(),
            bar: None,
            shared: Bar::default(),
            named: None,
        }
    }

    /// The down scripts that are not the plan's.
    pub(crate) fn recorded(&mut self) -> Recorded {
        std::mem::take(&mut self.recorded)
    }

    /// Lists what will be destroyed on the way up; on the way down it was listed when it was confirmed. A run that was
    /// overtaken plans again, and only what is new is told.
    fn planned(&mut self, direction: Direction, revisions: &[&Revision]) {
        if direction == Direction::Down {
            return;
        }
        let losses = Losses::of(
            self.plan,
            direction,
            revisions.iter().copied(),
            &self.recorded,
        );
        if losses != self.destroyed {
            losses.warn(self.output);
            self.destroyed = losses;
        }
    }

    /// The bar, for who prints from another thread.
    pub(crate) fn bar(&self) -> &Bar {
        &self.shared
    }

    /// Prints above the bar.
    fn step(&mut self, verb: &str, what: std::fmt::Arguments<'_>) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.output.step(verb, what)),
            None => self.output.step(verb, what),
        }
    }

    /// Names the run that is waited for, once, and again when it is another one or when a while has passed.
    fn waiting(&mut self, holder: Option<&Holder>, waited: Duration) {
        let pid = holder.map(|holder| holder.pid);
        let is_news = match self.named {
            None => true,
            Some((named, _)) if pid.is_some() && named != pid => true,
            Some((_, said)) => waited.saturating_sub(said) >= SAID_AGAIN,
        };
        if is_news {
            self.named = Some((pid, waited));
            let since = seconds(waited);
            self.step(
                "Waiting",
                format_args!("for another run, {since} so far{}", Held(holder)),
            );
        }
    }

    fn begin_bar(&mut self, length: usize) {
        if !self.output.is_terminal() || self.output.verbosity() == Verbosity::Quiet || length < 2 {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{prefix:>12} [{bar:27}] {pos}/{len}: {wide_msg}");
        bar.set_style(
            style
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> "),
        );
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
        self.bar = Some(bar);
    }
}

impl Observer for Progress<'_, '_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Waiting { holder, waited } => self.waiting(holder.as_ref(), *waited),
            Event::Pooler => self.output.detail(
                "a pooler stands between: no session lock is taken, the guard in each message keeps runs apart",
            ),
            Event::LedgerCreated => self.output.detail("the ledger was created"),
            Event::RecordedDown { revision, text } => {
                self.recorded.insert(revision.id, text.clone());
            }
            Event::Planned { direction, revisions } => {
                self.planned(*direction, revisions);
                self.begin_bar(revisions.len());
            }
            Event::Started { direction, revision, .. } => {
                if let Some(bar) = &self.bar {
                    bar.set_prefix(match direction {
                        Direction::Up => "Applying",
                        Direction::Down => "Reverting",
                    });
                    bar.set_message(revision.message.to_string());
                }
            }
            Event::Resuming { revision, step, of, course, .. } => {
                self.step(
                    "Resuming",
                    format_args!("{} {} at statement {step} of {of}: {course}", revision.id, revision.message),
                );
            }
            Event::Step { revision, step, of } => {
                self.step("Statement", format_args!("{step} of {of} of {}", revision.id));
            }
            Event::Finished { direction, revision, took, .. } => {
                let verb = match direction {
                    Direction::Up => "Applied",
                    Direction::Down => "Reverted",
                };
                self.step(verb, format_args!("{} {} ({})", revision.id, revision.message, seconds(*took)));
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
            }
            Event::Retrying {
                revision,
                error,
                blockers,
                pause,
                left,
                ..
            } => {
                let why = match &*error.code {
                    migrate_core::sql::LOCK_NOT_AVAILABLE => "did not get its lock",
                    migrate_core::sql::DEADLOCK => "lost a deadlock",
                    _ => "met a concurrent transaction",
                };
                self.step(
                    "Retrying",
                    format_args!(
                        "{} in {}: it {why}; {} left for attempts",
                        revision.id,
                        seconds(*pause),
                        seconds(*left)
                    ),
                );
                for blocker in blockers {
                    self.step("", format_args!("in the way: {blocker}"));
                }
            }
            Event::Overtaken { revision } => self.step(
                "Overtaken",
                format_args!("another run was faster with {} ({})", revision.id, revision.message),
            ),
            Event::LockWasLost => self.output.warning(
                "the session lock was gone when it was to be released: a transaction pooler may stand in between",
            ),
            Event::NotCompared { standing } if self.output.is_news(standing.to_string()) => {
                self.output.warning(standing);
                standing.help().into_iter().for_each(|help| self.output.help(help));
            }
            Event::DriftAccepted { touched } => {
                for one in touched {
                    if self.output.is_news(format!("accepted {one}")) {
                        self.step("Accepted", format_args!("{one}"));
                    }
                }
            }
            Event::SchemaRecorded { fingerprint } => self
                .output
                .detail(format_args!("the schema was recorded: {fingerprint}")),
            Event::SchemaNotRecorded { why } => self.output.warning(format_args!(
                "the schema could not be recorded as the run leaves it, so the next run does not compare it: {why}"
            )),
            // New events of the runtime are told when there are words for them.
            _ => {}
        }
    }
}

impl Drop for Progress<'_, '_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Who holds the lock, as the rest of a sentence.
struct Held<'h>(Option<&'h Holder>);

impl std::fmt::Display for Held<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(holder) => {
                write!(
                    f,
                    ": process {} (`{}`)",
                    holder.pid, holder.application_name
                )?;
                match holder.connected {
                    Some(time) => write!(f, ", connected for {}", seconds(time)),
                    None => Ok(()),
                }
            }
        }
    }
}

/// A duration for people: milliseconds below a second, tenths of a second above.
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
