//! Creating the ledger, recording without running, and the end on every path.

use super::retry::Attempt;
use super::rivals::OVERTAKEN;
use super::{Phase, Run};
use crate::plan::{Revision, RevisionId};
use crate::run::{Action, Direction, Effect, Error, Event, Evidence, Outcome, Reply, ServerError};
use crate::sql::{self, Durability, Saved};

/// What follows a rollback.
#[derive(Debug)]
pub(super) enum Then {
    /// The ledger is read again: somebody else created it.
    ReadAgain,
    /// The queue begins.
    Begin,
    /// The ledger is read again after a while: somebody else changes it.
    StandBack,
    /// The failure is written into the log; then the end.
    Log {
        id: RevisionId,
        /// What is sent before the record.
        first: String,
        detail: String,
    },
    /// A part of a revision is tried again, or has failed.
    Attempt(Box<Attempt>),
    /// The release of the lock is tried once more.
    ReleaseAgain(Saved),
    /// The end.
    End,
}

/// Which attempt at releasing the lock it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Try {
    First,
    Second,
}

/// How often in a row a rival may create the ledger before this run gives up.
pub(super) const CREATIONS: u32 = 3;

impl<'p> Run<'p> {
    /// Creates the ledger where it is missing; then goes on.
    pub(super) fn create_or(&mut self, go_on: impl FnOnce(&mut Self)) {
        match self.missing {
            None => go_on(self),
            Some(schema) => {
                let text = sql::create_ledger(&self.plan.ledger, schema);
                self.execute(Phase::Creating, text);
            }
        }
    }

    pub(super) fn created(&mut self, reply: Reply) {
        match reply {
            Reply::Rows(_) => {
                self.missing = None;
                self.event(Event::LedgerCreated);
                self.go_on_after_creating();
            }
            // `IF NOT EXISTS` does not keep two sessions from creating the same table at the same moment.
            Reply::Error(error)
                if matches!(&*error.code, "42P07" | "42P06" | "42710" | "23505")
                    && self.creations < CREATIONS =>
            {
                self.creations += 1;
                self.roll_back(Then::ReadAgain);
            }
            Reply::Error(error) => {
                self.ending = Some(Err(self.outside("creating the ledger", error)));
                self.roll_back(Then::End);
            }
            other => self.fail_outside("creating the ledger", other),
        }
    }

    /// An error outside a revision, or the cancellation that was asked for.
    fn outside(&self, doing: &'static str, error: Box<ServerError>) -> Error {
        match self.interrupted && error.code == sql::CANCELLED {
            true => self.interruption(),
            false => Error::Database { doing, error },
        }
    }

    fn go_on_after_creating(&mut self) {
        match self.stamp.take() {
            Some((text, outcome)) => {
                self.ending = Some(Ok(outcome));
                self.execute(Phase::Stamping, text);
            }
            None => self.prepare(),
        }
    }

    pub(super) fn stamp_these(
        &mut self,
        recorded: Vec<&'p Revision>,
        removed: Vec<RevisionId>,
        evidence: &Evidence,
    ) {
        if recorded.is_empty() && removed.is_empty() {
            return self.end(Ok(Outcome::NothingToDo));
        }
        if self.options.effect == Effect::Preview {
            return self.end(Ok(Outcome::WouldStamp { recorded, removed }));
        }
        self.expect_rows();
        let text = sql::stamp(
            self.plan,
            &recorded,
            &removed,
            evidence,
            &self.expected,
            &self.options,
        );
        self.stamp = Some((text, Outcome::Stamped { recorded, removed }));
        self.create_or(Self::go_on_after_creating);
    }

    pub(super) fn stamped(&mut self, reply: Reply) {
        match reply {
            // `ending` holds the success since the stamp was sent.
            Reply::Rows(_) => self.release(),
            Reply::Error(error)
                if error.code == sql::LEDGER_CHANGED && self.overtaken < OVERTAKEN =>
            {
                self.overtaken += 1;
                self.roll_back(Then::StandBack);
            }
            Reply::Error(error) if error.code == sql::LEDGER_BUSY => self.yield_ledger(),
            Reply::Error(error) => {
                self.ending = Some(Err(self.outside("stamping", error)));
                self.roll_back(Then::End);
            }
            other => self.fail_outside("stamping", other),
        }
    }

