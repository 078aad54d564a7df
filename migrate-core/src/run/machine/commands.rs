//! What a run is told to do, and how it begins.

use std::collections::VecDeque;
use std::time::Duration;

use super::functions::Functions;
use super::phase::Phase;
use super::pooler::Way;
use super::{Run, Split, Verb, lock, retry};
use crate::graph::PositionSet;
use crate::ledger::Row;
use crate::plan::{Plan, RevisionId, Text};
use crate::run::{Claim, Direction, Error, Evidence, Greeting, Options};
use crate::sql::{Durability, Expected};
use crate::target::Target;

impl<'p> Run<'p> {
    /// Applies what is pending up to the target.
    #[must_use]
    pub fn up(plan: &'p Plan, target: Target, options: Options) -> Self {
        Self::new(plan, Verb::Up(target), options)
    }

    /// Reverts what is built on the target, the last first.
    #[must_use]
    pub fn down(plan: &'p Plan, target: Target, options: Options) -> Self {
        Self::new(plan, Verb::Down(target), options)
    }

    /// Records that the database is at the target, without running anything, for the reason given.
    ///
    /// The target and what it is built on are recorded; what is built on the target is not applied any more. Branches beside
    /// it stay as they are. While a revision is interrupted it is refused, as the other commands are.
    #[must_use]
    pub fn stamp(plan: &'p Plan, target: Target, reason: Text, options: Options) -> Self {
        let evidence = Evidence::Claimed { reason };
        Self::new(plan, Verb::Stamp(target, evidence), options)
    }

    /// The same when the caller has compared the schema with what the revisions make: the log says that it is verified.
    ///
    /// `seen` is what the ledger said before the comparison. When it says something else under the lock, the run ends with
    /// [`Outcome::Overtaken`](crate::run::Outcome::Overtaken): another run may have changed the schema.
    #[must_use]
    pub fn stamp_verified(
        plan: &'p Plan,
        target: Target,
        seen: Vec<Row>,
        reason: Option<Text>,
        options: Options,
    ) -> Self {
        let evidence = Evidence::Compared { seen, reason };
        Self::new(plan, Verb::Stamp(target, evidence), options)
    }

    /// Takes the interrupted revision up again at the statement that was sent last. What is pending besides stays so.
    #[must_use]
    pub fn resume(plan: &'p Plan, options: Options) -> Self {
        Self::new(plan, Verb::Resume, options)
    }

    /// Records what a person says about the interrupted revision, for the reason given; nothing is run.
    #[must_use]
    pub fn resolve(
        plan: &'p Plan,
        revision: Target,
        claim: Claim,
        reason: Text,
        options: Options,
    ) -> Self {
        Self::new(plan, Verb::Resolve(revision, claim, reason), options)
    }

    /// Reverts and applies again: the drafts that were edited after they were applied, with what is built on them; or the
    /// last revision, if it is a draft. With ids, in plan order, these must be the ones.
    #[must_use]
    pub fn redo(plan: &'p Plan, only: Vec<RevisionId>, options: Options) -> Self {
        Self::new(plan, Verb::Redo(only), options)
    }

    /// Lets the run split scripts that only the ledger has: the runtime itself never parses SQL. Without it, what was
    /// recorded of an edited revision outside a transaction cannot be run.
    #[must_use]
    pub fn splitting_with(mut self, split: Split) -> Self {
        self.split = Some(split);
        self
    }

    /// Asks for the state: SELECT only, no lock.
    #[must_use]
    pub fn state(plan: &'p Plan) -> Self {
        Self::new(plan, Verb::State, Options::default())
    }

    /// Asks for the state and the ledger's rows: SELECT only, no lock.
    #[must_use]
    pub fn ledger(plan: &'p Plan) -> Self {
        Self::new(plan, Verb::Ledger, Options::default())
    }

    fn new(plan: &'p Plan, verb: Verb, options: Options) -> Self {
        let mut run = Self::idle(plan, verb, options);
        if let Err(error) = run.look_up_early() {
            run.end(Err(Error::Target(error)));
            return run;
        }
        match run.verb {
            Verb::Up(_) | Verb::State => run.ask(),
            Verb::Ledger => run.read(),
            Verb::Down(_) | Verb::Stamp(..) | Verb::Resume | Verb::Resolve(..) | Verb::Redo(_) => {
                run.lock_or_read()
            }
        }
        run
    }

    fn idle(plan: &'p Plan, verb: Verb, options: Options) -> Self {
        Self {
            lock: lock::Patience::new(options.seed),
            plan,
            verb,
            options,
            graph: None,
            phase: Phase::Over,
            next: None,
            events: VecDeque::new(),
            now: Duration::ZERO,
            saved: None,
            greeting: Greeting::Unknown,
            way: Way::Straight,
            session: None,
            rows: Vec::new(),
            missing: None,
            creations: 0,
            place: None,
            queue: VecDeque::new(),
            applied: PositionSet::none(0),
            edited: PositionSet::none(0),
            expected: Expected::default(),
            functions: Functions::None,
            committed: Durability::AtOnce,
            recorded: Vec::new(),
            heading: Direction::Up,
            again: VecDeque::new(),
            reverted: Vec::new(),
            split: None,
            finished: Vec::new(),
            overtaken: 0,
            attempts: retry::Attempts::default(),
            fingerprints: None,
            interrupted: false,
            stamp: None,
            ending: None,
        }
    }
}
