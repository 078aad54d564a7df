//! From a state to what is to be run, or to a refusal. Nothing has been written when these functions end.

use std::collections::HashSet;

use super::fingerprint::Look;
use super::{Run, Verb};
use crate::graph::PositionSet;
use crate::ledger::{Progress, Row};
use crate::plan::{Revision, RevisionId};
use crate::run::{Action, Direction, Error, Event, Evidence, Outcome};
use crate::sql::{CreateSchema, Expected};
use crate::state::State;
use crate::target::{Anchor, Place, Target, TargetError};

impl<'p> Run<'p> {
    /// Looks a target up that does not depend on what is applied: a misspelt one needs no connection.
    pub(super) fn look_up_early(&mut self) -> Result<(), TargetError> {
        let (target, meant) = match &self.verb {
            Verb::Up(target) => (target, Direction::Up),
            Verb::Down(target) => (target, Direction::Down),
            Verb::Stamp(target, _) | Verb::Resolve(target, ..) => {
                let target = target.clone();
                return self.look_up_unless_relative(&target);
            }
            Verb::State | Verb::Ledger | Verb::Resume | Verb::Redo(_) => return Ok(()),
        };
        if target.anchor == Anchor::Applied && (target.offset < 0) == (meant == Direction::Up) {
            return Err(TargetError::WrongDirection {
                target: target.clone(),
                direction: meant,
            });
        }
        let target = target.clone();
        self.look_up_unless_relative(&target)
    }

    fn look_up_unless_relative(&mut self, target: &Target) -> Result<(), TargetError> {
        // The head is where every start of an application leads: no graph is made for it.
        if !target.is_relative() && *target != Target::HEAD {
            let nothing = PositionSet::none(self.plan.revisions.len());
            self.place = Some(target.resolve(self.graph(), &nothing)?);
        }
        Ok(())
    }

    /// For a printed script: goes on as if the database had been read and were at this target.
    pub(crate) fn assume(&mut self, from: &Target) {
        if matches!(self.next, Some(Action::Done(_))) {
            return;
        }
        let nothing = PositionSet::none(self.plan.revisions.len());
        let place = match from.resolve(self.graph(), &nothing) {
            Ok(place) => place,
            Err(error) => return self.end(Err(Error::Target(error))),
        };
        self.applied = place.applied(self.graph());
        self.edited = nothing;
        self.rows = self
            .applied
            .iter()
            .map(|position| Row::of(&self.plan.revisions[position]))
            .collect();
        // A base that turns out to have a ledger already, of another plan, is nothing to worry about.
        self.missing = match (place, &*self.plan.ledger.schema) {
            (Place::At(_), _) => None,
            (Place::Base, "public") => Some(CreateSchema::No),
            (Place::Base, _) => Some(CreateSchema::Yes),
        };
        self.decide(State::UpToDate);
    }

    pub(super) fn look_up(&mut self, target: &Target) -> Result<Place, TargetError> {
        if let Some(place) = self.place {
            return Ok(place);
        }
        let applied = self.applied.clone();
        let place = target.resolve(self.graph(), &applied)?;
        self.place = Some(place);
        Ok(place)
    }

    /// Everything that was asked is known: what follows.
    pub(super) fn decide(&mut self, state: State) {
        // With the lock, nobody else can be at work on what was left behind.
        if matches!(state, State::Interrupted { .. }) && self.acts_unlocked() {
            return self.ask_who_is_at(state);
        }
        match self.is_to_be_compared(&state) {
            true => self.look_at_schema(Look::Before(state)),
            false => self.decide_at(state),
        }
    }

    pub(super) fn decide_at(&mut self, state: State) {
        let decided = match self.verb.clone() {
            Verb::State => return self.end(Ok(Outcome::State(state))),
            Verb::Ledger => {
                let rows = std::mem::take(&mut self.rows);
                let standing = Box::new(self.standing());
                return self.end(Ok(Outcome::Ledger {
                    state,
                    rows,
                    standing,
                }));
            }
            Verb::Up(target) => self.decide_up(state, &target),
            Verb::Down(target) => self.decide_down(state, &target),
            Verb::Stamp(target, evidence) => self.decide_stamp(state, &target, &evidence),
            Verb::Resume => self.decide_resume(state),
            Verb::Resolve(target, claim, reason) => {
                self.decide_resolve(state, &target, claim, &reason)
            }
            Verb::Redo(only) => self.decide_redo(state, &only),
        };
        if let Err(error) = decided {
            self.end(Err(error));
        }
    }

    fn decide_up(&mut self, state: State, target: &Target) -> Result<(), Error> {
        if !matches!(state, State::Empty | State::Behind { .. } | State::UpToDate) {
            return Err(Error::State(Box::new(state)));
        }
        let place = self.look_up(target).map_err(Error::Target)?;
        let wanted = place.applied(self.graph());
        self.queue = wanted
            .iter()
            .filter(|p| !self.applied.contains(*p))
            .collect();
        self.run_queue(Direction::Up);
        Ok(())
    }