    /// The queue is empty.
    pub(super) fn all_done(&mut self, direction: Direction) {
        if self.is_redo() && !self.again.is_empty() {
            return self.apply_again();
        }
        if self.is_redo() && !self.reverted.is_empty() {
            let reverted = std::mem::take(&mut self.reverted);
            let applied = std::mem::take(&mut self.finished);
            return self.end(Ok(Outcome::Redone { reverted, applied }));
        }
        let revisions = std::mem::take(&mut self.finished);
        self.end(Ok(match revisions.is_empty() {
            true => Outcome::NothingToDo,
            false => Outcome::Ran {
                direction,
                revisions,
            },
        }));
    }

    pub(super) fn roll_back(&mut self, then: Then) {
        self.execute(Phase::RollingBack(then), "ROLLBACK".to_owned());
    }

    pub(super) fn rolled_back(&mut self, reply: Reply, then: Then) {
        if let (Reply::Lost(_), Then::ReleaseAgain(_)) = (&reply, &then) {
            // The lock is gone with the connection; how the run ended stands.
            return self.done();
        }
        if let Reply::Lost(why) = reply {
            return self.lost(Error::Lost {
                doing: "rolling back",
                why,
            });
        }
        match then {
            Then::ReadAgain => self.read(),
            Then::Begin => self.run_next(),
            Then::Attempt(attempt) => self.failed_attempt(*attempt),
            Then::StandBack => self.stand_back(),
            Then::Log { id, first, detail } => {
                let record = sql::log_failure(self.plan, id, &self.options.tool, &detail);
                self.execute(Phase::LoggingFailure, first + &record);
            }
            Then::ReleaseAgain(saved) => self.release_with(saved, Try::Second),
            Then::End => self.release(),
        }
    }

    /// The log is written as well as it goes: what failed is told in any case.
    pub(super) fn failure_logged(&mut self, reply: Reply) {
        match reply {
            Reply::Lost(why) => self.lost(Error::Lost {
                doing: "writing the log",
                why,
            }),
            reply => {
                if matches!(reply, Reply::Rows(_)) {
                    self.committed = Durability::AtOnce;
                }
                self.release();
            }
        }
    }

    /// Ends the run, after the lock was released and the settings were put back.
    pub(super) fn end(&mut self, result: Result<Outcome<'p>, Error>) {
        self.ending = Some(result);
        self.release();
    }

    pub(super) fn release(&mut self) {
        if self.is_to_be_recorded() {
            return self.ask_last_event();
        }
        match self.saved.take() {
            None => self.done(),
            Some(saved) => self.release_with(saved, Try::First),
        }
    }

    fn release_with(&mut self, saved: Saved, attempt: Try) {
        // The first attempt fails if the server refuses to wait for the disk; the lock has to go all the same.
        let (committed, first) = match attempt {
            Try::First => (self.committed, self.dropping()),
            Try::Second => (Durability::AtOnce, String::new()),
        };
        let text = first + &sql::release(&self.plan.ledger, &saved, committed);
        self.query(Phase::Releasing(saved, attempt), text);
    }

    pub(super) fn released(&mut self, reply: Reply, saved: Saved, attempt: Try) {
        let held = match (reply, attempt) {
            (Reply::Rows(rows), _) => {
                rows.first().and_then(|row| row.first()) == Some(&Some("t".to_owned()))
            }
            // A session that stays open, perhaps in a pool, must not keep the lock because of one error.
            (Reply::Error(_), Try::First) => return self.roll_back(Then::ReleaseAgain(saved)),
            _ => false,
        };
        if !held {
            self.event(Event::LockWasLost);
        }
        self.done();
    }

    /// The connection is gone, and the lock and the settings with it. An error that came first stays the result.
    pub(super) fn lost(&mut self, error: Error) {
        self.saved = None;
        if !matches!(self.ending, Some(Err(_))) {
            self.ending = Some(Err(error));
        }
        self.done();
    }

    /// Whether there was a lock to release or not: the run ends with the error that came first.
    pub(super) fn unlocked(&mut self) {
        self.done();
    }

    pub(super) fn done(&mut self) {
        self.phase = Phase::Over;
        let result = self
            .ending
            .take()
            .expect("every path to the end says first how the run ends");
        self.next = Some(Action::Done(result));
    }
}
