//! Which revisions a database says are applied.

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::ledger::Row;
use migrate_core::plan::Plan;
use migrate_core::run::Run;
use migrate_runtime::{Outcome, State};

use crate::database::Connected;
use crate::failure::Failure;
use crate::output::Output;
use crate::runs;

/// What the ledger says.
pub(crate) struct Recorded {
    pub(crate) state: State,
    pub(crate) rows: Vec<Row>,
}

impl Recorded {
    /// Reads it: SELECT alone, and no lock.
    ///
    /// # Errors
    ///
    /// The connection is lost, or the server does not let us read.
    pub(crate) fn read(
        plan: &Plan,
        session: &mut Connected,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        match runs::drive_run(Run::ledger(plan), session, output)? {
            Outcome::Ledger { state, rows, .. } => Ok(Self { state, rows }),
            Outcome::State(state) => Ok(Self {
                state,
                rows: Vec::new(),
            }),
            // A run that reads the ledger ends with the ledger.
            outcome => unreachable!("reading the ledger ended with {outcome:?}"),
        }
    }
}

/// The revisions of the plan that these rows record.
pub(crate) fn applied(plan: &Plan, rows: &[Row]) -> PositionSet {
    let all = plan.revisions.iter().enumerate();
    let is_recorded = |id| rows.iter().any(|row| row.id == id);
    let recorded = all.filter(|(_, revision)| is_recorded(revision.id));
    PositionSet::of(plan.revisions.len(), recorded.map(|(position, _)| position))
}

/// The last of these revisions, as people call them: one, or several where branches are not joined.
pub(crate) fn named(plan: &Plan, applied: &PositionSet) -> String {
    let heads = Graph::new(plan).heads(applied);
    let names: Vec<String> = heads
        .into_iter()
        .map(|head| {
            let revision = &plan.revisions[head];
            format!("{} ({})", revision.id, revision.message)
        })
        .collect();
    match names.is_empty() {
        true => "base".to_owned(),
        false => names.join(" and "),
    }
}