    fn decide_down(&mut self, state: State, target: &Target) -> Result<(), Error> {
        let all_known = self.rows.len() == self.applied.len();
        let allowed = match &state {
            State::Empty | State::Behind { .. } | State::UpToDate => true,
            State::Edited { .. } => all_known,
            _ => false,
        };
        if !allowed {
            return Err(Error::State(Box::new(state)));
        }
        let place = self.look_up(target).map_err(Error::Target)?;
        let above = match place {
            Place::Base => PositionSet::all(self.plan.revisions.len()),
            Place::At(at) if !self.applied.contains(at) => {
                return Err(Error::Target(TargetError::NotApplied {
                    target: self.graph().revision(at).into(),
                }));
            }
            Place::At(at) => {
                let mut above = self.graph().descendants([at]);
                above.remove(at);
                above
            }
        };
        // What was edited can be reverted with what the ledger recorded, but nothing may stay that the plan denies.
        if self.edited.iter().any(|position| !above.contains(position)) {
            return Err(Error::State(Box::new(state)));
        }
        self.queue = above
            .iter()
            .rev()
            .filter(|p| self.applied.contains(*p))
            .collect();
        self.revert_queue()
    }

    fn decide_stamp(
        &mut self,
        state: State,
        target: &Target,
        evidence: &Evidence,
    ) -> Result<(), Error> {
        let allowed = matches!(
            &state,
            State::Empty
                | State::Unmanaged { .. }
                | State::Behind { .. }
                | State::UpToDate
                | State::Gap { .. }
        );
        if !allowed {
            return Err(Error::State(Box::new(state)));
        }
        if matches!(evidence, Evidence::Compared { seen, .. } if *seen != self.rows) {
            self.end(Ok(Outcome::Overtaken));
            return Ok(());
        }
        let place = self.look_up(target).map_err(Error::Target)?;
        let wanted = place.applied(self.graph());
        let above = match place {
            Place::Base => PositionSet::all(self.plan.revisions.len()),
            Place::At(at) => {
                let mut above = self.graph().descendants([at]);
                above.remove(at);
                above
            }
        };
        let revisions = &self.plan.revisions;
        let record: Vec<&'p Revision> = wanted
            .iter()
            .filter(|p| !self.applied.contains(*p))
            .map(|p| &revisions[p])
            .collect();
        let remove: Vec<RevisionId> = self
            .applied
            .iter()
            .filter(|p| !wanted.contains(*p) && above.contains(*p))
            .map(|p| revisions[p].id)
            .collect();
        self.stamp_these(record, remove, evidence);
        Ok(())
    }

    /// Everything is validated: tells what will be run, and begins.
    pub(super) fn run_queue(&mut self, direction: Direction) {
        if self.queue.is_empty() {
            return self.all_done(direction);
        }
        let revisions: Vec<&'p Revision> = self
            .queue
            .iter()
            .map(|position| &self.plan.revisions[*position])
            .collect();
        if self.is_redo() && self.is_preview() {
            return self.end(Ok(self.would_redo()));
        }
        if self.is_preview() {
            return self.end(Ok(Outcome::WouldRun {
                direction,
                revisions,
            }));
        }
        self.heading = direction;
        self.begin_unless_pooled(direction);
    }

    /// Nothing keeps the run from acting any more.
    pub(super) fn begin_queue(&mut self, direction: Direction) {
        if matches!(self.verb, Verb::Resume) {
            return self.find_out();
        }
        let revisions: Vec<&'p Revision> = self
            .queue
            .iter()
            .map(|position| &self.plan.revisions[*position])
            .collect();
        self.event(Event::Planned {
            direction,
            revisions,
        });
        self.expect_rows();
        self.create_or(Self::prepare);
    }

    /// What the guards expect from now on: what was read.
    pub(super) fn expect_rows(&mut self) {
        let parents: HashSet<RevisionId> = self
            .rows
            .iter()
            .flat_map(|row| row.parents.iter().copied())
            .collect();
        let mut heads: Vec<_> = self
            .rows
            .iter()
            .filter(|row| !parents.contains(&row.id))
            .map(|row| (row.id, row.chain))
            .collect();
        heads.sort_unstable();
        let read = Expected {
            count: self.rows.len(),
            unfinished: self
                .rows
                .iter()
                .filter(|row| row.progress != Progress::Applied)
                .count(),
            heads,
            last: None,
        };
        // Somebody got on: this run was not refused for nothing.
        if (read.count, read.unfinished, &read.heads)
            != (
                self.expected.count,
                self.expected.unfinished,
                &self.expected.heads,
            )
        {
            self.overtaken = 0;
        }
        self.expected = read;
    }
}
