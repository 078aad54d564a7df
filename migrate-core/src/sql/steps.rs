//! The messages around the statements of a non-transactional revision.

use super::literal::{block, comment, literal};
use super::lock::held;
use super::look::check_built;
use super::record::{RowState, elapsed, insert_head, insert_log, push_values};
use super::revision::{Expected, Taking, begin, guard};
use super::session::{note_session, restore_session};
use super::{LEDGER_CHANGED, LOCK_NOT_HELD};
use crate::plan::{Down, Outside, Plan, Revision, Script, Statement, Timeout};
use crate::run::{Direction, Options};

/// One statement of a non-transactional script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// The revision.
    pub revision: &'a Revision,
    /// Up or down.
    pub direction: Direction,
    /// Which statement it is, from 1.
    pub number: usize,
    /// The number of statements.
    pub of: usize,
}

impl Step<'_> {
    pub(super) fn state(&self) -> &'static str {
        match self.direction {
            Direction::Up => "running",
            Direction::Down => "reverting",
        }
    }
}

/// Records that a statement is about to be sent, then prepares the session for it.
///
/// The record also says that the statements before it are done: one message for both. It is refused when the session
/// does not hold the lock, because outside a transaction nothing else keeps a rival from running the same statement, and
/// when the index that the statement before should have built is not there or not valid.
///
/// `script` is the one that is run: the first statement of a down records it, because the plan's may be another one than
/// what came with the up.
#[must_use]
pub fn begin_step(
    plan: &Plan,
    step: Step<'_>,
    script: &Script,
    expected: &Expected,
    options: &Options,
) -> String {
    let statements = script.statements();
    let revision = step.revision;
    let mut text = format!(
        "-- {} {} {}: statement {} of {}\n",
        step.direction,
        revision.id,
        comment(&revision.message),
        step.number,
        step.of
    );
    text.push_str(&begin(options.lock_timeout, Timeout::NONE));
    let mark = format!("{}#{}", revision.id, step.number);
    let taking = match step.number {
        1 => Taking::AtOnce,
        _ => Taking::Patiently,
    };
    text.push_str(&guard(plan, &mark, expected, taking));
    text.push_str(&lock_held(plan));
    let before = step.number.checked_sub(2).and_then(|at| statements.get(at));
    text.extend(before.and_then(|statement| check_built(&statement.kind)));
    match (step.number, step.direction) {
        (1, Direction::Up) => {
            text.push_str(&insert_head(plan));
            text.push(' ');
            let state = RowState::Running { of: step.of };
            push_values(&mut text, plan, revision, state, &options.tool);
            text.push_str(";\n");
        }
        (1, Direction::Down) => text.push_str(&update(
            plan,
            step,
            &format!(
                "state = 'reverting', step = 1, steps = {}{}",
                step.of,
                down_as_run(revision, script)
            ),
            "state = 'applied'",
        )),
        (number, _) => text.push_str(&update(
            plan,
            step,
            &format!("step = {number}, resolution = NULL"),
            &format!("state = '{}' AND step = {}", step.state(), number - 1),
        )),
    }
    text.push_str("COMMIT;\n");
    text.push_str(&settings(revision, &statements[step.number - 1], options));
    text
}

/// The record of the down script that is about to be run, where it is the plan's: it may have been amended since the up.
fn down_as_run(revision: &Revision, script: &Script) -> String {
    match &revision.down {
        Down::Script(own) if own.text == script.text => format!(
            ", down_digest = '{}', down_sql = {}",
            revision.digests.down,
            literal(&own.text)
        ),
        _ => String::new(),
    }
}

/// Fails unless the session holds the lock.
pub(super) fn lock_held(plan: &Plan) -> String {
    block(&format!(
        "BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = pg_catalog.pg_backend_pid() AND {held}) THEN
    RAISE EXCEPTION USING ERRCODE = '{LOCK_NOT_HELD}', MESSAGE = 'this session does not hold the lock of the run',
      HINT = 'A pooler may stand in between; statements outside a transaction need a direct connection.';
  END IF;
END",
        held = held(&plan.ledger),
    ))
}

/// The session's settings for a statement that no transaction carries.
pub(super) fn settings(revision: &Revision, statement: &Statement, options: &Options) -> String {
    // A concurrent build waits for every transaction that is older than itself, which is no lock queue that others
    // would stand in: it may take its time unless its revision says otherwise.
    let lock_timeout = match (revision.lock_timeout, &statement.kind) {
        (Some(own), _) => own,
        (
            None,
            Outside::CreateIndexConcurrently { .. }
            | Outside::DropIndexConcurrently { .. }
            | Outside::ReindexConcurrently(_)
            | Outside::DetachPartitionConcurrently { .. },
        ) => Timeout::NONE,
        (None, Outside::Refused | Outside::Plain) => options.lock_timeout,
    };
    let statement_timeout = revision
        .statement_timeout
        .unwrap_or(options.statement_timeout);
    let note = note_session();
    format!(
        "{note}SET lock_timeout = '{lock_timeout}';
SET statement_timeout = '{statement_timeout}';
SET search_path = public;
SET default_transaction_read_only = off;
"
    )
}

/// Records that the last statement is done: the revision is applied, or its record is removed.
#[must_use]
pub fn finish_steps(
    plan: &Plan,
    step: Step<'_>,
    script: &Script,
    expected: &Expected,
    options: &Options,
) -> String {
    let revision = step.revision;
    // The record is written as the role that the run began with.
    let mut text = restore_session();
    text.push_str(&begin(options.lock_timeout, Timeout::NONE));
    let mark = revision.id.to_string();
    text.push_str(&guard(plan, &mark, expected, Taking::Patiently));
    let last = script.statements().last();
    text.extend(last.and_then(|statement| check_built(&statement.kind)));
    match step.direction {
        Direction::Up => text.push_str(&update(
            plan,
            step,
            &format!(
                "state = 'applied', step = NULL, steps = NULL, resolution = NULL, duration = {},
    applied_at = pg_catalog.clock_timestamp()",
                elapsed("applied_at")
            ),
            &format!("state = 'running' AND step = {}", step.of),
        )),
        Direction::Down => text.push_str(&only_if(
            plan,
            step,
            &format!("DELETE FROM {}", plan.ledger),
            &format!("state = 'reverting' AND step = {}", step.of),
        )),
    }
    let plural = if step.of == 1 { "" } else { "s" };
    let detail = format!("{} statement{plural} outside a transaction", step.of);
    text.push_str(&insert_log(
        plan,
        revision.id,
        match step.direction {
            Direction::Up => "up",
            Direction::Down => "down",
        },
        &options.tool,
        Some(&detail),
    ));
    text.push_str("COMMIT;\n");
    text
}

/// Changes the row of the revision, where it is as it was left.
pub(super) fn update(plan: &Plan, step: Step<'_>, set: &str, condition: &str) -> String {
    let statement = format!("UPDATE {} SET {set}", plan.ledger);
    only_if(plan, step, &statement, condition)
}

/// Carries a statement out on the revision's row, which must fulfil the condition.
pub(super) fn only_if(plan: &Plan, step: Step<'_>, statement: &str, condition: &str) -> String {
    block(&format!(
        "BEGIN
  {statement}
  WHERE plan = {plan} AND id = '{id}' AND {condition};
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = '{LEDGER_CHANGED}',
      MESSAGE = 'the ledger''s row of {id} is not as this run left it';
  END IF;
END",
        plan = literal(&plan.name),
        id = step.revision.id,
    ))
}
