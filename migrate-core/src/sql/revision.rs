//! The message of one transactional revision.

use std::ops::Range;

use super::functions;
use super::literal::{block, comment, literal};
use super::lock::Lock;
use super::record::{delete_row, insert_log, push_row};
use super::session::RESET;
use super::watch::Watch;
use super::{LEDGER_BUSY, LEDGER_CHANGED};
use crate::plan::{Digest, Plan, Revision, RevisionId, Timeout};
use crate::run::{Direction, Options};

/// A message, and where the revision's script is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The whole text.
    pub text: String,
    /// The script's bytes in it.
    pub script: Range<usize>,
}

/// What the ledger must say of a plan for a message to be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// The number of rows.
    pub count: usize,
    /// How many of them may be unfinished.
    pub unfinished: usize,
    /// The rows that no other row is based on, with their chain digests, which commit to all the others.
    pub heads: Vec<(RevisionId, Digest)>,
    /// The event that this run itself logged last, if it did: then nothing else may stand after it.
    pub last: Option<(RevisionId, Direction)>,
}

impl Expected {
    /// The condition that the ledger is as expected.
    ///
    /// All rows of the plan are counted once in a run, and the heads compared. After that the run's own last event tells
    /// whether anybody came between, because every run logs what it changes in the same transaction; and that is one look into
    /// an index, where counting would make a run of many revisions quadratic.
    fn condition(&self, plan: &Plan) -> String {
        let ledger = &plan.ledger;
        let name = literal(&plan.name);
        if let Some((id, direction)) = self.last {
            return last_event_is(plan, &format!("'{id}', '{direction}'"));
        }
        let mut conditions = vec![format!(
            "(SELECT count(*) = {} AND count(*) FILTER (WHERE state <> 'applied') = {} FROM {ledger} WHERE plan = {name})",
            self.count, self.unfinished
        )];
        conditions.extend(self.heads.iter().map(|(id, chain)| {
            format!("EXISTS (SELECT FROM {ledger} WHERE plan = {name} AND id = '{id}' AND chain_digest = '{chain}')")
        }));
        conditions.join("\n    AND ")
    }

    pub(super) fn words(&self) -> String {
        let heads: Vec<String> = self.heads.iter().map(|(id, _)| id.to_string()).collect();
        match &heads[..] {
            [] => "no revision should be in it".to_owned(),
            heads => format!(
                "{} revision{} with {} at the head should be in it",
                self.count,
                if self.count == 1 { "" } else { "s" },
                heads.join(" and ")
            ),
        }
    }
}

/// The condition that this revision and direction are the last event of the plan.
pub(super) fn last_event_is(plan: &Plan, event: &str) -> String {
    format!(
        "SELECT (id, event) = ({event}) FROM {} WHERE plan = {} ORDER BY seq DESC LIMIT 1",
        plan.ledger.log(),
        literal(&plan.name)
    )
}

/// When a commit has to be on the disk.
///
/// PostgreSQL writes commits in order: a crash takes away whole transactions, the last ones first, so a revision and its record
/// stay together, and what was lost is pending again. Only the end of a run promises anything, and it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Before its message is answered, as the session is set up.
    AtOnce,
    /// With a later commit of the same run.
    WithALaterCommit,
}

impl Durability {
    /// What is set in the transaction.
    const fn setting(self) -> &'static str {
        match self {
            Self::AtOnce => "",
            Self::WithALaterCommit => "SET LOCAL synchronous_commit = off;\n",
        }
    }
}

/// How the messages of a run are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// When the commit has to be on the disk.
    pub durability: Durability,
    /// Whether the run holds the lock. Without it the session is not reset, because it is not the run's: a pooler gives it to
    /// other clients too, and keeps some of its settings for each of them.
    pub lock: Lock,
    /// How guard and check are sent.
    pub guarding: Guarding,
}

/// How guard and check are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarding {
    /// As blocks, which the server compiles and plans for each message.
    Blocks,
    /// As calls of functions that [`create_functions`](super::create_functions) made in this session.
    Functions,
}

/// How a guard takes the ledger's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taking {
    /// At once or not at all: behind a pooler every client that waits here takes a session away from the others, and it would
    /// wait for no longer than its `lock_timeout`, which is meant for the tables of the script.
    AtOnce,
    /// A rival has seen that a statement of ours is under way, and lets go in a moment.
    Patiently,
}

/// `LOCK TABLE` and the guard: nothing after it is carried out unless the ledger is exactly as expected. The guard also
/// leaves a mark that lives as long as the transaction.
pub(super) fn guard(plan: &Plan, mark: &str, expected: &Expected, taking: Taking) -> String {
    guard_noting(
        plan,
        &format!("'{mark} ' || CURRENT_USER"),
        expected,
        taking,
    )
}

/// The guard; its mark is the value of this expression.
fn guard_noting(plan: &Plan, noted: &str, expected: &Expected, taking: Taking) -> String {
    let changed = literal(&expected.words());
    block(&format!(
        "DECLARE
  noted pg_catalog.text;
BEGIN
{}END",
        guard_body(plan, noted, &expected.condition(plan), &changed, taking)
    ))
}

