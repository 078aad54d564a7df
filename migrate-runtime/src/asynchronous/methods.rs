//! The plan's and the migrator's verbs as futures.

use migrate_core::plan::Text;
use migrate_core::run::{Claim, Error, Event, Outcome, Run};
use migrate_core::state::State;
use migrate_core::target::Target;

use super::{AsyncSession, drive_async};
use crate::plan::{accepted, state_of};
use crate::{Migrator, Plan};

impl Plan {
    /// [`Plan::state`] over an asynchronous session. It may share the connection with others.
    ///
    /// # Errors
    ///
    /// As [`Plan::state`].
    pub async fn state_async(&self, session: &impl AsyncSession) -> Result<State, Error> {
        state_of(drive_async(Run::state(self), session, &mut |_: &Event<'_>| ()).await?)
    }

    /// [`Plan::require`] over an asynchronous session. It may share the connection with others.
    ///
    /// # Errors
    ///
    /// As [`Plan::require`].
    pub async fn require_async(&self, session: &impl AsyncSession) -> Result<State, Error> {
        accepted(self.state_async(session).await?)
    }
}

impl<'p> Migrator<'p> {
    /// [`Migrator::up`] over an asynchronous session; see [`drive_async`] for what happens when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Migrator::up`].
    pub async fn up_async(self, session: &mut impl AsyncSession) -> Result<Outcome<'p>, Error> {
        let (run, mut observer) = self.ready_up();
        drive_async(run, &*session, observer.as_mut()).await
    }

    /// [`Migrator::down`] over an asynchronous session; see [`drive_async`] for what happens when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Migrator::down`].
    pub async fn down_async(
        self,
        session: &mut impl AsyncSession,
        target: impl Into<Target>,
    ) -> Result<Outcome<'p>, Error> {
        let (run, mut observer) = self.ready_down(target.into());
        drive_async(run, &*session, observer.as_mut()).await
    }

    /// [`Migrator::stamp`] over an asynchronous session; see [`drive_async`] for what happens when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Migrator::stamp`].
    pub async fn stamp_async(
        self,
        session: &mut impl AsyncSession,
        target: impl Into<Target>,
        reason: impl Into<Text>,
    ) -> Result<Outcome<'p>, Error> {
        let (run, mut observer) = self.ready_stamp(target.into(), reason.into());
        drive_async(run, &*session, observer.as_mut()).await
    }

    /// [`Migrator::resume`] over an asynchronous session; see [`drive_async`] for what happens when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Migrator::resume`].
    pub async fn resume_async(self, session: &mut impl AsyncSession) -> Result<Outcome<'p>, Error> {
        let (run, mut observer) = self.ready_resume();
        drive_async(run, &*session, observer.as_mut()).await
    }

    /// [`Migrator::resolve`] over an asynchronous session; see [`drive_async`] for what happens when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Migrator::resolve`].
    pub async fn resolve_async(
        self,
        session: &mut impl AsyncSession,
        revision: impl Into<Target>,
        claim: Claim,
        reason: impl Into<Text>,
    ) -> Result<Outcome<'p>, Error> {
        let (run, mut observer) = self.ready_resolve(revision.into(), claim, reason.into());
        drive_async(run, &*session, observer.as_mut()).await
    }
}
