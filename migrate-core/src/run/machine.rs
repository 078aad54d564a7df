//! The machine.

use std::time::Duration;

use super::{Action, Event, Options, Reply};
use crate::plan::{Plan, Text};
use crate::target::Target;

/// A run over one plan and one database.
///
/// Commands: [`Run::up`], [`Run::down`], [`Run::stamp`], [`Run::state`], [`Run::ledger`]. Going out: [`Run::poll`],
/// [`Run::poll_event`]. Coming in: [`Run::handle`].
#[derive(Debug)]
pub struct Run<'p> {
    plan: &'p Plan,
}

impl<'p> Run<'p> {
    /// Applies what is pending up to the target.
    #[must_use]
    pub fn up(plan: &'p Plan, target: Target, options: Options) -> Self {
        let _ = (target, options);
        Self { plan }
    }

    /// Reverts what is built on the target.
    #[must_use]
    pub fn down(plan: &'p Plan, target: Target, options: Options) -> Self {
        let _ = (target, options);
        Self { plan }
    }

    /// Records that the database is at the target, without running anything, for the reason given.
    #[must_use]
    pub fn stamp(plan: &'p Plan, target: Target, reason: Text, options: Options) -> Self {
        let _ = (target, options, reason);
        Self { plan }
    }

    /// Asks for the state: SELECT only, no lock.
    #[must_use]
    pub fn state(plan: &'p Plan) -> Self {
        Self { plan }
    }

    /// Asks for the state and the ledger's rows: SELECT only, no lock.
    #[must_use]
    pub fn ledger(plan: &'p Plan) -> Self {
        Self { plan }
    }

    /// What to do next. Each action is handed out once; after it, [`Run::handle`] takes the answer.
    pub fn poll(&mut self) -> Action<'p> {
        let _ = self.plan;
        todo!()
    }

    /// Takes the answer to the last action. `now` is monotonic, from any start.
    pub fn handle(&mut self, reply: Reply, now: Duration) {
        let _ = (reply, now);
        todo!()
    }

    /// What happened since the last call, oldest first.
    pub fn poll_event(&mut self) -> Option<Event<'p>> {
        todo!()
    }
}
