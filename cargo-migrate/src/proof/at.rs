//! A scratch database at a revision: everything below it was applied, and the schema can be read and gone on from.

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::{Down, Plan, Revision};
use migrate_core::run::Direction;
use migrate_core::source::{Problem, RevisionSource};
use migrate_core::target::Place;
use migrate_schema::Snapshot;

use super::beyond;
use super::stage::Stage;
use super::words::{Finding, Words};
use crate::failure::Failure;
use crate::scratch::{Databases, Scratch, Turn};

/// A scratch database to which a revision of a plan and everything below it was applied.
pub(crate) struct AtRevision<'s, 'p> {
    stage: Stage<'p>,
    plan: &'p Plan,
    sources: &'p [RevisionSource],
    scratch: &'s Scratch,
    /// The last field: what scripts made on the server goes with the database.
    _turn: Turn<'s>,
}

/// What is about to be built: nothing was carried out yet.
pub(crate) struct Site<'s, 'p> {
    scratch: &'s Scratch,
    plan: &'p Plan,
    sources: &'p [RevisionSource],
    applied: PositionSet,
    turn: Turn<'s>,
}

impl<'s, 'p> Site<'s, 'p> {
    /// Gets the scratch server ready for this place of the plan.
    ///
    /// # Errors
    ///
    /// A script would change a server that is not thrown away ([`Failure::Findings`]), or the server cannot be reached.
    pub(crate) fn prepare(
        scratch: &'s Scratch,
        plan: &'p Plan,
        sources: &'p [RevisionSource],
        place: Place,
    ) -> Result<Self, Failure> {
        let graph = Graph::new(plan);
        Self::prepare_all(scratch, plan, sources, place.applied(&graph))
    }

    /// The same for revisions that are whole: with each all that it is built on.
    ///
    /// # Errors
    ///
    /// As [`Site::prepare`].
    pub(crate) fn prepare_all(
        scratch: &'s Scratch,
        plan: &'p Plan,
        sources: &'p [RevisionSource],
        applied: PositionSet,
    ) -> Result<Self, Failure> {
        let mut marks = vec![false; plan.revisions.len()];
        for head in Graph::new(plan).heads(&applied) {
            marks[head] = true;
        }
        let turn = scratch.begin(&beyond::scripts(plan, &marks))?;
        if let Some(refused) = beyond::refused(plan, sources, &marks, &turn) {
            return Err(not_built(refused.problems));
        }
        Ok(Self {
            scratch,
            plan,
            sources,
            applied,
            turn,
        })
    }

    /// Whether other databases may be made meanwhile.
    pub(crate) fn databases(&self) -> Databases {
        self.turn.databases()
    }

    /// Builds it.
    ///
    /// # Errors
    ///
    /// An up fails ([`Failure::Findings`]), or there is no scratch database.
    pub(crate) fn build(self) -> Result<AtRevision<'s, 'p>, Failure> {
        let Self {
            scratch,
            plan,
            sources,
            applied,
            turn,
        } = self;
        let mut built = AtRevision {
            stage: Stage::open(scratch, plan)?,
            plan,
            sources,
            scratch,
            _turn: turn,
        };
        let positions: Vec<usize> = applied.iter().collect();
        let revisions = positions.iter().map(|position| &plan.revisions[*position]);
        let revisions: Vec<&Revision> = revisions.collect();
        let played = built.stage.play_all(&revisions).map_err(Failure::from)?;
        if let Err((at, raised)) = played {
            let problem = built.problem(&Finding::UpFails(&raised), positions[at]);
            return Err(not_built(vec![problem]));
        }
        Ok(built)
    }
}

fn not_built(problems: Vec<Problem>) -> Failure {
    let doing = "no database at that revision";
    Failure::Findings { doing, problems }
}

