//! A start, whichever driver it goes over: one run, or one question after the other.

use std::time::{Duration, Instant};

use migrate_core::plan::Plan;
use migrate_core::run::{
    Direction, Effect, Error, Event, Interruption, Next, Options, Outcome, Run, Waiting,
};
use migrate_core::state::State;
use migrate_core::target::Target;

use super::{Started, Startup};
use crate::plan::{accepted, state_of};
use crate::{Migrator, Observer, Session, drive_until, trace};

/// A start that goes on.
pub(crate) struct Starting<'p> {
    plan: &'p Plan,
    options: Options,
    startup: Startup,
    waiting: Waiting,
    since: Instant,
}

/// What follows from the end of a run.
pub(crate) enum Turn<'p> {
    /// The application may start.
    Started(Started<'p>),
    /// Another run, after this time.
    Again(Duration),
}

impl<'p> Starting<'p> {
    pub(crate) fn new(plan: &'p Plan, options: Options, startup: Startup) -> Self {
        let deadline = match startup {
            Startup::Wait { deadline } => deadline,
            Startup::Verify | Startup::Migrate => Duration::ZERO,
        };
        Self {
            plan,
            startup,
            waiting: Waiting::new(deadline, options.seed),
            // An application that starts does not only look.
            options: Options {
                effect: Effect::Apply,
                ..options
            },
            since: Instant::now(),
        }
    }

    /// The next run.
    pub(crate) fn run(&self) -> Run<'p> {
        match self.startup {
            Startup::Migrate => Run::up(self.plan, Target::HEAD, self.options.clone()),
            Startup::Verify | Startup::Wait { .. } => Run::state(self.plan),
        }
    }

    /// Takes in how it ended.
    pub(crate) fn ended(
        &mut self,
        ended: Result<Outcome<'p>, Error>,
        observer: &mut (impl Observer + ?Sized),
    ) -> Result<Turn<'p>, Error> {
        let started = match self.startup {
            Startup::Migrate => migrated(ended)?,
            Startup::Verify => Started::Accepted(accepted(state_of(ended?))?),
            Startup::Wait { .. } => {
                let waited = self.since.elapsed();
                match self.waiting.next(ended.map(state_of), waited)? {
                    Next::Ready(state) => Started::Accepted(state),
                    Next::Again { pause, why } => {
                        let event = Event::NotReady { why, waited };
                        trace::tell(&event);
                        observer.event(&event);
                        return Ok(Turn::Again(pause));
                    }
                }
            }
        };
        Ok(Turn::Started(started))
    }

    /// The end of a start that was told to stop while it waited for another to migrate.
    fn interrupted(&self) -> Error {
        Error::Interrupted(Box::new(Interruption::Between {
            done: 0,
            next: None,
            direction: Direction::Up,
        }))
    }
}

/// What a run to the head has come to. A database that is ahead has nothing to be applied, and may be accepted all the same.
fn migrated<'p>(ended: Result<Outcome<'p>, Error>) -> Result<Started<'p>, Error> {
    match ended {
        Ok(Outcome::NothingToDo) => Ok(Started::Accepted(State::UpToDate)),
        Ok(Outcome::Ran { revisions, .. }) => Ok(Started::Migrated(revisions)),
        Ok(outcome) => unreachable!("a run to the head ended with {outcome:?}"),
        Err(Error::State(state)) if state.is_accepted() => Ok(Started::Accepted(*state)),
        Err(error) => Err(error),
    }
}

impl<'p> Migrator<'p> {
    /// [`Plan::start`](crate::Plan::start) with this preparation; the target is the head.
    ///
    /// # Errors
    ///
    /// As [`Plan::start`](crate::Plan::start).
    pub fn start(
        self,
        startup: Startup,
        session: &mut (impl Session + ?Sized),
    ) -> Result<Started<'p>, Error> {
        let cancellation = self.cancellation.clone();
        let (mut starting, mut observer) = self.ready_start(startup);
        // Between two questions, too, there is something to be stopped.
        let _in_use = cancellation.begin();
        loop {
            let ended = drive_until(starting.run(), session, observer.as_mut(), &cancellation);
            match starting.ended(ended, observer.as_mut())? {
                Turn::Started(started) => return Ok(started),
                Turn::Again(pause) => cancellation.wait(pause),
            }
            if cancellation.is_cancelled() {
                return Err(starting.interrupted());
            }
        }
    }
}
