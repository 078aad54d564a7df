//! The plan's and the migrator's verbs as futures.

use migrate_core::plan::Text;
use migrate_core::run::{Claim, Error, Event, Outcome, Run};
use migrate_core::state::State;
use migrate_core::target::Target;

use super::{AsyncSession, drive_async};
use crate::plan::{accepted, state_of};
use crate::startup::Turn;
use crate::{Migrator, Plan, Started, Startup};

impl Plan {
    /// [`Plan::state`] over an asynchronous session. It may share the connection with others.
    ///
    /// # Errors
    ///
    /// As [`Plan::state`].
    pub async fn state_async(&self, session: &impl AsyncSession) -> Result<State, Error> {
        let ended = drive_async(Run::state(self), session, &mut |_: &Event<'_>| ()).await;
        ended.map(state_of)
    }

    /// [`Plan::require`] over an asynchronous session. It may share the connection with others.
    ///
    /// # Errors
    ///
    /// As [`Plan::require`].
    pub async fn require_async(&self, session: &impl AsyncSession) -> Result<State, Error> {
        accepted(self.state_async(session).await?)
    }

    /// [`Plan::start`] over an asynchronous session.
    ///
    /// # Example: the environment decides
    ///
    /// ```no_run
    /// use migrate_runtime::{Plan, Startup};
    ///
    /// async fn ready(plan: &Plan, client: &mut tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    ///     plan.start_async(Startup::from_env("DB_AUTO_MIGRATE")?, client).await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Plan::start`].
    pub async fn start_async(
        &self,
        startup: Startup,
        session: &mut impl AsyncSession,
    ) -> Result<Started<'_>, Error> {
        self.migrator().start_async(startup, session).await
    }
}

impl<'p> Migrator<'p> {
    /// [`Migrator::start`] over an asynchronous session; see [`drive_async`] for what happens when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Plan::start`].
    pub async fn start_async(
        self,
        startup: Startup,
        session: &mut impl AsyncSession,
    ) -> Result<Started<'p>, Error> {
        let (mut starting, mut observer) = self.ready_start(startup);
        loop {
            let ended = drive_async(starting.run(), &*session, observer.as_mut()).await;
            match starting.ended(ended, observer.as_mut())? {
                Turn::Started(started) => return Ok(started),
                Turn::Again(pause) => tokio::time::sleep(pause).await,
            }
        }
    }

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
