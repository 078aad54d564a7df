//! Other runs that change the ledger at the same moment: standing back, and going on with what they left.
//!
//! The session lock keeps rivals away where it can be had. Where it cannot, behind a pooler, the runs meet at the ledger:
//! one of them changes it and the others are refused by their guards. Those stand back until nobody is writing, each for a
//! time of its own, and then read what is left to be done. So one run mostly goes on undisturbed, as with the lock.

use super::ending::Then;
use super::{Phase, Run};
use crate::run::{Action, Busy, Error, Event, Holder, Reply};
use crate::sql;
use crate::state::{Named, State};

/// What follows when nobody else is at work.
#[derive(Debug)]
pub(super) enum Free {
    /// The ledger is read again.
    Read,
    /// The state is what somebody left behind.
    Decide(State),
}

impl Run<'_> {
    /// A guard found another ledger than was read, or somebody else about to change it.
    pub(super) fn overtaken_at(&mut self, position: usize) {
        match self.count_overtaken(position) {
            Ok(()) => self.roll_back(Then::StandBack),
            Err(error) => {
                self.ending = Some(Err(error));
                self.roll_back(Then::End);
            }
        }
    }

    /// Whether the ledger is to be read again, or has changed too often.
    pub(super) fn count_overtaken(&mut self, position: usize) -> Result<(), Error> {
        let revision = self.revision_at(position);
        self.event(Event::Overtaken { revision });
        self.overtaken += 1;
        let waited = self.lock.waited(self.now);
        match self.overtaken > OVERTAKEN || waited > self.options.wait {
            true => Err(Error::Busy(Busy::Rivals {
                revision: Named::from(revision),
            })),
            false => Ok(()),
        }
    }

    /// Somebody else is about to change the ledger: this run has nothing to do until they have.
    pub(super) fn yield_ledger(&mut self) {
        self.lock.begin(self.now);
        let waited = self.lock.waited(self.now);
        if waited < self.options.wait {
            return self.roll_back(Then::StandBack);
        }
        let holder = None;
        self.ending = Some(Err(Error::Busy(Busy::Run { holder, waited })));
        self.roll_back(Then::End);
    }

    /// Waits a moment, then asks who is at work.
    pub(super) fn stand_back(&mut self) {
        let since = self.lock.begin(self.now);
        let left = self
            .options
            .wait
            .saturating_sub(self.now.saturating_sub(since));
        self.phase = Phase::StandingBack;
        self.next = Some(Action::Wait(self.lock.next().min(left)));
    }

    pub(super) fn stood_back(&mut self) {
        let text = sql::writer(&self.plan.ledger);
        self.query(Phase::AskingWho(Free::Read), text);
    }

    /// A revision was left between two of its statements, or somebody is at work on it right now.
    pub(super) fn ask_who_is_at(&mut self, state: State) {
        let text = sql::lock_holder(&self.plan.ledger);
        self.query(Phase::AskingWho(Free::Decide(state)), text);
    }

    pub(super) fn told_who(&mut self, reply: Reply, free: Free) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.fail_outside("asking who is at work", other),
        };
        let holder = rows.first().and_then(|row| Holder::from_columns(row));
        match (holder, free) {
            (None, Free::Read) => self.read(),
            (None, Free::Decide(state)) => self.decide_at(state),
            (holder, _) => {
                self.lock.begin(self.now);
                let waited = self.lock.waited(self.now);
                if waited >= self.options.wait {
                    return self.end(Err(Error::Busy(Busy::Run { holder, waited })));
                }
                self.event(Event::Waiting { holder, waited });
                self.stand_back();
            }
        }
    }
}

/// How often in a row a guard may find another ledger than was read although nothing changed, before this run gives up.
pub(super) const OVERTAKEN: u32 = 5;
