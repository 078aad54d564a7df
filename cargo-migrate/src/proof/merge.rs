//! The proof of a merge: its branches go together, in whichever order a database has met them, and one of them can be taken back
//! without the others.

use migrate_core::graph::Graph;
use migrate_core::plan::Down;
use migrate_core::source::Problem;
use migrate_schema::{Schema, compare};

use super::ground::Ground;
use super::orders::{self, Order};
use super::verdict::{changes, is_change};
use super::words::{Shown, Words};
use super::{RevisionProof, Verdict};
use crate::failure::Failure;

/// What stands against a merge that was proved like any revision before, in the order of the plan.
///
/// # Errors
///
/// The database is lost, or somebody told the process to stop.
pub(super) fn prove(
    ground: &mut Ground<'_>,
    words: &Words<'_>,
    graph: &Graph<'_>,
    merge: usize,
    proof: &RevisionProof,
) -> Result<Vec<Problem>, Failure> {
    let planned: Vec<usize> = graph.ancestors([merge]).iter().collect();
    let joined = Joined {
        words,
        graph,
        after: ground.schema()?,
        planned,
        merge,
    };
    let orders = orders::of_merge(graph, merge);
    let mut problems = Vec::new();
    for order in orders
        .iter()
        .filter(|order| order.positions != joined.planned)
    {
        problems.extend(twice(ground, |ground| joined.way_up(ground, order))?);
    }
    let restores = matches!(
        proof.down,
        Verdict::Restores | Verdict::RestoresButOrder | Verdict::RestoresButLayout
    );
    if !problems.is_empty() || !restores {
        return Ok(problems);
    }
    for order in &orders {
        // The same object is in the way whichever branch goes first.
        if let Some(problem) = twice(ground, |ground| joined.way_back(ground, order))? {
            return Ok(vec![problem]);
        }
    }
    Ok(problems)
}

/// What is found in a database that was used before has to be found in a new one too.
fn twice<'g>(
    ground: &mut Ground<'g>,
    mut look: impl FnMut(&mut Ground<'g>) -> Result<Option<Problem>, Failure>,
) -> Result<Option<Problem>, Failure> {
    if look(ground)?.is_none() {
        return Ok(None);
    }
    ground.abandon();
    look(ground)
}

/// A merge, and the schema that it gives in the order of the plan.
struct Joined<'j> {
    words: &'j Words<'j>,
    graph: &'j Graph<'j>,
    after: Schema,
    planned: Vec<usize>,
    merge: usize,
}

impl Joined<'_> {
    /// In this order everything can be applied, and gives the same schema.
    fn way_up(&self, ground: &mut Ground<'_>, order: &Order) -> Result<Option<Problem>, Failure> {
        let shown = Shown::of(self.graph, self.merge, &order.positions);
        if let Err(stopped) = ground.hold(&order.positions)? {
            return Ok(Some(self.words.order_fails(&stopped, &shown, self.merge)));
        }
        let changed = changes(&self.after, &ground.schema()?);
        let differ = || self.words.orders_differ(&changed, &shown, self.merge);
        Ok((!changed.is_empty()).then(differ))
    }

    /// After the merge, the last branch can be taken back, and leaves what the others are without it.
    fn way_back(&self, ground: &mut Ground<'_>, order: &Order) -> Result<Option<Problem>, Failure> {
        let from = order.without_last().len();
        let above = &order.positions[from..];
        let is_reversible =
            |position: &usize| matches!(self.graph.revision(*position).down, Down::Script(_));
        if order.last == 0 || !above.iter().all(is_reversible) {
            // A run refuses all of it.
            return Ok(None);
        }
        if ground.hold(order.without_last())?.is_err() {
            return Ok(None);
        }
        let others = ground.schema()?;
        if ground.hold(&order.positions)?.is_err() {
            return Ok(None);
        }
        if let Err(stopped) = ground.take_back(above.len())? {
            return Ok(Some(self.words.way_back_fails(&stopped, above, self.merge)));
        }
        let mut found = compare(&others, &ground.schema()?);
        if !found.is_empty() {
            ground.abandon();
        }
        found.retain(is_change);
        let differs = || self.words.way_back_differs(&found, above, self.merge);
        Ok((!found.is_empty()).then(differs))
    }
}
