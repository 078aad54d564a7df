//! The messages that take an interrupted revision up again, or record what a person says about it.

use super::literal::{comment, literal, optional};
use super::record::insert_log;
use super::revision::{Expected, Taking, begin_after, guard};
use super::steps::{Step, lock_held, only_if, settings, update};
use crate::ledger::Resolution;
use crate::plan::{Down, Plan, Revision, Script, Timeout};
use crate::run::{Direction, Options};

/// Records that an interrupted revision is taken up again at this statement, and how, after it has prepared the session for
/// it.
#[must_use]
pub fn resume_step(
    plan: &Plan,
    step: Step<'_>,
    script: &Script,
    course: &str,
    expected: &Expected,
    options: &Options,
) -> String {
    let revision = step.revision;
    let settings = match script.statements().get(step.number - 1) {
        Some(statement) => settings(revision, statement, options),
        None => String::new(),
    };
    let mut text = opening("resume", plan, step, &settings, expected, options);
    text.push_str(&lock_held(plan));
    // The time between the interruption and now is nobody's work.
    let since = match step.direction {
        Direction::Up => ", applied_at = pg_catalog.clock_timestamp()",
        Direction::Down => "",
    };
    text.push_str(&update(
        plan,
        step,
        &format!("resolution = NULL{since}"),
        &is_at(step),
    ));
    let detail = format!("statement {} of {}: {course}", step.number, step.of);
    text.push_str(&insert_log(
        plan,
        revision.id,
        "resume",
        &options.tool,
        Some(&detail),
    ));
    text.push_str("COMMIT;\n");
    text
}

/// Records what a person says about the statement at which a revision was interrupted, and why. With `adopted`, the plan's
/// scripts become what is recorded: they were edited since.
#[must_use]
pub fn resolve(
    plan: &Plan,
    step: Step<'_>,
    resolution: Resolution,
    adopted: Option<&Script>,
    reason: &str,
    expected: &Expected,
    options: &Options,
) -> String {
    let mut text = opening("resolve", plan, step, "", expected, options);
    let word = resolution.word();
    let mut set = format!("resolution = '{word}'");
    if let Some(script) = adopted {
        set.push_str(&as_in_the_plan(step.revision, script));
    }
    text.push_str(&update(plan, step, &set, &is_at(step)));
    let edited = if adopted.is_some() {
        ", with the script as it was edited since"
    } else {
        ""
    };
    let detail = format!(
        "statement {} of {} is {}{edited}: {reason}",
        step.number,
        step.of,
        match resolution {
            Resolution::Done => "done",
            Resolution::Retry => "to be sent again",
        }
    );
    text.push_str(&insert_log(
        plan,
        step.revision.id,
        "resolve",
        &options.tool,
        Some(&detail),
    ));
    text.push_str("COMMIT;\n");
    text
}

/// Records that everything that an interrupted script did was undone, and why: the ledger is as before the script.
#[must_use]
pub fn abandon(
    plan: &Plan,
    step: Step<'_>,
    reason: &str,
    expected: &Expected,
    options: &Options,
) -> String {
    let mut text = opening("resolve", plan, step, "", expected, options);
    text.push_str(&match step.direction {
        Direction::Up => only_if(
            plan,
            step,
            &format!("DELETE FROM {}", plan.ledger),
            &is_at(step),
        ),
        Direction::Down => update(
            plan,
            step,
            "state = 'applied', step = NULL, steps = NULL, resolution = NULL",
            &is_at(step),
        ),
    });
    let detail = format!(
        "the {} script was undone, after it was interrupted at statement {} of {}: {reason}",
        step.direction, step.number, step.of
    );
    text.push_str(&insert_log(
        plan,
        step.revision.id,
        "resolve",
        &options.tool,
        Some(&detail),
    ));
    text.push_str("COMMIT;\n");
    text
}

fn opening(
    verb: &str,
    plan: &Plan,
    step: Step<'_>,
    settings: &str,
    expected: &Expected,
    options: &Options,
) -> String {
    let revision = step.revision;
    let mut text = format!(
        "-- {verb} {} {} {}: statement {} of {}\n",
        step.direction,
        revision.id,
        comment(&revision.message),
        step.number,
        step.of
    );
    text.push_str(&begin_after(settings, options.lock_timeout, Timeout::NONE));
    let mark = format!("{}#{} {verb}", revision.id, step.number);
    text.push_str(&guard(plan, &mark, expected, Taking::AtOnce));
    text
}

/// The row is as the interruption left it.
fn is_at(step: Step<'_>) -> String {
    format!("state = '{}' AND step = {}", step.state(), step.number)
}

fn as_in_the_plan(revision: &Revision, script: &Script) -> String {
    let (down_sql, irreversible) = match &revision.down {
        Down::Script(script) => (Some(script.text.as_ref()), None),
        Down::Irreversible { reason } => (None, Some(reason.as_ref())),
    };
    let timeout = |timeout: Option<Timeout>| optional(timeout.map(|t| t.to_string()).as_deref());
    format!(
        ", steps = {steps}, up_digest = '{up}', down_digest = '{down}', chain_digest = '{chain}', message = {message},
    folder = {folder}, compatible = {compatible}, created = {created}, irreversible = {irreversible},
    lock_timeout = {lock_timeout}, statement_timeout = {statement_timeout},
    up_sql = {up_sql},
    down_sql = {down_sql}",
        steps = script.statements().len(),
        up = revision.digests.up,
        down = revision.digests.down,
        chain = revision.digests.chain,
        message = literal(&revision.message),
        folder = literal(&revision.folder),
        compatible = optional(revision.compatible.map(|id| id.to_string()).as_deref()),
        created = literal(&revision.created),
        irreversible = optional(irreversible),
        lock_timeout = timeout(revision.lock_timeout),
        statement_timeout = timeout(revision.statement_timeout),
        up_sql = literal(&script.text),
        down_sql = optional(down_sql),
    )
}
