//! Runs that change the database.

use std::fmt;
use std::time::Duration;

use migrate_core::plan::{Plan, Text, Timeout};
use migrate_core::run::{Claim, Effect, Error, Event, Options, Outcome, Run};
use migrate_core::target::Target;

use crate::chance::seed;
use crate::startup::Starting;
use crate::{Cancellation, Observer, Session, Startup, drive_until};

/// A run in preparation: its target, its patience, its observer.
#[must_use = "nothing happens before `up` or `down`"]
pub struct Migrator<'p> {
    plan: &'p Plan,
    target: Target,
    options: Options,
    observer: Box<dyn Observer + Send + 'p>,
    pub(crate) cancellation: Cancellation,
}

impl<'p> Migrator<'p> {
    pub(crate) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            target: Target::HEAD,
            options: Options {
                tool: Text::Borrowed(concat!("migrate-runtime ", env!("CARGO_PKG_VERSION"))),
                seed: seed(),
                ..Options::default()
            },
            observer: Box::new(|_: &Event<'_>| ()),
            cancellation: Cancellation::new(),
        }
    }

    /// Where `up` ends; the head by default.
    pub fn to(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    /// What stops a blocking run from another thread.
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Self {
        self.cancellation = cancellation.clone();
        self
    }

    /// How long to wait for another run to end; 60 seconds by default.
    pub fn wait(mut self, time: Duration) -> Self {
        self.options.wait = time;
        self
    }

    /// The `lock_timeout` of revisions that do not set their own; 3 seconds by default.
    pub fn lock_timeout(mut self, timeout: Timeout) -> Self {
        self.options.lock_timeout = timeout;
        self
    }

    /// How long a revision that does not get a lock, or loses a deadlock, is tried again as a whole; 60 seconds by default, and
    /// zero for a single attempt.
    pub fn retry_for(mut self, time: Duration) -> Self {
        self.options.retry_for = time;
        self
    }

    /// The `statement_timeout` of revisions that do not set their own; none by default.
    pub fn statement_timeout(mut self, timeout: Timeout) -> Self {
        self.options.statement_timeout = timeout;
        self
    }

    /// Validates everything and tells what would be run, without writing.
    pub fn preview(mut self) -> Self {
        self.options.effect = Effect::Preview;
        self
    }

    /// What the ledger records as having applied the revisions; this crate by default.
    pub fn tool(mut self, tool: impl Into<Text>) -> Self {
        self.options.tool = tool.into();
        self
    }

    /// Who is told what happens. It goes along when the run moves to another thread, as futures do.
    pub fn observer(mut self, observer: impl Observer + Send + 'p) -> Self {
        self.observer = Box::new(observer);
        self
    }

    /// Applies what is pending up to the target.
    ///
    /// # Errors
    ///
    /// See [`Error`]; what was applied before the error stays applied.
    pub fn up(self, session: &mut (impl Session + ?Sized)) -> Result<Outcome<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (run, mut observer) = self.ready_up();
        drive_until(run, session, observer.as_mut(), &cancellation)
    }

    /// Reverts everything that is built on the target.
    ///
    /// # Errors
    ///
    /// See [`Error`]; what was reverted before the error stays reverted.
    pub fn down(
        self,
        session: &mut (impl Session + ?Sized),
        target: impl Into<Target>,
    ) -> Result<Outcome<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (run, mut observer) = self.ready_down(target.into());
        drive_until(run, session, observer.as_mut(), &cancellation)
    }

    /// Takes the interrupted revision up again at the statement that was sent last: what can be found out about it is, and
    /// what an interrupted index build left is dropped. What is pending besides stays so.
    ///
    /// # Errors
    ///
    /// [`Error::Undecided`] where only a person can know how to go on; see [`Error`] for the others.
    pub fn resume(self, session: &mut (impl Session + ?Sized)) -> Result<Outcome<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (run, mut observer) = self.ready_resume();
        drive_until(run, session, observer.as_mut(), &cancellation)
    }

    /// Records what a person says about the interrupted revision, without running anything. The reason stays in the
    /// ledger's log.
    ///
    /// # Errors
    ///
    /// [`Error::Undecided`] when another revision or statement was interrupted, or the script was edited before the
    /// statement; [`Error::NotInterrupted`]; see [`Error`] for the others.
    pub fn resolve(
        self,
        session: &mut (impl Session + ?Sized),
        revision: impl Into<Target>,
        claim: Claim,
        reason: impl Into<Text>,
    ) -> Result<Outcome<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (run, mut observer) = self.ready_resolve(revision.into(), claim, reason.into());
        drive_until(run, session, observer.as_mut(), &cancellation)
    }

    /// Reverts the drafts that were edited after they were applied, with their recorded down scripts, and applies them
    /// again; where none was edited, the last revision, if it is a draft. For development.
    ///
    /// # Errors
    ///
    /// [`Error::Sealed`] for a sealed revision; see [`Error`] for the others. What was done before the error stays done.
    pub fn redo(self, session: &mut (impl Session + ?Sized)) -> Result<Outcome<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (run, mut observer) = self.ready_redo();
        drive_until(run, session, observer.as_mut(), &cancellation)
    }

    /// Records that the database is at the target, without running anything. The reason stays in the ledger's log.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn stamp(
        self,
        session: &mut (impl Session + ?Sized),
        target: impl Into<Target>,
        reason: impl Into<Text>,
    ) -> Result<Outcome<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (run, mut observer) = self.ready_stamp(target.into(), reason.into());
        drive_until(run, session, observer.as_mut(), &cancellation)
    }
}

/// What is to be driven and who watches it, for whichever driver.
type Ready<'p, R = Run<'p>> = (R, Box<dyn Observer + Send + 'p>);

impl<'p> Migrator<'p> {
    pub(crate) fn ready_start(self, startup: Startup) -> Ready<'p, Starting<'p>> {
        let starting = Starting::new(self.plan, self.options, startup);
        (starting, self.observer)
    }

    pub(crate) fn ready_up(self) -> Ready<'p> {
        let run = Run::up(self.plan, self.target, self.options);
        (run, self.observer)
    }

    pub(crate) fn ready_down(self, target: Target) -> Ready<'p> {
        let run = Run::down(self.plan, target, self.options);
        (run, self.observer)
    }

    pub(crate) fn ready_stamp(self, target: Target, reason: Text) -> Ready<'p> {
        let run = Run::stamp(self.plan, target, reason, self.options);
        (run, self.observer)
    }

    pub(crate) fn ready_resume(self) -> Ready<'p> {
        let run = Run::resume(self.plan, self.options);
        (run, self.observer)
    }

    pub(crate) fn ready_resolve(self, revision: Target, claim: Claim, reason: Text) -> Ready<'p> {
        let run = Run::resolve(self.plan, revision, claim, reason, self.options);
        (run, self.observer)
    }

    pub(crate) fn ready_redo(self) -> Ready<'p> {
        let run = Run::redo(self.plan, Vec::new(), self.options);
        (run, self.observer)
    }
}

impl fmt::Debug for Migrator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator")
            .field("plan", &self.plan.name)
            .field("target", &self.target)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
