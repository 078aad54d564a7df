//! The machine: which answer is awaited, and what follows from it.
//!
//! One file for each conversation: the [`commands`], [`reading`] the ledger, the [`lock`], deciding ([`decide`]) and [`reverting`], whether a [`pooler`] stands
//! between, the [`functions`] of a long run, a revision in one message ([`transactional`]) or statement by statement ([`stepwise`]), taking an interrupted one
//! up again ([`resume`], [`course`], [`resolve`]), doing drafts again ([`redo`]), what an error left behind ([`undo`], and how a script [`ends`] its
//! transaction), another attempt ([`retry`]), [`rivals`] that change the ledger at the same moment, the [`fingerprint`] of the schema before and its [`recording`] after, and the [`ending`] on every path, or [`leaving`] before it.

mod commands;
mod course;
mod decide;
mod ending;
mod ends;
mod fingerprint;
mod functions;
mod leaving;
mod lock;
mod phase;
mod pooler;
mod privileges;
mod reading;
mod recording;
mod redo;
mod resolve;
mod resume;
mod retry;
mod reverting;
mod rivals;
mod stepwise;
mod transactional;
mod undo;

use std::collections::VecDeque;
use std::time::Duration;

use self::fingerprint::Fingerprints;
use self::functions::Functions;
use self::phase::Phase;
use self::pooler::Way;
use super::{
    Action, Claim, Direction, Error, Event, Evidence, Finished, Greeting, Interruption, Options,
    Outcome, Reply,
};
use crate::graph::{Graph, PositionSet};
use crate::ledger::Row;
use crate::plan::{Plan, RevisionId, Script, Text};
use crate::sql::{CreateSchema, Durability, Expected, Saved};
use crate::target::{Place, Target};

/// A run over one plan and one database.
///
/// Commands: [`Run::up`], [`Run::down`], [`Run::stamp`], [`Run::resume`], [`Run::resolve`], [`Run::redo`], [`Run::state`],
/// [`Run::ledger`]. Going out: [`Run::poll`],
/// [`Run::poll_event`]. Coming in: [`Run::handle`].
///
/// # Example: the loop of a driver
///
/// ```
/// use std::time::Duration;
/// use migrate_core::run::{Action, Reply, Run};
///
/// fn drive(mut run: Run<'_>, mut send: impl FnMut(&str) -> Reply) {
///     loop {
///         let reply = match run.poll() {
///             Action::Query(sql) | Action::Execute(sql) => send(&sql),
///             Action::Beside(_) => Reply::Alone,
///             Action::Wait(_) => Reply::Waited,
///             Action::Done(_) => return,
///         };
///         run.handle(reply, Duration::ZERO);
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Run<'p> {
    plan: &'p Plan,
    verb: Verb,
    options: Options,
    /// Made when more than the common case has to be answered.
    graph: Option<Graph<'p>>,
    phase: Phase,
    next: Option<Action<'p>>,
    events: VecDeque<Event<'p>>,
    now: Duration,
    /// The lock is held, or known not to be taken, as long as this is there.
    saved: Option<Saved>,
    lock: lock::Patience,
    greeting: Greeting,
    way: Way,
    /// The session that answered when the lock was tried.
    session: Option<String>,
    rows: Vec<Row>,
    /// Whether the ledger has to be created, and its schema with it.
    missing: Option<CreateSchema>,
    creations: u32,
    /// Where the target leads, once it was looked up: `+1` must not move on when the ledger is read again.
    place: Option<Place>,
    /// What is left to be run, as positions in plan order, next first.
    queue: VecDeque<usize>,
    /// How many revisions the run has in all.
    applied: PositionSet,
    edited: PositionSet,
    expected: Expected,
    functions: Functions,
    /// Whether the last commit is on the disk.
    committed: Durability,
    /// The recorded down scripts of revisions that were edited since.
    recorded: Vec<(RevisionId, Script)>,
    /// Whether the queue goes up or down.
    heading: Direction,
    /// What a redo applies after it has reverted.
    again: VecDeque<usize>,
    /// What a redo has reverted.
    reverted: Vec<Finished<'p>>,
    split: Option<Split>,
    finished: Vec<Finished<'p>>,
    overtaken: u32,
    attempts: retry::Attempts,
    /// What watches the schema, where that is asked for.
    fingerprints: Option<Fingerprints<'p>>,
    /// Somebody wants the run to end.
    interrupted: bool,
    /// A stamp that is ready to be sent, and how the run ends then.
    stamp: Option<(String, Outcome<'p>)>,
    ending: Option<Result<Outcome<'p>, Error>>,
}

/// Splits a recorded script that runs outside a transaction into its statements; `None` when it cannot.
pub type Split = fn(String) -> Option<Script>;

/// What the run is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verb {
    Up(Target),
    Down(Target),
    Stamp(Target, Evidence),
    Resume,
    Resolve(Target, Claim, Text),
    Redo(Vec<RevisionId>),
    State,
    Ledger,
}

impl<'p> Run<'p> {
    /// Says, before the first [`poll`](Self::poll), what the driver told the server when it connected: by it the run finds out
    /// that a pooler stands between. A driver that does not say it is taken for a direct one.
    pub fn greeted(&mut self, greeting: Greeting) {
        self.greeting = greeting;
        if matches!((&self.phase, &self.next), (Phase::Locking, Some(_))) {
            self.try_lock();
        }
    }

