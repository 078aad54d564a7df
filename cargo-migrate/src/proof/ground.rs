//! The database of a way, and which revisions it holds: it is brought from one branch to the next by the scripts that have just been
//! proved, and built anew where they do not lead back.

use migrate_core::graph::Graph;
use migrate_core::plan::{Down, Revision};
use migrate_core::run::Direction;
use migrate_schema::{Schema, compare};

use super::route;
use super::stage::{Raised, Stage};
use crate::failure::Failure;
use crate::scratch::{Scratch, ScratchFailure};

/// A database, and what it holds.
pub(super) struct Ground<'g> {
    scratch: &'g Scratch,
    graph: &'g Graph<'g>,
    forks: Vec<bool>,
    stage: Stage<'g>,
    /// In the order in which they were applied.
    held: Vec<usize>,
    /// The schema, where it was read.
    schema: Option<Schema>,
    /// The schema where branches part, after so many of `held`: the database can be taken back to it.
    known: Vec<(usize, Schema)>,
    condition: Condition,
}

/// What the database is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// It met nothing but what it holds, and the proofs of that.
    New,
    /// Branches were applied and taken back. The schema is the same; rows may be gone.
    Worn,
    /// Nobody knows what is in it.
    Spoilt,
}

/// A revision whose script fails upon those before it.
#[derive(Debug)]
pub(super) struct Stopped {
    pub(super) position: usize,
    pub(super) raised: Raised,
}

impl<'g> Ground<'g> {
    /// A new database, with nothing in it.
    ///
    /// # Errors
    ///
    /// There is none to be had.
    pub(super) fn open(scratch: &'g Scratch, graph: &'g Graph<'g>) -> Result<Self, Failure> {
        let stage = Stage::open(scratch, graph.plan())?;
        Ok(Self::upon(stage, Vec::new(), scratch, graph))
    }

    /// A database that holds these already.
    pub(super) fn upon(
        stage: Stage<'g>,
        held: Vec<usize>,
        scratch: &'g Scratch,
        graph: &'g Graph<'g>,
    ) -> Self {
        Self {
            scratch,
            graph,
            forks: route::forks(graph),
            stage,
            held,
            schema: None,
            known: Vec::new(),
            condition: Condition::New,
        }
    }

    /// Brings the database to holding exactly these revisions, applied in this order.
    ///
    /// # Errors
    ///
    /// The database is lost, or somebody told the process to stop.
    pub(super) fn hold(&mut self, order: &[usize]) -> Result<Result<(), Stopped>, Failure> {
        if self.condition == Condition::Spoilt || !self.go_back(order)? {
            self.begin_anew()?;
        }
        let gone = self.go_on(order)?;
        if gone.is_err() && self.condition == Condition::Worn {
            // It may be the rows that are gone, not the script.
            self.begin_anew()?;
            return self.go_on(order);
        }
        Ok(gone)
    }

