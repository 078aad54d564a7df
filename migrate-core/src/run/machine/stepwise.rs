//! A revision outside a transaction: statement by statement, each recorded before and after.

use std::borrow::Cow;
use std::time::Duration;

use super::ending::Then;
use super::retry::{Again, Attempt};
use super::transactional::{RECORDING, Source};
use super::{Phase, Run};
use crate::plan::{Outside, Script};
use crate::run::{Cause, Direction, Error, Event, Failure, Recorded, Remedy, Reply, ServerError};
use crate::run::{SourcePlace, locate};
use crate::sql::{self, Step};

/// A statement of the revision that is being run.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) position: usize,
    /// From 0.
    pub(super) index: usize,
    pub(super) started: Duration,
}

impl<'p> Run<'p> {
    pub(super) fn begin_steps(&mut self, position: usize) {
        self.begin_step(At {
            position,
            index: 0,
            started: self.now,
        });
    }

    /// The script that is run, of the plan or of the ledger.
    pub(super) fn script_at(&self, position: usize) -> Cow<'p, Script> {
        match self.source(position) {
            Source::Plan(script) => Cow::Borrowed(script),
            Source::Ledger(script) => Cow::Owned(script),
        }
    }

    pub(super) fn step(&self, at: At) -> Step<'p> {
        let script = self.script_at(at.position);
        Step {
            revision: self.revision_at(at.position),
            direction: self.direction(),
            number: at.index + 1,
            of: script.statements().len(),
        }
    }

    pub(super) fn begin_step(&mut self, at: At) {
        self.attempt_begins();
        let text = sql::begin_step(
            self.plan,
            self.step(at),
            &self.script_at(at.position),
            &self.expected,
            &self.options,
        );
        self.execute(Phase::BeginningStep(at), text);
    }

    pub(super) fn step_begun(&mut self, reply: Reply, at: At) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {}
            Reply::Error(error) if at.index == 0 && error.code == sql::LEDGER_CHANGED => {
                return self.overtaken_at(at.position);
            }
            Reply::Error(error) if error.code == sql::INDEX_INVALID && at.index > 0 => {
                let index = at.index - 1;
                return self.fail_unbuilt(error, At { index, ..at });
            }
            Reply::Error(error) if at.index == 0 && error.code == sql::LEDGER_BUSY => {
                return self.yield_ledger();
            }
            Reply::Error(error) if at.index == 0 && self.is_refused_the_ledger(&error) => {
                self.ending = Some(Err(Error::Database {
                    doing: RECORDING,
                    error,
                }));
                return self.roll_back(Then::End);
            }
            Reply::Error(error) => {
                let recorded = match at.index {
                    0 => Recorded::Nothing,
                    done => self.unrecorded_step(done - 1, at),
                };
                // Its transaction is still open.
                let attempt = self.attempt_at(error, at, None, recorded, Again::BeginStep(at));
                return self.roll_back(Then::Attempt(Box::new(attempt)));
            }
            Reply::Lost(why) => return self.lose_step(why, at),
        }
        self.attempts_are_over();
        if at.index == 0 {
            self.expected.unfinished = 1;
            if self.direction() == Direction::Up {
                self.record(at.position);
            }
        }
        self.send_step(at);
    }

    pub(super) fn send_step(&mut self, at: At) {
        let step = self.step(at);
        self.event(Event::Step {
            revision: step.revision,
            step: number(step.number),
            of: number(step.of),
        });
        match self.interrupted {
            true => self.leave_unsent(at),
            false => self.send_statement(at),
        }
    }

    /// The statement is recorded as sent, and is not sent. Where a resume could not find that out, it is recorded.
    pub(super) fn leave_unsent(&mut self, at: At) {
        match self.remedy(at) {
            Remedy::Resume => self.fail_unsent(at, Remedy::Resume),
            Remedy::Resolve => {
                let text = sql::unsent(self.plan, self.step(at), &self.options);
                self.execute(Phase::LeavingUnsent(at), text);
            }
        }
    }

    pub(super) fn left_unsent(&mut self, reply: Reply, at: At) {
        match reply {
            Reply::Rows(_) => self.fail_unsent(at, Remedy::Resume),
            Reply::Error(_) | Reply::Waited | Reply::Alone => self.fail_unsent(at, Remedy::Resolve),
            Reply::Lost(why) => self.lose_step(why, at),
        }
    }

    fn fail_unsent(&mut self, at: At, remedy: Remedy) {
        let error = ServerError {
            code: sql::CANCELLED.to_owned(),
            message: "the run was interrupted before this statement was sent".to_owned(),
            ..ServerError::default()
        };
        let mut failure = self.statement_failure(Box::new(error), at);
        failure.remedy = remedy;
        self.fail(failure);
    }

    /// Sends the statement, for the first time or again.
    pub(super) fn send_statement(&mut self, at: At) {
        self.attempt_begins();
        let script = self.script_at(at.position);
        let statement = &script.statements()[at.index];
        let text = script.statement(statement).to_owned();
        self.execute(Phase::InStep(at), text);
    }

    pub(super) fn step_answered(&mut self, reply: Reply, at: At) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => self.after_step(at),
            Reply::Error(error) => {
                let script = self.script_at(at.position);
                let statement = &script.statements()[at.index];
                // A statement that failed by itself has done nothing; those that commit in between may have left a part.
                if statement.kind == Outside::Plain
                    && !commits_by_itself(script.statement(statement))
                {
                    let range = statement.start as usize..statement.end as usize;
                    let place = locate::in_statement(&script.text, &range, &error);
                    let recorded = self.recorded_step(at.index, at);
                    let attempt =
                        self.attempt_at(error, at, Some(place), recorded, Again::Step(at));
                    return self.failed_attempt(attempt);
                }
                match sql::leftovers(&statement.kind) {
                    Some(text) => self.query(Phase::SeekingLeftovers(at, error), text),
                    None => self.fail_statement(error, at, Vec::new()),
                }
            }
            Reply::Lost(why) => self.lose_step(why, at),
        }
    }

    /// The failure of the statement is told in any case, what it left behind where that can be seen.
    pub(super) fn leftovers_found(&mut self, reply: Reply, at: At, error: Box<ServerError>) {
        let left = match reply {
            Reply::Rows(rows) => rows.into_iter().flatten().flatten().collect(),
            Reply::Error(_) | Reply::Waited | Reply::Alone => Vec::new(),
            Reply::Lost(why) => return self.lose_step(why, at),
        };
        self.fail_statement(error, at, left);
    }

    fn fail_statement(&mut self, error: Box<ServerError>, at: At, left: Vec<String>) {
        let mut failure = self.statement_failure(error, at);
        failure.left = left;
        self.fail(failure);
    }

    fn statement_failure(&self, error: Box<ServerError>, at: At) -> Failure {
        let script = self.script_at(at.position);
        let statement = &script.statements()[at.index];
        let range = statement.start as usize..statement.end as usize;
        let place = locate::in_statement(&script.text, &range, &error);
        let recorded = self.recorded_step(at.index, at);
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Server(error);
        let mut failure = self.failure(at.position, Some(place), step, cause, recorded);
        failure.remedy = Remedy::of(&statement.kind);
        failure
    }

    /// The statement succeeded, but the index is not there or not valid.
    fn fail_unbuilt(&mut self, error: Box<ServerError>, at: At) {
        self.fail_statement(error, at, Vec::new());
    }

    /// The next statement, or the record that this was the last.
    pub(super) fn after_step(&mut self, at: At) {
        self.attempts_are_over();
        let script = self.script_at(at.position);
        let next = At {
            index: at.index + 1,
            ..at
        };
        if next.index < script.statements().len() {
            return self.begin_step(next);
        }
        self.finish_steps(at);
    }

    /// Records that the last statement is done.
    pub(super) fn finish_steps(&mut self, at: At) {
        self.attempt_begins();
        let text = sql::finish_steps(
            self.plan,
            self.step(at),
            &self.script_at(at.position),
            &self.expected,
            &self.options,
        );
        self.execute(Phase::FinishingSteps(at), text);
    }

    pub(super) fn steps_finished(&mut self, reply: Reply, at: At) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {
                self.expected.unfinished = 0;
                self.committed = sql::Durability::AtOnce;
                if self.direction() == Direction::Down {
                    self.record(at.position);
                }
                self.finish(at.position, at.started);
            }
            Reply::Error(error) if error.code == sql::INDEX_INVALID => self.fail_unbuilt(error, at),
            Reply::Error(error) => {
                let recorded = self.unrecorded_step(at.index, at);
                // Its transaction is still open.
                let attempt = self.attempt_at(error, at, None, recorded, Again::FinishSteps(at));
                self.roll_back(Then::Attempt(Box::new(attempt)));
            }
            Reply::Lost(why) => self.lose_step(why, at),
        }
    }

    fn unrecorded_step(&self, index: usize, at: At) -> Recorded {
        Recorded::Unrecorded {
            step: number(index + 1),
            of: number(self.step(at).of),
        }
    }

    pub(super) fn recorded_step(&self, index: usize, at: At) -> Recorded {
        Recorded::Step {
            step: number(index + 1),
            of: number(self.step(at).of),
        }
    }

    pub(super) fn fail_step(
        &mut self,
        error: Box<ServerError>,
        at: At,
        remedy: Remedy,
        recorded: Recorded,
    ) {
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Server(error);
        let mut failure = self.failure(at.position, None, step, cause, recorded);
        failure.remedy = remedy;
        self.fail(failure);
    }

    fn attempt_at(
        &self,
        error: Box<ServerError>,
        at: At,
        place: Option<SourcePlace>,
        recorded: Recorded,
        again: Again,
    ) -> Attempt {
        let step = self.step(at);
        Attempt {
            again,
            position: at.position,
            place,
            step: Some((number(step.number), number(step.of))),
            error,
            recorded,
        }
    }

    pub(super) fn remedy(&self, at: At) -> Remedy {
        let script = self.script_at(at.position);
        Remedy::of(&script.statements()[at.index].kind)
    }

    pub(super) fn lose_step(&mut self, why: String, at: At) {
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Lost(why);
        let failure = self.failure(at.position, None, step, cause, Recorded::Unknown);
        self.lost(Error::Revision(Box::new(failure)));
    }
}

/// Whether a statement may commit what it did before it failed, as a procedure can: to send it again would do that twice.
fn commits_by_itself(statement: &str) -> bool {
    let word = statement.split(|c: char| !c.is_ascii_alphabetic()).next();
    word.is_some_and(|word| word.eq_ignore_ascii_case("call") || word.eq_ignore_ascii_case("do"))
}

/// Scripts have fewer than 2³² bytes, and so fewer statements.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
