//! The way along the plan: each revision is proved on a database that holds exactly what it is built on. The state is carried from
//! revision to revision, and from branch to branch.

use std::collections::BTreeSet;
use std::sync::mpsc::Sender;

use migrate_core::graph::Graph;
use migrate_core::source::{Problem, RevisionSource};

use super::ground::{Ground, Stopped};
use super::words::{Finding, Shown, Words};
use super::{RevisionProof, Verdict, merge, round_trip, route};
use crate::failure::Failure;
use crate::scratch::Scratch;

/// The way along a part of the plan.
pub(super) struct Walk<'w> {
    graph: &'w Graph<'w>,
    scratch: &'w Scratch,
    words: Words<'w>,
    /// What is proved, in this order. What lies below it is only applied.
    route: Vec<usize>,
    progress: Sender<usize>,
    /// Upon these nothing can be applied.
    failed: BTreeSet<usize>,
    found: Walked,
}

/// What a way has found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// What stands against the revisions, each with the position of the one that it is about.
    pub(super) problems: Vec<(usize, Problem)>,
    /// What is known of each, with its position.
    pub(super) proofs: Vec<(usize, RevisionProof)>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        graph: &'w Graph<'w>,
        sources: &'w [RevisionSource],
        route: Vec<usize>,
        scratch: &'w Scratch,
        progress: Sender<usize>,
    ) -> Self {
        Self {
            graph,
            scratch,
            words: Words::new(graph.plan(), sources, scratch),
            route,
            progress,
            failed: BTreeSet::new(),
            found: Walked::default(),
        }
    }

    /// Goes.
    ///
    /// # Errors
    ///
    /// The database is lost, or somebody told the process to stop.
    pub(super) fn run(self) -> Result<Walked, Failure> {
        let ground = Ground::open(self.scratch, self.graph)?;
        self.run_upon(ground)
    }

    /// Goes on from a database that was begun already.
    ///
    /// # Errors
    ///
    /// As [`Walk::run`].
    pub(super) fn run_upon(mut self, mut ground: Ground<'w>) -> Result<Walked, Failure> {
        self.words.server(ground.stage().version());
        for position in std::mem::take(&mut self.route) {
            self.prove(&mut ground, position)?;
            // Nobody hears it when the other half has failed.
            let _unheard = self.progress.send(position);
        }
        ground.close()?;
        Ok(self.found)
    }

    fn prove(&mut self, ground: &mut Ground<'w>, position: usize) -> Result<(), Failure> {
        let below = route::below(self.graph, position);
        if below.iter().any(|one| self.failed.contains(one)) {
            self.is_not_reached(position);
            return Ok(());
        }
        if let Err(stopped) = ground.hold(&below)? {
            self.stops(&stopped, &below, position);
            self.is_not_reached(position);
            return Ok(());
        }
        let revision = self.graph.revision(position);
        let is_worn = ground.is_worn();
        let mut found = round_trip::prove(ground, &self.words, revision, position)?;
        if !found.problems.is_empty() && is_worn {
            // Rows may be gone that the revision relies upon.
            ground.abandon();
            if let Err(stopped) = ground.hold(&below)? {
                self.stops(&stopped, &below, position);
                self.is_not_reached(position);
                return Ok(());
            }
            found = round_trip::prove(ground, &self.words, revision, position)?;
        }
        if let Verdict::UpFails(_) = found.proof.down {
            self.failed.insert(position);
        } else if revision.parents.len() > 1 {
            let problems = merge::prove(ground, &self.words, self.graph, position, &found.proof)?;
            found.problems.extend(problems);
        }
        let problems = found.problems.into_iter();
        self.found
            .problems
            .extend(problems.map(|problem| (position, problem)));
        self.found.proofs.push((position, found.proof));
        Ok(())
    }

    /// Something on the way to a revision cannot be applied: by itself, or only because of another branch that a merge joins it with.
    fn stops(&mut self, stopped: &Stopped, order: &[usize], before: usize) {
        let failed = stopped.position;
        let held: Vec<usize> = order
            .iter()
            .copied()
            .take_while(|one| *one != failed)
            .collect();
        let own = route::below(self.graph, failed);
        if held == own {
            let problem = self
                .words
                .problem(&Finding::UpFails(&stopped.raised), failed);
            self.found.problems.push((failed, problem));
            self.failed.insert(failed);
            return;
        }
        let others: Vec<usize> = held.into_iter().filter(|one| !own.contains(one)).collect();
        let joins = |merge: &usize| {
            let below = self.graph.ancestors([*merge]);
            below.contains(failed) && others.iter().any(|other| below.contains(*other))
        };
        let above = order.iter().copied().chain([before]);
        let merge = above
            .filter(|position| *position > failed)
            .find(joins)
            .unwrap_or(before);
        let shown = Shown::of(self.graph, merge, &route::below(self.graph, merge));
        let problem = self.words.order_fails(stopped, &shown, merge);
        self.found.problems.push((merge, problem));
        self.failed.insert(merge);
    }

    fn is_not_reached(&mut self, position: usize) {
        let id = self.graph.revision(position).id;
        let proof = RevisionProof::without(id, Verdict::NotReached);
        self.found.proofs.push((position, proof));
    }
}

impl Walked {
    /// What several ways have found, each of another part of the plan. They meet the same revision that cannot be applied.
    pub(super) fn join(ways: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self::default();
        for way in ways {
            for problem in way.problems {
                if !joined.problems.contains(&problem) {
                    joined.problems.push(problem);
                }
            }
            joined.proofs.extend(way.proofs);
        }
        joined
    }

    /// In the order of the plan.
    pub(super) fn sorted(mut self) -> super::Proved {
        self.problems.sort_by_key(|(position, _)| *position);
        self.proofs.sort_by_key(|(position, _)| *position);
        super::Proved {
            problems: self.problems.into_iter().map(|(_, one)| one).collect(),
            revisions: self.proofs.into_iter().map(|(_, one)| one).collect(),
        }
    }
}