    /// The database, to carry scripts out in it. What they leave is told by [`Ground::took`] or [`Ground::abandon`].
    pub(super) fn stage(&mut self) -> &mut Stage<'g> {
        &mut self.stage
    }

    /// The schema as it is now.
    ///
    /// # Errors
    ///
    /// As [`Ground::hold`].
    pub(super) fn schema(&mut self) -> Result<Schema, Failure> {
        if self.schema.is_none() {
            let schema = self.stage.schema()?;
            self.has(schema);
        }
        Ok(self.schema.clone().expect("the schema was read just now"))
    }

    /// The schema as it is now, for somebody who is about to change it.
    ///
    /// # Errors
    ///
    /// As [`Ground::hold`].
    pub(super) fn schema_before(&mut self) -> Result<Schema, Failure> {
        match self.schema.take() {
            Some(schema) => Ok(schema),
            None => Ok(self.stage.schema()?),
        }
    }

    /// Now the database holds this revision too.
    pub(super) fn took(&mut self, position: usize) {
        self.held.push(position);
        self.schema = None;
    }

    /// This is the schema of what the database holds.
    pub(super) fn has(&mut self, schema: Schema) {
        let count = self.held.len();
        let is_fork = self.held.last().is_some_and(|last| self.forks[*last]);
        if is_fork && self.known.last().is_none_or(|(at, _)| *at < count) {
            self.known.push((count, schema.clone()));
        }
        self.schema = Some(schema);
    }

    /// Nobody knows what is in the database now: the next thing that is held is built anew.
    pub(super) fn abandon(&mut self) {
        self.condition = Condition::Spoilt;
    }

    /// Whether branches were applied and taken back since the database was new: what is found in it has to be found in a new one too.
    pub(super) fn is_worn(&self) -> bool {
        self.condition == Condition::Worn
    }

    /// A new database, with what the old one is said to hold.
    ///
    /// # Errors
    ///
    /// As [`Ground::hold`]; or what was applied once fails now.
    pub(super) fn renew(&mut self) -> Result<(), Failure> {
        let held = std::mem::take(&mut self.held);
        self.begin_anew()?;
        match self.go_on(&held)? {
            Ok(()) => Ok(()),
            Err(Stopped { position, raised }) => Err(ScratchFailure::Lost {
                why: format!(
                    "{} was applied to one scratch database and fails on the next: {}",
                    self.revision(position).id,
                    raised.error.message
                ),
            }
            .into()),
        }
    }

    /// Reverts the last revisions, whatever schema their downs leave.
    ///
    /// # Errors
    ///
    /// As [`Ground::hold`].
    pub(super) fn take_back(&mut self, count: usize) -> Result<Result<(), Stopped>, Failure> {
        self.schema = None;
        self.condition = Condition::Worn;
        for _ in 0..count {
            let Some(position) = self.held.pop() else {
                break;
            };
            let held = self.held.len();
            self.known.retain(|(at, _)| *at <= held);
            let revision = self.revision(position);
            let Down::Script(down) = &revision.down else {
                continue;
            };
            if let Err(raised) = self.stage.play(revision, Direction::Down, down)? {
                self.abandon();
                return Ok(Err(Stopped { position, raised }));
            }
        }
        Ok(Ok(()))
    }

    /// Throws the database away.
    ///
    /// # Errors
    ///
    /// It could not be.
    pub(super) fn close(self) -> Result<(), Failure> {
        self.stage.close()
    }

    /// Goes back to a state on the way to these, by the downs of what is in the way; `false` where they do not lead there.
    fn go_back(&mut self, order: &[usize]) -> Result<bool, Failure> {
        let both = self.held.iter().zip(order);
        let common = both.take_while(|(held, wanted)| held == wanted).count();
        if common == self.held.len() {
            return Ok(true);
        }
        let mut known = self.known.iter().rev();
        let Some((count, expected)) = known.find(|(at, _)| *at <= common).cloned() else {
            return Ok(false);
        };
        let is_reversible =
            |position: &usize| matches!(self.revision(*position).down, Down::Script(_));
        if !self.held[count..].iter().all(is_reversible) {
            return Ok(false);
        }
        if self.take_back(self.held.len() - count)?.is_err() {
            return Ok(false);
        }
        let found = self.stage.schema()?;
        let is_there = compare(&expected, &found).is_empty();
        self.schema = Some(found);
        Ok(is_there)
    }

    /// Applies what is missing.
    fn go_on(&mut self, order: &[usize]) -> Result<Result<(), Stopped>, Failure> {
        let missing = &order[self.held.len()..];
        // The schema is read where branches part.
        let forks = self.forks.clone();
        for positions in missing.chunk_by(|position, _| !forks[*position]) {
            let revisions = positions.iter().map(|position| self.revision(*position));
            let revisions: Vec<&Revision> = revisions.collect();
            let played = self.stage.play_all(&revisions)?;
            let applied = match &played {
                Ok(()) => positions.len(),
                Err((at, _)) => *at,
            };
            for position in &positions[..applied] {
                self.took(*position);
            }
            if let Err((at, raised)) = played {
                let position = positions[at];
                if !self.revision(position).up.statements().is_empty() {
                    self.abandon();
                }
                return Ok(Err(Stopped { position, raised }));
            }
            if positions.last().is_some_and(|last| self.forks[*last]) {
                let schema = self.stage.schema()?;
                self.has(schema);
            }
        }
        Ok(Ok(()))
    }

    fn begin_anew(&mut self) -> Result<(), Failure> {
        self.stage = Stage::open(self.scratch, self.graph.plan())?;
        self.held.clear();
        self.known.clear();
        self.schema = None;
        self.condition = Condition::New;
        Ok(())
    }

    fn revision(&self, position: usize) -> &'g Revision {
        self.graph.revision(position)
    }
}
