//! The way along the plan: the state of the database is carried from revision to revision, and never built twice unless a
//! script left something else than it should.

use std::sync::mpsc::Sender;

use migrate_core::graph::Graph;
use migrate_core::plan::{Down, Plan, Revision, Script};
use migrate_core::run::Direction;
use migrate_core::source::RevisionSource;
use migrate_core::sql::{Ending, Opening, TRANSACTION_ENDED};
use migrate_schema::{Class, Difference, Schema, compare};

use super::stage::{Played, Raised, Stage};
use super::words::{Finding, Words};
use super::{Kind, Proved, RevisionProof, UpAgain, Verdict, orders};
use crate::failure::Failure;
use crate::scratch::Scratch;

/// A part of the plan that one scratch database proves. What lies below it is only applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    /// The first position that is proved, if it is meant to be.
    start: usize,
    /// The position after the last.
    end: usize,
}

/// From so many revisions on, a second database costs less than it saves.
const WORTH_TWO: usize = 48;

impl Range {
    /// The parts, each with about the same work: the second has to apply what the first proves.
    pub(super) fn split(marks: &[bool]) -> Vec<Self> {
        let wanted: Vec<usize> = (0..marks.len()).filter(|at| marks[*at]).collect();
        let end = wanted.last().map_or(0, |last| last + 1);
        if wanted.len() < WORTH_TWO {
            return vec![Self { start: 0, end }];
        }
        let middle = wanted[wanted.len() * 55 / 100];
        let (first, second) = (
            Self {
                start: 0,
                end: middle,
            },
            Self { start: middle, end },
        );
        vec![first, second]
    }

    /// All of it, on one database.
    pub(super) fn whole(marks: &[bool]) -> Self {
        let last = marks.iter().rposition(|mark| *mark);
        let end = last.map_or(0, |last| last + 1);
        Self { start: 0, end }
    }

    fn contains(self, position: usize) -> bool {
        (self.start..self.end).contains(&position)
    }
}

/// The way along a part of the plan.
pub(super) struct Walk<'w> {
    plan: &'w Plan,
    marks: &'w [bool],
    scratch: &'w Scratch,
    words: Words<'w>,
    range: Range,
    progress: Sender<usize>,
    found: Proved,
}

/// Where a way begins.
pub(super) struct Start<'w> {
    pub(super) stage: Stage<'w>,
    /// How many revisions of the plan the database holds.
    pub(super) applied: usize,
    /// Its schema, where it is known.
    pub(super) schema: Option<Schema>,
}

/// What a way has found.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) proved: Proved,
    /// Whether an up failed, so that nothing after it could be looked at.
    pub(super) is_stuck: bool,
}

