//! The embedded plan.

use std::ops::Deref;

use migrate_core::plan;
use migrate_core::run::{Error, Run};
use migrate_core::state::{Compatibility, State};

use crate::{Event, Migrator, Outcome, Session, drive};

/// A migration plan: every revision of one project, as `embed_plan!` puts it into the binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan(plan::Plan);

impl Plan {
    /// For `embed_plan!`.
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(plan: plan::Plan) -> Self {
        Self(plan)
    }

    /// What the database is, compared with this plan. It needs SELECT on the ledger and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] or [`Error::Lost`] when the database cannot be asked.
    pub fn state(&self, session: &mut (impl Session + ?Sized)) -> Result<State, Error> {
        state_of(drive(Run::state(&self.0), session, &mut |_: &Event<
            '_,
        >| ())?)
    }

    /// Accepts a database on which this binary works: up to date, or ahead and declared compatible. For an
    /// application's start; it needs SELECT on the ledger and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::State`] for every other state, [`Error::Database`] or [`Error::Lost`] when the database cannot be
    /// asked.
    pub fn require(&self, session: &mut (impl Session + ?Sized)) -> Result<State, Error> {
        accepted(self.state(session)?)
    }

    /// Prepares a run that changes the database.
    pub fn migrator(&self) -> Migrator<'_> {
        Migrator::new(&self.0)
    }
}

/// What a run that asks for the state ended with.
pub(crate) fn state_of(outcome: Outcome<'_>) -> Result<State, Error> {
    match outcome {
        Outcome::State(state) => Ok(state),
        outcome => unreachable!("a run that asks for the state ended with {outcome:?}"),
    }
}

/// The state, where an application of the plan works on it.
pub(crate) fn accepted(state: State) -> Result<State, Error> {
    match state {
        State::UpToDate
        | State::Ahead {
            compatible: Compatibility::Declared,
            ..
        } => Ok(state),
        refused => Err(Error::State(Box::new(refused))),
    }
}

impl Deref for Plan {
    type Target = plan::Plan;

    fn deref(&self) -> &plan::Plan {
        &self.0
    }
}

impl From<plan::Plan> for Plan {
    fn from(plan: plan::Plan) -> Self {
        Self(plan)
    }
}
