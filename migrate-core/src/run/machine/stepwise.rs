//! A revision outside a transaction: statement by statement, each recorded before and after.

use std::time::Duration;

use super::transactional::Source;
use super::{Phase, Run};
use crate::plan::{List, Script, Statement, Steps};
use crate::run::locate;
use crate::run::{Cause, Direction, Error, Event, Recorded, Reply, ServerError, SourcePlace};
use crate::sql::{self, Step};

/// A statement of the revision that is being run.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    position: usize,
    /// From 0.
    index: usize,
    started: Duration,
}

impl<'p> Run<'p> {
    pub(super) fn begin_steps(&mut self, position: usize) {
        self.begin_step(At {
            position,
            index: 0,
            started: self.now,
        });
    }

    fn script_at(&self, position: usize) -> (&'p Script, &'p List<Statement>) {
        match self.source(position) {
            Source::Plan(script) => match &script.steps {
                Steps::Statements(statements) => (script, statements),
                Steps::Transaction => unreachable!("only scripts with statements come here"),
            },
            Source::Ledger(_) => unreachable!("recorded scripts run in a transaction"),
        }
    }

    fn step(&self, at: At) -> Step<'p> {
        let (_, statements) = self.script_at(at.position);
        Step {
            revision: self.revision_at(at.position),
            direction: self.direction(),
            number: at.index + 1,
            of: statements.len(),
        }
    }

    fn begin_step(&mut self, at: At) {
        let (_, statements) = self.script_at(at.position);
        let text = sql::begin_step(
            self.plan,
            self.step(at),
            &statements[at.index],
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
            Reply::Error(error) if at.index == 0 && error.code == sql::LEDGER_BUSY => {
                return self.yield_ledger();
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
        let (script, statements) = self.script_at(at.position);
        let step = self.step(at);
        self.event(Event::Step {
            revision: step.revision,
            step: number(step.number),
            of: number(step.of),
        });
        let text = script.statement(&statements[at.index]).to_owned();
        self.execute(Phase::InStep(at), text);
    }

    pub(super) fn step_answered(&mut self, reply: Reply, at: At) {
        let (script, statements) = self.script_at(at.position);
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {}
            Reply::Error(error) => {
                let statement = &statements[at.index];
                let range = statement.start as usize..statement.end as usize;
                let place = locate::in_statement(&script.text, &range, &error);
                let recorded = self.recorded_step(at.index, at);
                return self.fail_step(error, at, Some(place), recorded);
            }
            Reply::Lost(why) => return self.lose_step(why, at),
        }
        let next = At {
            index: at.index + 1,
            ..at
        };
        if next.index < statements.len() {
            return self.begin_step(next);
        }
        let text = sql::finish_steps(self.plan, self.step(at), &self.expected, &self.options);
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
            Reply::Error(error) => {
                let recorded = self.recorded_step(at.index, at);
                self.fail_step(error, at, None, recorded);
            }
            Reply::Lost(why) => self.lose_step(why, at),
        }
    }

    fn recorded_step(&self, index: usize, at: At) -> Recorded {
        Recorded::Step {
            step: number(index + 1),
            of: number(self.step(at).of),
        }
    }

    fn fail_step(
        &mut self,
        error: Box<ServerError>,
        at: At,
        place: Option<SourcePlace>,
        recorded: Recorded,
    ) {
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Server(error);
        self.fail(self.failure(at.position, place, step, cause, recorded));
    }

    fn lose_step(&mut self, why: String, at: At) {
        let step = self.step(at);
        let step = Some((number(step.number), number(step.of)));
        let cause = Cause::Lost(why);
        let failure = self.failure(at.position, None, step, cause, Recorded::Unknown);
        self.lost(Error::Revision(Box::new(failure)));
    }
}

/// Scripts have fewer than 2³² bytes, and so fewer statements.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