/// Whether the way goes on.
enum Onward {
    /// From a database with this schema.
    With(Box<Schema>),
    /// An up failed.
    Stuck,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        plan: &'w Plan,
        sources: &'w [RevisionSource],
        marks: &'w [bool],
        scratch: &'w Scratch,
        range: Range,
        progress: Sender<usize>,
    ) -> Self {
        Self {
            plan,
            marks,
            scratch,
            words: Words::new(plan, sources, scratch),
            range,
            progress,
            found: Proved::default(),
        }
    }

    /// Goes.
    ///
    /// # Errors
    ///
    /// The database is lost, or somebody told the process to stop.
    pub(super) fn run(self) -> Result<Walked, Failure> {
        let stage = Stage::open(self.scratch, self.plan)?;
        self.run_upon(Start {
            stage,
            applied: 0,
            schema: None,
        })
    }

    /// Goes on from a database that was begun already.
    ///
    /// # Errors
    ///
    /// As [`Walk::run`].
    pub(super) fn run_upon(mut self, start: Start<'w>) -> Result<Walked, Failure> {
        let Start {
            mut stage,
            applied,
            mut schema,
        } = start;
        self.words.server(stage.version());
        let mut is_stuck = false;
        for position in applied..self.range.end {
            if !(self.range.contains(position) && self.marks[position]) {
                let revision = &self.plan.revisions[position];
                let played = stage.play(revision, Direction::Up, &revision.up)?;
                schema = None;
                if let Err(raised) = played {
                    self.find(Finding::UpFails(&raised), position);
                    is_stuck = true;
                    break;
                }
                continue;
            }
            let before = match schema.take() {
                Some(schema) => schema,
                None => stage.schema()?,
            };
            match self.prove(&mut stage, position, &before)? {
                Onward::With(after) => schema = Some(*after),
                Onward::Stuck => is_stuck = true,
            }
            // Nobody hears it when the other half has failed.
            let _unheard = self.progress.send(position);
            if is_stuck {
                break;
            }
        }
        stage.close()?;
        Ok(Walked {
            proved: self.found,
            is_stuck,
        })
    }

    /// Proves one revision on a database with this schema, and leaves it with the revision applied.
    fn prove(
        &mut self,
        stage: &mut Stage<'w>,
        position: usize,
        before: &Schema,
    ) -> Result<Onward, Failure> {
        let revision = &self.plan.revisions[position];
        if let Err(raised) = stage.play(revision, Direction::Up, &revision.up)? {
            self.find(Finding::UpFails(&raised), position);
            self.note(
                revision,
                Verdict::UpFails(raised.error.message),
                None,
                Vec::new(),
            );
            return Ok(Onward::Stuck);
        }
        let after = stage.schema()?;
        if revision.parents.len() > 1 {
            self.prove_orders(position, &after)?;
        }
        let down = match &revision.down {
            Down::Irreversible { .. } => {
                self.note(revision, Verdict::Irreversible, None, Vec::new());
                return Ok(Onward::With(Box::new(after)));
            }
            Down::Script(down) => down,
        };
        let states = States { before, after };
        let in_transaction = down.statements().is_empty() && revision.up.statements().is_empty();
        match in_transaction {
            true => self.prove_in_transaction(stage, position, down, states),
            false => self.prove_outside(stage, position, down, states),
        }
    }

    /// The down is looked at before it is committed, so that a wrong one can be taken back.
    fn prove_in_transaction(
        &mut self,
        stage: &mut Stage<'w>,
        position: usize,
        down: &Script,
        states: States<'_>,
    ) -> Result<Onward, Failure> {
        let revision = &self.plan.revisions[position];
        let transaction = (Opening::Begin, Ending::Open);
        let mut played = stage.play_in_transaction(revision, Direction::Down, down, transaction)?;
        if played.is_ok() {
            // The commit of a real down would check them; this one may never be committed.
            played = stage.check_deferred()?;
        }
        if let Err(raised) = played {
            let ended = raised.error.code == TRANSACTION_ENDED;
            self.down_fails(&raised, position);
            if ended {
                *stage = self.rebuild(position)?;
            }
            return Ok(Onward::With(Box::new(states.after)));
        }
        let differences = compare(states.before, &stage.schema()?);
        if differences.is_empty() {
            if let Err(raised) = stage.commit()? {
                self.down_fails(&raised, position);
                return Ok(Onward::With(Box::new(states.after)));
            }
            let again = stage.play(revision, Direction::Up, &revision.up)?;
            return self.up_again(stage, position, again, states.after, differences);
        }
        // The state after the up comes back with the rollback; until then the second up can be tried.
        let transaction = (Opening::Within, Ending::Open);
        let again =
            stage.play_in_transaction(revision, Direction::Up, &revision.up, transaction)?;
        let verdict = verdict(&differences);
        let again = match again {
            Ok(()) => {
                let changed = changes(&states.after, &stage.schema()?);
                stage.roll_back()?;
                match changed.is_empty() {
                    true => UpAgain::Same,
                    false => UpAgain::Different,
                }
            }
            Err(raised) => UpAgain::Fails(raised.error.message.clone()),
        };
        if !matches!(verdict, Verdict::Wrong(_)) && again != UpAgain::Same {
            // One transaction for both may be what it stumbles over: a run would have committed in between.
            return self.prove_outside(stage, position, down, states);
        }
        self.note(revision, verdict, Some(again), differences);
        if let Some(last) = self.found.revisions.last()
            && matches!(last.down, Verdict::Wrong(_))
        {
            let problem = self.words.problem(&Finding::NotRestored(last), position);
            self.found.problems.push(problem);
        }
        Ok(Onward::With(Box::new(states.after)))
    }

    /// The down is committed as it goes; when the database is not as it was after a second up, it is built anew.
    fn prove_outside(
        &mut self,
        stage: &mut Stage<'w>,
        position: usize,
        down: &Script,
        states: States<'_>,
    ) -> Result<Onward, Failure> {
        let revision = &self.plan.revisions[position];
        if let Err(raised) = stage.play(revision, Direction::Down, down)? {
            self.down_fails(&raised, position);
            *stage = self.rebuild(position)?;
            return Ok(Onward::With(Box::new(states.after)));
        }
        let differences = compare(states.before, &stage.schema()?);
        let again = stage.play(revision, Direction::Up, &revision.up)?;
        self.up_again(stage, position, again, states.after, differences)
    }

    /// After a down that was committed, and a second up.
    fn up_again(
        &mut self,
        stage: &mut Stage<'w>,
        position: usize,
        again: Played,
        after: Schema,
        differences: Vec<Difference>,
    ) -> Result<Onward, Failure> {
        let revision = &self.plan.revisions[position];
        let verdict = verdict(&differences);
        let is_wrong = matches!(verdict, Verdict::Wrong(_));
        let (up_again, is_as_before) = match again {
            Err(raised) => {
                if !is_wrong {
                    self.find(Finding::UpAgainFails(&raised), position);
                }
                (UpAgain::Fails(raised.error.message), false)
            }
            Ok(()) => {
                let found = compare(&after, &stage.schema()?);
                let changed: Vec<&Difference> = found.iter().filter(|one| is_change(one)).collect();
                if !changed.is_empty() && !is_wrong {
                    self.find(Finding::UpAgainDiffers(&changed), position);
                }
                let word = match changed.is_empty() {
                    true => UpAgain::Same,
                    false => UpAgain::Different,
                };
                (word, found.is_empty())
            }
        };
        self.note(revision, verdict, Some(up_again), differences);
        if is_wrong && let Some(last) = self.found.revisions.last() {
            let problem = self.words.problem(&Finding::NotRestored(last), position);
            self.found.problems.push(problem);
        }
        if !is_as_before {
            *stage = self.rebuild(position)?;
        }
        Ok(Onward::With(Box::new(after)))
    }

    fn down_fails(&mut self, raised: &Raised, position: usize) {
        self.find(Finding::DownFails(raised), position);
        let revision = &self.plan.revisions[position];
        let verdict = Verdict::Fails(raised.error.message.clone());
        self.note(revision, verdict, None, Vec::new());
    }

    /// A merge's branches, in the orders in which a database may have met them.
    fn prove_orders(&mut self, position: usize, after: &Schema) -> Result<(), Failure> {
        let graph = Graph::new(self.plan);
        let orders = orders::of_merge(&graph, position);
        let mut reference = None;
        for order in orders {
            if order.iter().copied().eq(0..=position) {
                continue;
            }
            // What is compared with is the way of the plan, unless that holds revisions which are not below the merge.
            let expected = match &reference {
                Some(schema) => schema,
                None if order.len() == position + 1 => after,
                None => {
                    reference = self.schema_after(&order, position)?;
                    continue;
                }
            };
            let mut stage = Stage::open(self.scratch, self.plan)?;
            let found = match self.apply(&mut stage, &order)? {
                Ok(()) => {
                    let found = stage.schema()?;
                    let changed = changes(expected, &found);
                    (!changed.is_empty())
                        .then(|| self.words.orders_differ(&changed, &order, position))
                }
                Err((failed, raised)) => {
                    Some(self.words.order_fails(&raised, failed, &order, position))
                }
            };
            self.found.problems.extend(found);
            stage.close()?;
        }
        Ok(())
    }

    fn schema_after(&mut self, order: &[usize], merge: usize) -> Result<Option<Schema>, Failure> {
        let mut stage = Stage::open(self.scratch, self.plan)?;
        let schema = match self.apply(&mut stage, order)? {
            Ok(()) => Some(stage.schema()?),
            Err((failed, raised)) => {
                let problem = self.words.order_fails(&raised, failed, order, merge);
                self.found.problems.push(problem);
                None
            }
        };
        stage.close()?;
        Ok(schema)
    }

    /// Applies revisions in this order.
    fn apply(
        &self,
        stage: &mut Stage<'w>,
        order: &[usize],
    ) -> Result<Result<(), (usize, Raised)>, Failure> {
        for position in order {
            let revision = &self.plan.revisions[*position];
            if let Err(raised) = stage.play(revision, Direction::Up, &revision.up)? {
                return Ok(Err((*position, raised)));
            }
        }
        Ok(Ok(()))
    }

    /// A database with everything up to this revision.
    fn rebuild(&self, position: usize) -> Result<Stage<'w>, Failure> {
        let mut stage = Stage::open(self.scratch, self.plan)?;
        let order: Vec<usize> = (0..=position).collect();
        match self.apply(&mut stage, &order)? {
            Ok(()) => Ok(stage),
            Err((failed, raised)) => Err(crate::scratch::ScratchFailure::Lost {
                why: format!(
                    "{} was applied to one scratch database and fails on the next: {}",
                    self.plan.revisions[failed].id, raised.error.message
                ),
            }
            .into()),
        }
    }

    fn find(&mut self, finding: Finding<'_>, position: usize) {
        let problem = self.words.problem(&finding, position);
        self.found.problems.push(problem);
    }

    fn note(
        &mut self,
        revision: &Revision,
        down: Verdict,
        up_again: Option<UpAgain>,
        differences: Vec<Difference>,
    ) {
        self.found.revisions.push(RevisionProof {
            id: revision.id,
            down,
            up_again,
            differences,
        });
    }
}

