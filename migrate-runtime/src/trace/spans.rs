//! The spans and events of a run, for `tracing`. Their names and fields are listed in the crate's documentation.

use migrate_core::run::{Error, Event, Outcome, Run};
use tracing::field::{Empty, display};
use tracing::{Span, debug_span, info, info_span, warn};

/// The spans that are open: the run, in it a revision, in that a step.
pub(crate) struct Trace {
    run: Span,
    revision: Option<Span>,
    step: Option<Span>,
}

impl Trace {
    pub(crate) fn new(run: &Run<'_>) -> Self {
        let (plan, verb) = (&*run.plan().name, run.verb());
        let run = match verb {
            // Questions are asked again and again, by readiness checks for example.
            "state" | "ledger" => {
                debug_span!(target: "migrate", "migrate", plan, verb, outcome = Empty)
            }
            _ => info_span!(target: "migrate", "migrate", plan, verb, outcome = Empty),
        };
        Self {
            run,
            revision: None,
            step: None,
        }
    }

    fn current(&self) -> &Span {
        let inner = self.step.as_ref().or(self.revision.as_ref());
        inner.unwrap_or(&self.run)
    }

    pub(crate) fn inside<T>(&self, send: impl FnOnce() -> T) -> T {
        self.current().in_scope(send)
    }

    #[cfg(feature = "tokio-postgres")]
    pub(crate) fn within<F: Future>(&self, send: F) -> tracing::instrument::Instrumented<F> {
        tracing::Instrument::instrument(send, self.current().clone())
    }

    pub(crate) fn end(&self, result: &Result<Outcome<'_>, Error>) {
        let outcome = match result {
            Ok(outcome) => word_of(outcome),
            Err(error) => word_for(error),
        };
        self.run.record("outcome", display(outcome));
    }

    /// Opens what begins, tells, and closes what ended.
    pub(crate) fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Started {
                direction,
                revision,
                number,
                of,
            } => {
                let (id, summary) = (revision.id, &*revision.message);
                self.step = None;
                self.revision = Some(self.run.in_scope(|| {
                    info_span!(target: "migrate", "revision", %direction, %id, summary, number, of)
                }));
            }
            Event::Step { step, of, .. } => {
                self.step = None;
                self.step = Some(
                    self.current()
                        .in_scope(|| info_span!(target: "migrate", "step", step, of)),
                );
            }
            Event::Finished { .. } => self.step = None,
            _ => {}
        }
        self.current().in_scope(|| tell(event));
        if matches!(event, Event::Finished { .. } | Event::Overtaken { .. }) {
            self.step = None;
            self.revision = None;
        }
    }
}

/// Tells an event in whatever span is current.
pub(crate) fn tell(event: &Event<'_>) {
    match event {
        Event::Waiting { holder, waited } => {
            let holder = holder.as_ref().map(ToString::to_string);
            info!(target: "migrate", holder, ?waited, "waiting for another run");
        }
        Event::Pooler => warn!(target: "migrate", "a pooler stands between"),
        Event::NotReady { why, waited } => {
            info!(target: "migrate", why, ?waited, "waiting for the database to be migrated");
        }
        Event::Locked => info!(target: "migrate", "locked"),
        Event::LedgerCreated => info!(target: "migrate", "ledger created"),
        Event::RecordedDown { revision, .. } => {
            info!(target: "migrate", id = %revision.id, "the recorded down script will be run");
        }
        Event::Planned {
            direction,
            revisions,
        } => {
            info!(target: "migrate", %direction, revisions = revisions.len(), "planned");
        }
        Event::Started { revision, .. } => {
            info!(target: "migrate", id = %revision.id, "started");
        }
        Event::Resuming {
            revision,
            step,
            of,
            course,
            ..
        } => {
            info!(target: "migrate", id = %revision.id, step, of, %course, "resuming");
        }
        Event::Step { step, of, .. } => info!(target: "migrate", step, of, "step"),
        Event::Finished { revision, took, .. } => {
            info!(target: "migrate", id = %revision.id, ?took, "finished");
        }
        Event::Retrying {
            revision,
            attempt,
            error,
            blockers,
            pause,
            left,
            ..
        } => {
            let (id, sqlstate) = (revision.id, &*error.code);
            let blockers: Vec<String> = blockers.iter().map(ToString::to_string).collect();
            let blockers = blockers.join("; ");
            warn!(target: "migrate", %id, attempt, sqlstate, blockers, ?pause, ?left, "retrying");
        }
        Event::Overtaken { revision } => warn!(target: "migrate", id = %revision.id, "overtaken"),
        Event::LockWasLost => warn!(target: "migrate", "lock was lost"),
        other => info!(target: "migrate", ?other),
    }
}

/// How a run ended well.
fn word_of(outcome: &Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::NothingToDo => "nothing to do",
        Outcome::Ran { .. } => "ran",
        Outcome::WouldRun { .. }
        | Outcome::WouldStamp { .. }
        | Outcome::WouldResume { .. }
        | Outcome::WouldResolve { .. }
        | Outcome::WouldRedo { .. } => "preview",
        Outcome::Resolved { .. } => "resolved",
        Outcome::Redone { .. } => "ran",
        Outcome::Stamped { .. } => "stamped",
        Outcome::Overtaken => "overtaken",
        Outcome::State(state) | Outcome::Ledger { state, .. } => state.name(),
        _ => "ended",
    }
}

/// How a run ended badly.
fn word_for(error: &Error) -> &'static str {
    match error {
        Error::State(state) => state.name(),
        Error::Target(_) => "no such target",
        Error::Irreversible { .. } => "irreversible",
        Error::Pooler { .. } => "pooler",
        Error::Busy(_) => "busy",
        Error::Interrupted(_) => "interrupted",
        Error::Undecided(_) => "undecided",
        Error::Revision(_) => "revision failed",
        Error::Lost { .. } => "connection lost",
        _ => "failed",
    }
}
