//! Taking an interrupted revision up again at the statement that was sent last.

use super::course::course;
use super::ending::Then;
use super::stepwise::At;
use super::{Phase, Run};
use crate::ledger::{Progress, Resolution, Row};
use crate::plan::{Down, Outside, Script};
use crate::run::{
    Course, Direction, Doubt, Effect, Error, Event, Outcome, Remedy, Reply, ServerError,
    SourcePlace, Undecided,
};
use crate::sql;
use crate::state::{Named, State};

/// The row of an interrupted revision.
#[derive(Debug, Clone)]
pub(super) struct Broken {
    pub(super) row: Row,
    pub(super) direction: Direction,
    pub(super) step: u32,
    pub(super) of: u32,
    resolution: Option<Resolution>,
}

impl<'p> Run<'p> {
    /// The first revision that was begun and not finished.
    pub(super) fn broken(&self) -> Option<Broken> {
        self.rows.iter().find_map(|row| match row.progress {
            Progress::Applied => None,
            Progress::Running {
                direction,
                step,
                of,
                resolution,
            } => Some(Broken {
                row: row.clone(),
                direction,
                step,
                of,
                resolution,
            }),
        })
    }

    pub(super) fn decide_resume(&mut self, state: State) -> Result<(), Error> {
        let Some(broken) = self.broken() else {
            if matches!(state, State::Unmanaged { .. } | State::Foreign { .. }) {
                return Err(Error::State(Box::new(state)));
            }
            self.end(Ok(Outcome::NothingToDo));
            return Ok(());
        };
        let Some(position) = self.plan.position(broken.row.id) else {
            return Err(self.undecided(&broken, None, Doubt::Unknown));
        };
        let revision = self.revision_at(position);
        self.heading = broken.direction;
        self.queue = [position].into();
        self.recorded.clear();
        match (broken.direction, &revision.down) {
            (Direction::Up, _) if broken.row.up != revision.digests.up => {
                Err(self.undecided(&broken, None, Doubt::Edited))
            }
            (Direction::Up, _) => {
                self.resume_unless_pooled(broken.direction);
                Ok(())
            }
            (Direction::Down, Down::Script(_)) if broken.row.down == revision.digests.down => {
                self.resume_unless_pooled(broken.direction);
                Ok(())
            }
            // The ledger has what is being run.
            (Direction::Down, _) => {
                let id = revision.id;
                let text = sql::recorded_downs(&self.plan.ledger, &self.plan.name, &[id]);
                self.query(Phase::FetchingInterrupted(Box::new(broken)), text);
                Ok(())
            }
        }
    }

