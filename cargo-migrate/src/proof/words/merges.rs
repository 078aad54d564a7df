//! What stands against a merge.

use migrate_core::graph::Graph;
use migrate_core::plan::{Plan, Seal};
use migrate_core::source::{Code, Problem};
use migrate_schema::Difference;

use super::{Words, differences, told};
use crate::proof::ground::Stopped;

/// An order of a merge's branches, as it is told.
pub(in crate::proof) struct Shown(String);

impl Shown {
    /// The revisions of an order, from the last one on which all branches are built.
    pub(in crate::proof) fn of(graph: &Graph<'_>, merge: usize, order: &[usize]) -> Self {
        let mut common = vec![true; graph.len()];
        for parent in graph.parents(merge) {
            let below = graph.ancestors([*parent]);
            for (position, common) in common.iter_mut().enumerate() {
                *common &= below.contains(position);
            }
        }
        let root = common.iter().rposition(|common| *common);
        let branches = order.iter().copied();
        let branches = branches.filter(|position| !common[*position] && *position != merge);
        let ids = ids(graph.plan(), root.into_iter().chain(branches));
        let what = match order.is_sorted() {
            true => "the order of the plan",
            false => "the other order",
        };
        Self(format!("{what}: {ids}"))
    }
}

fn ids(plan: &Plan, positions: impl Iterator<Item = usize>) -> String {
    let ids: Vec<String> = positions
        .map(|position| plan.revisions[position].id.to_string())
        .collect();
    ids.join(", ")
}

impl Words<'_> {
    /// The branches of a merge give different schemas in different orders.
    pub(in crate::proof) fn orders_differ(
        &self,
        changed: &[Difference],
        order: &Shown,
        merge: usize,
    ) -> Problem {
        let revision = &self.plan.revisions[merge];
        let changed: Vec<&Difference> = changed.iter().collect();
        let first = changed.first().map_or_else(String::new, |one| told(one));
        let what = format!(
            "the schema after the merge {} depends on the order of its branches: {first}",
            revision.id
        );
        let problem = Problem::new(Code::MergeOrder, what)
            .at(self.whole_up(merge))
            .note(&*order.0);
        differences(problem, &changed, "in the order of the plan", "in the other order")
            .help("databases have met the branches in either order: let the merge's up.sql bring both to the same schema")
    }

    /// The branches of a merge cannot be applied in one of the orders.
    pub(in crate::proof) fn order_fails(
        &self,
        stopped: &Stopped,
        order: &Shown,
        merge: usize,
    ) -> Problem {
        let failed = stopped.position;
        let (revision, merge) = (&self.plan.revisions[failed], self.plan.revisions[merge].id);
        let what = format!(
            "the branches of the merge {merge} cannot be applied in either order: the up of {} fails",
            revision.id
        );
        self.raised(Code::MergeOrder, &what, &stopped.raised, self.up(failed))
            .note(&*order.0)
            .help(
                "one branch needs what the other one does, or both do the same: base one on the other with `cargo migrate rebase`, \
                 instead of merging",
            )
    }

    /// A branch of a merge cannot be taken back while the others stay.
    pub(in crate::proof) fn way_back_fails(
        &self,
        stopped: &Stopped,
        above: &[usize],
        merge: usize,
    ) -> Problem {
        let failed = stopped.position;
        let what = format!(
            "one branch of the merge {} cannot be taken back without the others: the down of {} fails",
            self.plan.revisions[merge].id, self.plan.revisions[failed].id
        );
        let problem = self.raised(
            Code::MergeWayBack,
            &what,
            &stopped.raised,
            self.down(failed),
        );
        self.without_way_back(problem.note(self.reverted(above)), merge)
    }

    /// A branch of a merge that is taken back leaves something else than the other branches.
    pub(in crate::proof) fn way_back_differs(
        &self,
        changed: &[Difference],
        above: &[usize],
        merge: usize,
    ) -> Problem {
        let changed: Vec<&Difference> = changed.iter().collect();
        let first = changed.first().map_or_else(String::new, |one| told(one));
        let what = format!(
            "one branch of the merge {} cannot be taken back without the others: {first}",
            self.plan.revisions[merge].id
        );
        let problem = Problem::new(Code::MergeWayBack, what)
            .at(self.whole_down(merge))
            .note(self.reverted(above));
        let problem = differences(
            problem,
            &changed,
            "where only the others were applied",
            "after the downs",
        );
        self.without_way_back(problem, merge)
    }

    fn reverted(&self, above: &[usize]) -> String {
        let ids = ids(self.plan, above.iter().rev().copied());
        format!("reverted: {ids}")
    }

    /// What to do about it.
    fn without_way_back(&self, problem: Problem, merge: usize) -> Problem {
        let problem = problem.help(
            "a down.sql knows what its own branch replaced, not what another one did: base one branch on the other with \
             `cargo migrate rebase`, instead of merging",
        );
        let revision = &self.plan.revisions[merge];
        let irreversible =
            "delete the merge's down.sql and say why in its revision.toml: irreversible = \"…\"";
        match revision.seal {
            Seal::Draft => problem.help(format!(
                "or, where databases have applied both, let nobody go back past the merge: {irreversible}"
            )),
            Seal::Sealed => problem.help(format!(
                "or let nobody go back past the merge: {irreversible}; then seal it anew: `cargo migrate lock --amend {} --reason \"…\"`",
                revision.id
            )),
        }
    }
}
