//! A revision outside a transaction: statement by statement, each recorded before and after.

use std::borrow::Cow;
use std::time::Duration;

use super::ending::Then;
use super::transactional::{RECORDING, Source};
use super::{Phase, Run};
use crate::plan::Script;
use crate::run::{Cause, Direction, Error, Event, Recorded, Remedy, Reply, ServerError};
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

    fn begin_step(&mut self, at: At) {
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
                    _ => self.recorded_step(at.index - 1, at),
                };
                return self.fail_step(error, at, None, recorded);
            }
            Reply::Lost(why) => return self.lose_step(why, at),
        }
        if at.index == 0 {
            self.expected.unfinished = 1;
            if self.direction() == Direction::Up {
                self.record(at.position);
            }
        }
        self.send_step(at);
    }

    pub(super) fn send_step(&mut self, at: At) {
        let script = self.script_at(at.position);
        let step = self.step(at);
        self.event(Event::Step {
            revision: step.revision,
            step: number(step.number),
            of: number(step.of),
        });
        let statement = &script.statements()[at.index];
        let text = script.statement(statement).to_owned();
        self.execute(Phase::InStep(at), text);
    }

    pub(super) fn step_answered(&mut self, reply: Reply, at: At) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => self.after_step(at),
            Reply::Error(error) => {
                let script = self.script_at(at.position);
                match sql::leftovers(&script.statements()[at.index].kind) {
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
        let script = self.script_at(at.position);
        let statement = &script.statements()[at.index];
        let range = statement.start as usize..statement.end as usize;
        let place = locate::in_statement(&script.text, &range, &error);
        let recorded = self.recorded_step(at.index, at);
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Server(error);
        let mut failure = self.failure(at.position, Some(place), step, cause, recorded);
        failure.left = left;
        failure.remedy = Remedy::of(&statement.kind);
        self.fail(failure);
    }

    /// The statement succeeded, but the index is not there or not valid.
    fn fail_unbuilt(&mut self, error: Box<ServerError>, at: At) {
        self.fail_statement(error, at, Vec::new());
    }

    /// The next statement, or the record that this was the last.
    pub(super) fn after_step(&mut self, at: At) {
        let script = self.script_at(at.position);
        let next = At {
            index: at.index + 1,
            ..at
        };
        if next.index < script.statements().len() {
            return self.begin_step(next);
        }
        let text = sql::finish_steps(
            self.plan,
            self.step(at),
            &script,
            &self.expected,
            &self.options,
        );
        self.execute(Phase::FinishingSteps(at), text);
    }

    pub(super) fn steps_finished(&mut self, reply: Reply, at: At) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {
                self.expected.unfinished = 0;
                if self.direction() == Direction::Down {
                    self.record(at.position);
                }
                self.finish(at.position, at.started);
            }
            Reply::Error(error) if error.code == sql::INDEX_INVALID => self.fail_unbuilt(error, at),
            Reply::Error(error) => {
                let recorded = self.recorded_step(at.index, at);
                self.fail_step(error, at, None, recorded);
            }
            Reply::Lost(why) => self.lose_step(why, at),
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
        place: Option<SourcePlace>,
        recorded: Recorded,
    ) {
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Server(error);
        let mut failure = self.failure(at.position, place, step, cause, recorded);
        failure.remedy = self.remedy(at);
        self.fail(failure);
    }

    fn remedy(&self, at: At) -> Remedy {
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

/// Scripts have fewer than 2³² bytes, and so fewer statements.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
