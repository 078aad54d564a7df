//! From rows to a state.

use super::State;
use crate::graph::{Graph, PositionSet};
use crate::ledger::Row;

/// What the rows say about a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The state.
    pub state: State,
    /// The plan's revisions that have a row.
    pub applied: PositionSet,
}

/// Compares the ledger's rows of a plan with the plan.
#[must_use]
pub fn assess(graph: &Graph<'_>, rows: &[Row]) -> Assessment {
    let _ = (graph, rows);
    todo!()
}