impl<'s, 'p> AtRevision<'s, 'p> {
    /// A new database, brought to this place of the plan.
    ///
    /// # Errors
    ///
    /// Those of [`Site::prepare`] and [`Site::build`].
    pub(crate) fn build(
        scratch: &'s Scratch,
        plan: &'p Plan,
        sources: &'p [RevisionSource],
        place: Place,
    ) -> Result<Self, Failure> {
        Site::prepare(scratch, plan, sources, place)?.build()
    }

    /// A new database with these revisions, which are whole: with each all that it is built on.
    ///
    /// # Errors
    ///
    /// Those of [`Site::prepare`] and [`Site::build`].
    pub(crate) fn build_all(
        scratch: &'s Scratch,
        plan: &'p Plan,
        sources: &'p [RevisionSource],
        applied: &PositionSet,
    ) -> Result<Self, Failure> {
        Site::prepare_all(scratch, plan, sources, applied.clone())?.build()
    }

    /// The place of the plan that `head` means.
    pub(crate) fn head(plan: &Plan) -> Place {
        match plan.revisions.len() {
            0 => Place::Base,
            many => Place::At(many - 1),
        }
    }

    /// The same database, for a plan that has the same revisions and more.
    pub(crate) fn with_plan<'n>(
        self,
        plan: &'n Plan,
        sources: &'n [RevisionSource],
    ) -> AtRevision<'s, 'n> {
        AtRevision {
            stage: self.stage.of(plan),
            plan,
            sources,
            scratch: self.scratch,
            _turn: self._turn,
        }
    }

    /// Applies the revision at this position.
    ///
    /// # Errors
    ///
    /// The server refuses it, or is lost.
    pub(crate) fn up(&mut self, position: usize) -> Result<(), Went> {
        let revision = &self.plan.revisions[position];
        let played = self.stage.play(revision, Direction::Up, &revision.up);
        match played.map_err(Failure::from)? {
            Ok(()) => Ok(()),
            Err(raised) => Err(self.refused(&Finding::UpFails(&raised), position)),
        }
    }

    /// Takes the revision at this position back; one that is irreversible stays.
    ///
    /// # Errors
    ///
    /// The server refuses it, or is lost.
    pub(crate) fn down(&mut self, position: usize) -> Result<(), Went> {
        let revision: &Revision = &self.plan.revisions[position];
        let Down::Script(script) = &revision.down else {
            return Ok(());
        };
        let played = self.stage.play(revision, Direction::Down, script);
        match played.map_err(Failure::from)? {
            Ok(()) => Ok(()),
            Err(raised) => Err(self.refused(&Finding::DownFails(&raised), position)),
        }
    }

    /// The schema as it is now.
    ///
    /// # Errors
    ///
    /// The database is lost, or its catalog cannot be read.
    pub(crate) fn snapshot(&mut self) -> Result<Snapshot, Failure> {
        Ok(self.stage.snapshot()?)
    }

    /// The server's version as it numbers it.
    pub(crate) fn version(&self) -> u32 {
        self.stage.version()
    }

    /// Throws the database away.
    ///
    /// # Errors
    ///
    /// It could not be.
    pub(crate) fn close(self) -> Result<(), Failure> {
        self.stage.close()
    }

    fn refused(&self, finding: &Finding<'_>, position: usize) -> Went {
        Went::Refused(Box::new(self.problem(finding, position)))
    }

    fn problem(&self, finding: &Finding<'_>, position: usize) -> Problem {
        let mut words = Words::new(self.plan, self.sources, self.scratch);
        words.server(self.version());
        words.problem(finding, position)
    }
}

/// Why a script was not carried out.
pub(crate) enum Went {
    /// The server refuses it; nothing of it is left, unless it runs outside a transaction.
    Refused(Box<Problem>),
    /// The database is lost, or somebody told the process to stop.
    Lost(Failure),
}

impl From<Failure> for Went {
    fn from(failure: Failure) -> Self {
        Self::Lost(failure)
    }
}