    /// What the run is to do, in one word: the name of the command that began it.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self.verb {
            Verb::Up(_) => "up",
            Verb::Down(_) => "down",
            Verb::Stamp(..) => "stamp",
            Verb::Resume => "resume",
            Verb::Resolve(..) => "resolve",
            Verb::Redo(_) => "redo",
            Verb::State => "state",
            Verb::Ledger => "ledger",
        }
    }

    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// What to do next. Each action is handed out once; after it, [`Run::handle`] takes the answer.
    ///
    /// # Panics
    ///
    /// When it is called again without an answer, or after [`Action::Done`].
    pub fn poll(&mut self) -> Action<'p> {
        self.next
            .take()
            .expect("a driver polls once after each answer, and not after the end")
    }

    /// Takes the answer to the last action. `now` is monotonic, from any start.
    pub fn handle(&mut self, reply: Reply, now: Duration) {
        self.now = now;
        match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Asking => self.asked(reply),
            Phase::Locking => self.tried_lock(reply),
            Phase::Waiting => self.waited(),
            Phase::AskingBeside(comparing) => self.answered_beside(reply, comparing),
            Phase::AskingAgain(comparing) => self.answered_again(reply, comparing),
            Phase::StandingBack => self.stood_back(),
            Phase::AskingWho(free) => self.told_who(reply, free),
            Phase::Reading => self.have_read(reply),
            Phase::Probing(error) => self.probed(reply, error),
            Phase::FetchingDowns => self.fetched_downs(reply),
            Phase::ReadingRecorded(look) => self.have_recorded(reply, *look),
            Phase::AskingMayRecord(look) => self.told_may_record(reply, *look),
            Phase::Inspecting(then) => self.inspected(reply, *then),
            Phase::Accepting(state) => self.accepted(reply, *state),
            Phase::AskingLastEvent => self.told_last_event(reply),
            Phase::RecordingSchema(fingerprint) => self.schema_recorded(reply, fingerprint),
            Phase::Creating => self.created(reply),
            Phase::Preparing => self.prepared(reply),
            Phase::Revision {
                position,
                before,
                started,
                durability,
            } => self.revision_answered(reply, position, &before, started, durability),
            Phase::Undoing(broken, left) => self.undone(reply, broken, left),
            Phase::AskingBegun(broken) => self.begun_answered(reply, broken),
            Phase::FindingBlockers(attempt) => self.found_blockers(reply, *attempt),
            Phase::Pausing(attempt) => self.paused(*attempt),
            Phase::BeginningStep(at) => self.step_begun(reply, at),
            Phase::InStep(at) => self.step_answered(reply, at),
            Phase::SeekingLeftovers(at, error) => self.leftovers_found(reply, at, error),
            Phase::FetchingInterrupted(broken) => self.fetched_interrupted(reply, &broken),
            Phase::Looking(at, broken) => self.looked(reply, at, &broken),
            Phase::TakingUp(at, course) => self.taken_up(reply, at, course),
            Phase::Dropping(at, left) => self.dropped(reply, at, left),
            Phase::LeavingUnsent(at) => self.left_unsent(reply, at),
            Phase::FetchingUp(broken, claim, reason) => {
                self.fetched_up(reply, &broken, claim, &reason);
            }
            Phase::Resolving => self.resolved(reply),
            Phase::FinishingSteps(at) => self.steps_finished(reply, at),
            Phase::Stamping => self.stamped(reply),
            Phase::RollingBack(then) => self.rolled_back(reply, then),
            Phase::LoggingFailure => self.failure_logged(reply),
            Phase::Unlocking => self.unlocked(),
            Phase::Releasing(saved, attempt) => self.released(reply, saved, attempt),
            Phase::Over => {}
        }
    }

    /// Ends the run at the next place where that is safe: at once while it waits, before the next revision, or when the statement
    /// that is running was cancelled. It ends with [`Error::Interrupted`], or as it would have when nothing was left to be
    /// done. A driver that stops a statement on the server says so here first.
    pub fn interrupt(&mut self) {
        self.interrupted = true;
    }

    /// Whether the message that was handed out last may be cancelled on the server. What ends a run and what records a
    /// statement that is done may not.
    #[must_use]
    pub fn is_cancellable(&self) -> bool {
        self.phase.is_cancellable()
    }

    /// The end of a run that was told to stop before a revision was begun.
    fn interruption(&self) -> Error {
        Error::Interrupted(Box::new(Interruption::Between {
            done: self.finished.len(),
            next: None,
            direction: self.direction(),
        }))
    }

    /// What happened since the last call, oldest first.
    pub fn poll_event(&mut self) -> Option<Event<'p>> {
        self.events.pop_front()
    }

    fn query(&mut self, phase: Phase, sql: String) {
        self.phase = phase;
        self.next = Some(Action::Query(sql));
    }

    fn execute(&mut self, phase: Phase, sql: String) {
        self.phase = phase;
        self.next = Some(Action::Execute(sql));
    }

    fn event(&mut self, event: Event<'p>) {
        self.events.push_back(event);
    }

    /// The graph, made on first use.
    fn graph(&mut self) -> &Graph<'p> {
        let plan = self.plan;
        self.graph.get_or_insert_with(|| Graph::new(plan))
    }
}
