//! The revisions beside the desired schema.

use std::thread;

use migrate_core::plan::Plan;
use migrate_core::source::{Code, Place, Problem, RevisionSource};
use migrate_schema::{Difference, Schema, Snapshot, compare};

use super::SchemaFile;
use crate::failure::Failure;
use crate::proof::{self, AtRevision, Site};
use crate::scratch::{Databases, Scratch};

/// A database at the head, still open, and what the desired schema gives on the same server.
pub(crate) struct Pair<'s, 'p> {
    /// The database at the head of the plan.
    pub(crate) at_head: AtRevision<'s, 'p>,
    /// Its schema.
    pub(crate) head: Snapshot,
    /// The desired one.
    pub(crate) desired: Snapshot,
}

impl<'s, 'p> Pair<'s, 'p> {
    /// Makes both databases, at the same time where that makes no difference.
    ///
    /// # Errors
    ///
    /// A statement of the desired schema or a revision fails, or there is no scratch database.
    pub(crate) fn build(
        plan: &'p Plan,
        sources: &'p [RevisionSource],
        files: &[SchemaFile],
        scratch: &'s Scratch,
    ) -> Result<Self, Failure> {
        let site = Site::prepare(scratch, plan, sources, AtRevision::head(plan))?;
        let both = [site.databases(), super::databases(files, scratch)];
        if both.contains(&Databases::One) {
            // The desired schema may name the roles that the revisions make: they are there as long as that database.
            let mut at_head = site.build()?;
            let head = at_head.snapshot()?;
            let (desired, _) = super::snapshot(files, scratch)?;
            return Ok(Self {
                at_head,
                head,
                desired,
            });
        }
        thread::scope(|scope| {
            // The embedded server stays on the thread that opened it, and this one goes on to be used.
            let desired = scope.spawn(|| super::snapshot(files, scratch));
            let at_head = site.build();
            let desired = desired
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            // What is wrong with the revisions comes first.
            let mut at_head = at_head?;
            let (desired, _) = desired?;
            Ok(Self {
                head: at_head.snapshot()?,
                at_head,
                desired,
            })
        })
    }
}

/// The objects that differ, beyond the order of columns and the layout of bodies.
pub(crate) fn changes(before: &Schema, after: &Schema) -> Vec<Difference> {
    let mut found = compare(before, after);
    found.retain(proof::is_change);
    found
}

/// What `check` says of revisions that do not lead to the desired schema, which lies at this path.
///
/// # Errors
///
/// As [`Pair::build`].
pub(crate) fn check(
    plan: &Plan,
    sources: &[RevisionSource],
    files: &[SchemaFile],
    path: &str,
    scratch: &Scratch,
) -> Result<Vec<Problem>, Failure> {
    let pair = Pair::build(plan, sources, files, scratch)?;
    let found = changes(&pair.desired.schema, &pair.head.schema);
    pair.at_head.close()?;
    let Some(first) = found.first() else {
        return Ok(Vec::new());
    };
    let what = format!(
        "the revisions do not lead to the desired schema: {}",
        proof::told(first)
    );
    let problem = Problem::new(Code::SchemaDiffers, what).at(Place::whole(path));
    let found: Vec<&Difference> = found.iter().collect();
    let problem = proof::differences(
        problem,
        &found,
        "in the desired schema",
        "after all revisions",
    );
    Ok(vec![
        problem
            .help("write the revision that is missing: `cargo migrate new \"what changes\" --auto`")
            .help("or, where the revisions are right, correct the desired schema"),
    ])
}
