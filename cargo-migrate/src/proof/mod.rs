//! The proof: a revision is carried out up, down and up again on a real PostgreSQL, and the schema is looked at in between.
//!
//! - [`prove`] walks along the plan in a scratch database and carries the state from revision to revision;
//! - `stage`: the database and what is sent to it: the texts of a run, without a ledger; `batch`: many of them in one message;
//! - `ground`: what the database holds, and how it comes from one branch to another; `route`: which branch when;
//! - `walk`: one revision after the other; `round_trip`: the proof of one, and `verdict` what it says;
//! - `merge`: branches that a merge joins, in the `orders` in which databases have met them, and one without the others;
//! - [`AtRevision`]: a database at a revision, for who compares schemas;
//! - [`Ahead`]: the same for a plan that is proved again and again, upon a database that was built ahead;
//! - `beyond`: what scripts do to the whole server, before they do it;
//! - `words`: what is found, as problems; `lacks`: what the scratch server is to blame for; `report`: the same, for people and for programs.

mod ahead;
mod at;
mod batch;
mod beyond;
mod ground;
mod lacks;
mod merge;
mod orders;
mod remedy;
mod report;
mod round_trip;
mod route;
mod stage;
mod verdict;
mod walk;
mod words;

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;

use migrate_core::graph::Graph;
use migrate_core::plan::{Plan, RevisionId};
use migrate_core::source::{Problem, RevisionSource};
use migrate_schema::Difference;

use crate::failure::Failure;
use crate::output::Output;
use crate::scratch::{Databases, Scratch};

pub(crate) use ahead::Ahead;
pub(crate) use at::{AtRevision, Site, Went};
pub(crate) use lacks::advised;
pub(crate) use report::{ProofReport, tell};
pub(crate) use verdict::is_change;
use walk::{Walk, Walked};
pub(crate) use words::{differences, refused_by_server, told};

/// Which revisions are proved. Those below them are applied, and not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Which {
    /// These.
    These(BTreeSet<RevisionId>),
    /// Every one.
    All,
}

impl Which {
    /// The revisions that are meant, by their position in plan order.
    fn marks(&self, plan: &Plan) -> Vec<bool> {
        let is_meant = |revision: &migrate_core::plan::Revision| match self {
            Self::These(ids) => ids.contains(&revision.id),
            Self::All => true,
        };
        plan.revisions.iter().map(is_meant).collect()
    }

    /// Whether there is nothing to prove: then no scratch database is needed.
    pub(crate) fn is_empty(&self, plan: &Plan) -> bool {
        !self.marks(plan).contains(&true)
    }
}

/// What a proof found.
#[derive(Debug, Default)]
pub(crate) struct Proved {
    /// What stands against sealing, in plan order; each is an error.
    pub(crate) problems: Vec<Problem>,
    /// Each revision that was to be proved, in plan order.
    pub(crate) revisions: Vec<RevisionProof>,
}

/// What is known of one revision after its proof.
#[derive(Debug)]
pub(crate) struct RevisionProof {
    /// The revision.
    pub(crate) id: RevisionId,
    /// What its down does.
    pub(crate) down: Verdict,
    /// What a second up does, where it was tried.
    pub(crate) up_again: Option<UpAgain>,
    /// What differs after the down from what was before the up.
    pub(crate) differences: Vec<Difference>,
}

impl RevisionProof {
    /// What is known of a revision whose schemas were not compared.
    fn without(id: RevisionId, down: Verdict) -> Self {
        Self {
            id,
            down,
            up_again: None,
            differences: Vec::new(),
        }
    }
}

/// What a down does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It restores the schema exactly.
    Restores,
    /// It restores all objects; columns, or the like, are in another order. A column that was dropped can only come back
    /// as the last one.
    RestoresButOrder,
    /// It restores all objects; bodies of functions differ in white space or comments, and perhaps an order too.
    RestoresButLayout,
    /// It leaves another schema.
    Wrong(Kind),
    /// It fails, with this message of the server.
    Fails(String),
    /// There is none, on purpose.
    Irreversible,
    /// The up fails, with this message of the server.
    UpFails(String),
    /// An up below it fails.
    NotReached,
}

/// In which way a schema is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Objects are missing, and nothing else.
    Missing,
    /// Objects are left over, and nothing else.
    Leftover,
    /// Anything else.
    Changed,
}

/// What a second up does after the down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UpAgain {
    /// It gives the same schema.
    Same,
    /// It gives another one.
    Different,
    /// It fails, with this message of the server.
    Fails(String),
}

/// Proves revisions, on one scratch database, or on two when there are many.
///
/// # Errors
///
/// There is no scratch database, or it was lost; or somebody told the process to stop. What is wrong with the revisions is
/// no error here, but the result.
pub(crate) fn prove(
    plan: &Plan,
    sources: &[RevisionSource],
    which: &Which,
    scratch: &Scratch,
    output: &mut Output,
) -> Result<Proved, Failure> {
    let marks = which.marks(plan);
    let wanted = marks.iter().filter(|mark| **mark).count();
    if wanted == 0 {
        return Ok(Proved::default());
    }
    output.detail(format_args!("proving on {scratch}"));
    let turn = scratch.begin(&beyond::scripts(plan, &marks))?;
    if let Some(refused) = beyond::refused(plan, sources, &marks, &turn) {
        return Ok(refused);
    }
    let graph = Graph::new(plan);
    let route = route::of(&graph, &marks);
    let routes = match turn.databases() {
        Databases::Many => route::split(route),
        Databases::One => vec![route],
    };
    let (sender, receiver) = mpsc::channel();
    let walk = |route| Walk::new(&graph, sources, route, scratch, sender.clone());
    let walks: Vec<Walk<'_>> = routes.into_iter().map(walk).collect();
    drop(sender);
    let bar = report::bar(wanted, output);
    let halves = thread::scope(|scope| {
        // The embedded server stays on the thread that opened it.
        let running: Vec<_> = walks
            .into_iter()
            .map(|walk| scope.spawn(|| walk.run()))
            .collect();
        for position in receiver {
            bar.told(&plan.revisions[position]);
        }
        let ended = running.into_iter().map(|walk| {
            walk.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        ended.collect::<Vec<_>>()
    });
    drop(bar);
    let halves: Vec<Walked> = halves.into_iter().collect::<Result<_, _>>()?;
    Ok(Walked::join(halves).sorted())
}
