//! A scratch database at a revision: everything below it was applied, and the schema can be read and gone on from.

use migrate_core::graph::Graph;
use migrate_core::plan::{Down, Plan, Revision};
use migrate_core::run::Direction;
use migrate_core::source::{Problem, RevisionSource};
use migrate_core::target::Place;
use migrate_schema::Snapshot;

use super::stage::Stage;
use super::words::{Finding, Words};
use crate::failure::Failure;
use crate::scratch::{Kind, Scratch};

/// A scratch database to which a revision of a plan and everything below it was applied.
pub(crate) struct AtRevision<'p> {
    stage: Stage<'p>,
    plan: &'p Plan,
    sources: &'p [RevisionSource],
    kind: Kind,
}

impl<'p> AtRevision<'p> {
    /// A new database, brought to this place of the plan.
    ///
    /// # Errors
    ///
    /// An up fails ([`Failure::Findings`]), or there is no scratch database.
    pub(crate) fn build(
        scratch: &Scratch,
        plan: &'p Plan,
        sources: &'p [RevisionSource],
        place: Place,
    ) -> Result<Self, Failure> {
        let mut built = Self {
            stage: Stage::open(scratch, plan)?,
            plan,
            sources,
            kind: scratch.kind(),
        };
        if let Place::At(position) = place {
            let below = Graph::new(plan).ancestors([position]);
            for position in below.iter() {
                built.up(position).map_err(|failure| match failure {
                    Went::Refused(problem) => Failure::Findings {
                        doing: "no database at that revision",
                        problems: vec![*problem],
                    },
                    Went::Lost(failure) => failure,
                })?;
            }
        }
        Ok(built)
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
    ) -> AtRevision<'n> {
        AtRevision {
            stage: self.stage.of(plan),
            plan,
            sources,
            kind: self.kind,
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
        let mut words = Words::new(self.plan, self.sources, self.kind);
        words.server(self.version());
        Went::Refused(Box::new(words.problem(finding, position)))
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