/// The statements of a guard, of these expressions: what it notes, the condition, and what should be in the ledger.
pub(super) fn guard_body(
    plan: &Plan,
    noted: &str,
    condition: &str,
    words: &str,
    taking: Taking,
) -> String {
    let changed = format!(
        "the ledger {} changed: of the plan {}, ",
        plan.ledger, plan.name
    );
    format!(
        "  {lock}
  IF ({condition}) IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '{LEDGER_CHANGED}', MESSAGE = {changed} || {words},
      HINT = 'Nothing of this revision was kept. `cargo migrate status` shows what is applied.';
  END IF;
  noted := pg_catalog.set_config('migrate.guard', {noted}, true);
",
        lock = lock_table(plan, taking),
        changed = literal(&changed),
    )
}

fn lock_table(plan: &Plan, taking: Taking) -> String {
    let lock = format!("LOCK TABLE {} IN EXCLUSIVE MODE", plan.ledger);
    match taking {
        Taking::Patiently => format!("{lock};"),
        Taking::AtOnce => format!(
            "BEGIN
    {lock} NOWAIT;
  EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION USING ERRCODE = '{LEDGER_BUSY}', MESSAGE = {message},
      HINT = 'Nothing of this revision was done. Try again when the other run has ended.';
  END;",
            message = literal(&format!(
                "another run is about to change the ledger {}",
                plan.ledger
            )),
        ),
    }
}

/// The beginning of every transaction that a run opens: explicit where a role or database could have other defaults.
pub(super) fn begin(lock_timeout: Timeout, statement_timeout: Timeout) -> String {
    begin_after("", lock_timeout, statement_timeout)
}

/// The same, with what is to be done in the transaction before its own settings hide those of the session.
pub(super) fn begin_after(
    first: &str,
    lock_timeout: Timeout,
    statement_timeout: Timeout,
) -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
{first}SET LOCAL lock_timeout = '{lock_timeout}';
SET LOCAL statement_timeout = '{statement_timeout}';
SET LOCAL search_path = public;
"
    )
}

/// Applies a transactional revision and records it.
#[must_use]
pub fn up_message(
    plan: &Plan,
    revision: &Revision,
    expected: &Expected,
    options: &Options,
    manner: Manner,
) -> Message {
    let script = (Direction::Up, &*revision.up.text);
    message(plan, revision, script, expected, options, manner)
}

/// Reverts a transactional revision with this script and removes its record.
#[must_use]
pub fn down_message(
    plan: &Plan,
    revision: &Revision,
    script: &str,
    expected: &Expected,
    options: &Options,
    manner: Manner,
) -> Message {
    let script = (Direction::Down, script);
    message(plan, revision, script, expected, options, manner)
}

/// The bytes that a message usually has beside its script and the record of it.
const ROOM: usize = 4_096;

fn message(
    plan: &Plan,
    revision: &Revision,
    (direction, script): (Direction, &str),
    expected: &Expected,
    options: &Options,
    manner: Manner,
) -> Message {
    let mark = revision.id.to_string();
    // Room for the script and for its record: a long text is not moved while it grows.
    let record_length = match direction {
        Direction::Up => script.len() + script.len() / 8,
        Direction::Down => 0,
    };
    let mut text = String::with_capacity(script.len() + record_length + ROOM);
    text.push_str(&format!(
        "-- {direction} {} {}\n",
        revision.id,
        comment(&revision.message)
    ));
    let timeouts = (
        revision.lock_timeout.unwrap_or(options.lock_timeout),
        revision
            .statement_timeout
            .unwrap_or(options.statement_timeout),
    );
    let watch = Watch::of(&plan.ledger, &mark, script);
    // What the whole ledger has to be like, which the first message of a run asks, is no function.
    let last = match manner.guarding {
        Guarding::Blocks => None,
        Guarding::Functions => expected.last,
    };
    match last {
        Some(last) => text.push_str(&functions::begin(&watch, last, &expected.words(), timeouts)),
        None => {
            text.push_str(&begin(timeouts.0, timeouts.1));
            text.push_str(&guard_noting(
                plan,
                &watch.noted(),
                expected,
                Taking::AtOnce,
            ));
            text.push_str(&watch.begun());
        }
    }
    let start = text.len();
    text.push_str(script);
    let script = start..text.len();
    // The script may end in a comment, or without its last semicolon.
    text.push_str("\n;\n");
    if let (Some(_), Direction::Up) = (last, direction) {
        functions::push_applied(&mut text, &watch, revision, manner.durability);
        text.push_str("COMMIT;\n");
        return Message { text, script };
    }
    text.push_str(&match last {
        Some(_) => functions::check(&watch),
        None => watch.check(),
    });
    match direction {
        Direction::Up => push_row(&mut text, plan, revision, &options.tool),
        Direction::Down => text.push_str(&delete_row(plan, revision.id)),
    }
    let event = direction.to_string();
    text.push_str(&insert_log(plan, revision.id, &event, &options.tool, None));
    if manner.lock == Lock::Held {
        text.push_str(RESET);
    }
    text.push_str(manner.durability.setting());
    text.push_str("COMMIT;\n");
    Message { text, script }
}
