//! The embedded plan.

use std::ops::Deref;

use migrate_core::plan;
use migrate_core::run::{Error, Run};
use migrate_core::state::State;

use crate::{Event, Migrator, Outcome, Session, Started, Startup, drive};

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
        let ended = drive(Run::state(&self.0), session, &mut |_: &Event<'_>| ());
        ended.map(state_of)
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

    /// Does what the application's start asks for; see [`Startup`]. [`Migrator::start`] does so with an observer, or
    /// another patience.
    ///
    /// # Example: the environment decides
    ///
    /// ```no_run
    /// use migrate_runtime::{Plan, Startup};
    ///
    /// fn ready(plan: &Plan, client: &mut postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    ///     plan.start(Startup::from_env("DB_AUTO_MIGRATE")?, client)?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::State`] for a state that is not accepted, [`Error::Late`] when the deadline of [`Startup::Wait`] is over,
    /// and with [`Startup::Migrate`] everything that [`Migrator::up`] can end with.
    pub fn start(
        &self,
        startup: Startup,
        session: &mut (impl Session + ?Sized),
    ) -> Result<Started<'_>, Error> {
        self.migrator().start(startup, session)
    }

    /// Prepares a run that changes the database.
    pub fn migrator(&self) -> Migrator<'_> {
        Migrator::new(&self.0)
    }
}

/// What a run that asks for the state ended with.
pub(crate) fn state_of(outcome: Outcome<'_>) -> State {
    match outcome {
        Outcome::State(state) => state,
        outcome => unreachable!("a run that asks for the state ended with {outcome:?}"),
    }
}

/// The state, where an application of the plan works on it.
pub(crate) fn accepted(state: State) -> Result<State, Error> {
    match state.is_accepted() {
        true => Ok(state),
        false => Err(Error::State(Box::new(state))),
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