/// The schema before a revision's up and after it.
struct States<'s> {
    before: &'s Schema,
    after: Schema,
}

/// What the difference between the schemas before an up and after its down says about the down.
fn verdict(differences: &[Difference]) -> Verdict {
    let is = |class: Class| move |one: &&Difference| one.class == class;
    let mut changed = differences.iter().filter(|one| is_change(one)).peekable();
    if changed.peek().is_some() {
        let changed: Vec<&Difference> = changed.collect();
        let kind = if changed.iter().all(is(Class::Missing)) {
            Kind::Missing
        } else if changed.iter().all(is(Class::Leftover)) {
            Kind::Leftover
        } else {
            Kind::Changed
        };
        return Verdict::Wrong(kind);
    }
    if differences.is_empty() {
        Verdict::Restores
    } else if differences.iter().any(|one| one.class == Class::Layout) {
        Verdict::RestoresButLayout
    } else {
        Verdict::RestoresButOrder
    }
}

/// Whether an object is another one, not only elsewhere in a list or laid out otherwise.
pub(crate) fn is_change(difference: &Difference) -> bool {
    !matches!(difference.class, Class::Order | Class::Layout)
}

/// The objects that two schemas do not agree about.
fn changes(before: &Schema, after: &Schema) -> Vec<Difference> {
    let mut found = compare(before, after);
    found.retain(is_change);
    found
}
