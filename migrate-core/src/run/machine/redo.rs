//! Down and up again, for drafts that were edited after they were applied.

use std::collections::VecDeque;

use super::{Run, Verb};
use crate::graph::PositionSet;
use crate::plan::{Revision, RevisionId, Seal};
use crate::run::{Busy, Direction, Effect, Error, Event, Outcome};
use crate::state::{Named, State};

impl<'p> Run<'p> {
    /// Edited drafts and what is built on them; without an edited one, the last revision that is applied.
    pub(super) fn decide_redo(&mut self, state: State, only: &[RevisionId]) -> Result<(), Error> {
        // What was reverted already would not be found again.
        if let Some(rival) = self.finished.first().or(self.reverted.first()) {
            let revision = Named::from(rival.revision);
            return Err(Error::Busy(Busy::Rivals { revision }));
        }
        let all_known = self.rows.len() == self.applied.len();
        let chosen: PositionSet = match &state {
            State::Edited { .. } if all_known => {
                let sealed = self.edited.iter().any(|p| self.is_sealed(p));
                if sealed {
                    return Err(Error::State(Box::new(state)));
                }
                let edited = self.edited.clone();
                let built_on = self.graph().descendants(edited.iter());
                let applied = built_on.iter().filter(|p| self.applied.contains(*p));
                PositionSet::of(self.plan.revisions.len(), applied)
            }
            State::Empty | State::UpToDate | State::Behind { .. } => {
                let last = self.applied.iter().last();
                PositionSet::of(self.plan.revisions.len(), last)
            }
            _ => return Err(Error::State(Box::new(state))),
        };
        if let Some(position) = chosen.iter().find(|p| self.is_sealed(*p)) {
            let revision = self.revision_at(position).into();
            return Err(Error::Sealed { revision });
        }
        let ids: Vec<RevisionId> = chosen.iter().map(|p| self.revision_at(p).id).collect();
        if let (Some(first), false) = (chosen.iter().next(), only.is_empty() || *only == ids) {
            let revision = self.revision_at(first).into();
            return Err(Error::Busy(Busy::Rivals { revision }));
        }
        // An edited draft may be based on something that was not applied before.
        let needed = self.graph().ancestors(chosen.iter());
        let stays = |p: usize| self.applied.contains(p) && !chosen.contains(p);
        self.again = needed.iter().filter(|p| !stays(*p)).collect();
        self.queue = chosen.iter().rev().collect();
        self.revert_queue()
    }

    fn is_sealed(&self, position: usize) -> bool {
        self.revision_at(position).seal == Seal::Sealed
    }

    /// What a preview of a redo ends with.
    pub(super) fn would_redo(&self) -> Outcome<'p> {
        let revisions = |positions: &VecDeque<usize>| -> Vec<&'p Revision> {
            positions.iter().map(|p| self.revision_at(*p)).collect()
        };
        Outcome::WouldRedo {
            reverted: revisions(&self.queue),
            applied: revisions(&self.again),
        }
    }

    /// Everything is reverted: the way up again.
    pub(super) fn apply_again(&mut self) {
        self.reverted = std::mem::take(&mut self.finished);
        self.queue = std::mem::take(&mut self.again);
        self.heading = Direction::Up;
        let revisions = self.queue.iter().map(|p| self.revision_at(*p)).collect();
        self.event(Event::Planned {
            direction: Direction::Up,
            revisions,
        });
        self.run_next();
    }

    pub(super) fn is_redo(&self) -> bool {
        matches!(self.verb, Verb::Redo(_))
    }

    pub(super) fn is_preview(&self) -> bool {
        self.options.effect == Effect::Preview
    }
}