    pub(super) fn fetched_interrupted(&mut self, reply: Reply, broken: &Broken) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.fail_outside("reading the recorded down script", other),
        };
        let text = rows
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().nth(1));
        let script = text.flatten().and_then(|text| self.split_recorded(text));
        match script {
            None => self.end(Err(self.undecided(broken, None, Doubt::Unsplit))),
            Some(script) => {
                self.recorded.push((broken.row.id, script));
                self.resume_unless_pooled(broken.direction);
            }
        }
    }

    fn resume_unless_pooled(&mut self, direction: Direction) {
        match self.options.effect {
            Effect::Preview => self.find_out(),
            Effect::Apply => self.begin_unless_pooled(direction),
        }
    }

    /// The session is the run's own: what became of the statement that was sent last.
    pub(super) fn find_out(&mut self) {
        let (broken, position) = (self.broken(), self.queue.front().copied());
        let (Some(broken), Some(position)) = (broken, position) else {
            return self.end(Ok(Outcome::NothingToDo));
        };
        if let Err(error) = self.look(&broken, position) {
            self.end(Err(error));
        }
    }

    /// A recorded script that runs outside a transaction, if this program can split it.
    pub(super) fn split_recorded(&self, text: String) -> Option<Script> {
        self.split.and_then(|split| split(text))
    }

    /// Finds out about the statement that was sent last.
    fn look(&mut self, broken: &Broken, position: usize) -> Result<(), Error> {
        let script = self.script_at(position);
        let index = broken.step as usize - 1;
        let statements = script.statements();
        let Some(statement) = statements
            .get(index)
            .filter(|_| statements.len() == broken.of as usize)
        else {
            return Err(self.undecided(broken, None, Doubt::Edited));
        };
        let at = At {
            position,
            index,
            started: self.now,
        };
        let because = |what: &str| format!("statement {} {what}, as was recorded", broken.step);
        match broken.resolution {
            Some(Resolution::Done) => {
                let because = because("is done");
                self.take_up(at, Course::Skip { because });
            }
            Some(Resolution::Retry) => {
                let because = because("is to be sent again");
                let drop = Vec::new();
                self.take_up(at, Course::Send { because, drop });
            }
            None => {
                let lock_timeout = self.options.lock_timeout;
                let text = script.statement(statement);
                match sql::look(&statement.kind, text, lock_timeout) {
                    Some(text) => self.query(Phase::Looking(at, Box::new(broken.clone())), text),
                    None => {
                        let place = place_of(&script, index);
                        return Err(self.undecided(broken, place, Doubt::Opaque));
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn looked(&mut self, reply: Reply, at: At, broken: &Broken) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            Reply::Error(error) => {
                self.ending = Some(Err(self.cannot_look(error, at, broken)));
                return self.roll_back(Then::End);
            }
            other => return self.fail_outside(LOOKING, other),
        };
        let answer = rows
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().next());
        let answer = answer.flatten().unwrap_or_default();
        let script = self.script_at(at.position);
        match course(&script.statements()[at.index].kind, &answer) {
            Ok(course) => self.take_up(at, course),
            Err(doubt) => {
                let place = place_of(&script, at.index);
                self.end(Err(self.undecided(broken, place, doubt)));
            }
        }
    }

    /// A name that the server cannot read is no reason to guess.
    fn cannot_look(&self, error: Box<ServerError>, at: At, broken: &Broken) -> Error {
        if error.code == "42602" || error.code == "22023" {
            let place = place_of(&self.script_at(at.position), at.index);
            let why = error.message;
            return self.undecided(broken, place, Doubt::Incomparable { why });
        }
        let doing = LOOKING;
        Error::Database { doing, error }
    }

    fn take_up(&mut self, at: At, course: Course) {
        let revision = self.revision_at(at.position);
        let (direction, step) = (self.heading, self.step(at));
        if self.options.effect == Effect::Preview {
            return self.end(Ok(Outcome::WouldResume {
                direction,
                revision,
                step: super::stepwise::number(step.number),
                of: super::stepwise::number(step.of),
                course,
            }));
        }
        self.event(Event::Planned {
            direction,
            revisions: vec![revision],
        });
        self.event(Event::Resuming {
            direction,
            revision,
            step: super::stepwise::number(step.number),
            of: super::stepwise::number(step.of),
            course: course.clone(),
        });
        self.expect_rows();
        let text = sql::resume_step(
            self.plan,
            step,
            &self.script_at(at.position),
            &course.to_string(),
            &self.expected,
            &self.options,
        );
        self.execute(Phase::TakingUp(at, course), text);
    }

    pub(super) fn taken_up(&mut self, reply: Reply, at: At, course: Course) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {}
            Reply::Error(error) if error.code == sql::LEDGER_CHANGED => {
                return self.overtaken_at(at.position);
            }
            Reply::Error(error) if error.code == sql::LEDGER_BUSY => return self.yield_ledger(),
            Reply::Error(error) => {
                // Nothing was sent, and what was recorded stays.
                let recorded = self.recorded_step(at.index, at);
                return self.fail_step(error, at, Remedy::Resume, recorded);
            }
            Reply::Lost(why) => return self.lose_step(why, at),
        }
        match course {
            Course::Skip { .. } => self.after_step(at),
            Course::Send { drop, .. } => self.drop_next(at, drop),
            Course::Finalize { .. } => match &self.script_at(at.position).statements()[at.index]
                .kind
            {
                Outside::DetachPartitionConcurrently { table, partition } => {
                    let text = format!("ALTER TABLE {table} DETACH PARTITION {partition} FINALIZE");
                    self.execute(Phase::InStep(at), text);
                }
                _ => self.send_step(at),
            },
        }
    }

    fn drop_next(&mut self, at: At, mut left: Vec<String>) {
        match left.pop() {
            None => self.send_step(at),
            Some(_) if self.interrupted => self.leave_unsent(at),
            Some(name) => {
                let text = format!("DROP INDEX CONCURRENTLY IF EXISTS {name}");
                self.execute(Phase::Dropping(at, left), text);
            }
        }
    }

    pub(super) fn dropped(&mut self, reply: Reply, at: At, left: Vec<String>) {
        match reply {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => self.drop_next(at, left),
            Reply::Error(error) => {
                let recorded = self.recorded_step(at.index, at);
                self.fail_step(error, at, self.remedy(at), recorded);
            }
            Reply::Lost(why) => self.lose_step(why, at),
        }
    }

    pub(super) fn undecided(
        &self,
        broken: &Broken,
        place: Option<SourcePlace>,
        doubt: Doubt,
    ) -> Error {
        let (directory, folder) = (&self.plan.directory, &broken.row.folder);
        let plan_folder = self.plan.revision(broken.row.id).map(|r| &*r.folder);
        let folder = plan_folder.unwrap_or(folder);
        let direction = broken.direction;
        Error::Undecided(Box::new(Undecided {
            revision: Named::from(&broken.row),
            direction,
            step: broken.step,
            of: broken.of,
            path: format!("{directory}/{folder}/{direction}.sql"),
            place,
            doubt,
        }))
    }
}

const LOOKING: &str = "finding out about the interrupted statement";

pub(super) fn place_of(script: &Script, index: usize) -> Option<SourcePlace> {
    let statement = script.statements().get(index)?;
    Some(SourcePlace::at(&script.text, statement.start as usize))
}
