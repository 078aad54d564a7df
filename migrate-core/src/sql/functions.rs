//! Guard and check as functions of the session, for runs of many revisions.
//!
//! The server compiles a `DO` block, plans what it asks, and throws both away; a function it keeps. Functions in `pg_temp`
//! belong to the session, as the lock does: nobody else finds them, and they go with the connection if the run does not come
//! to drop them. They say the same as the blocks, word for word, so it makes no difference which of them refuses.

use super::literal::{create_function, literal};
use super::record::{FACTS, insert_head, push_facts, since_the_transaction_began};
use super::revision::{Durability, Taking, guard_body, last_event_is};
use super::watch::{BEGUN, Watch, check_body, rows_written};
use crate::ledger::LAYOUT;
use crate::plan::{Plan, Revision, RevisionId, Timeout};
use crate::run::Direction;

const NOTED: &str = "pg_temp.migrate_noted";
const BEGIN: &str = "pg_temp.migrate_begin";
const CHECK: &str = "pg_temp.migrate_check";
const APPLIED: &str = "pg_temp.migrate_applied";

/// What each of them is told: see [`Watch::arguments`].
const WATCHED: &str = "mark pg_catalog.text, names pg_catalog.text[], written pg_catalog.bool";

/// What the beginning is told besides.
const EXPECTED: &str = ", last_id pg_catalog.text, last_event pg_catalog.text, words pg_catalog.text, \
                        lock_timeout pg_catalog.text, statement_timeout pg_catalog.text";

/// What the record is told besides: the facts of the ledger's row, of which the second are the parents, and the commit's
/// durability.
fn recorded() -> String {
    let kinds = (1..=FACTS).map(|n| match n {
        2 => ", pg_catalog.text[]",
        _ => ", pg_catalog.text",
    });
    format!("{}, commit pg_catalog.text", kinds.collect::<String>())
}

/// The functions with the types of their arguments; none before those that it calls.
fn signatures() -> [(&'static str, String); 4] {
    [
        (NOTED, WATCHED.to_owned()),
        (BEGIN, format!("{WATCHED}{EXPECTED}")),
        (CHECK, WATCHED.to_owned()),
        (APPLIED, format!("{WATCHED}{}", recorded())),
    ]
}

/// Makes the functions. It needs the privilege TEMPORARY on the database, which every role has unless it was revoked.
#[must_use]
pub fn create_functions(plan: &Plan, tool: &str) -> String {
    let mut text = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n".to_owned();
    for (name, arguments) in signatures() {
        let (returns, body) = match name {
            NOTED => ("text", noted(plan)),
            BEGIN => ("void", beginning(plan)),
            CHECK => (
                "void",
                check_body(
                    &plan.ledger,
                    &format!("{NOTED}(mark, names, written)"),
                    "mark",
                    "names",
                ),
            ),
            _ => ("void", applied(plan, tool)),
        };
        text.push_str(&create_function(
            &format!("{name}({arguments}) RETURNS pg_catalog.{returns}"),
            &body,
        ));
        // A script that leaves another role behind is to be told of that.
        text.push_str(&format!(
            "GRANT EXECUTE ON FUNCTION {name}({arguments}) TO PUBLIC;\n"
        ));
    }
    text + "COMMIT;\n"
}

/// Drops the functions, if they are there.
#[must_use]
pub fn drop_functions() -> String {
    let each = signatures().map(|(name, arguments)| format!("{name}({arguments})"));
    format!("DROP FUNCTION IF EXISTS {};\n", each.join(", "))
}

/// The body that notes what [`Watch::noted`] notes.
fn noted(plan: &Plan) -> String {
    format!(
        "DECLARE
  noted pg_catalog.text[] := ARRAY[mark, CURRENT_USER, SESSION_USER, CASE WHEN written THEN {} END];
  name pg_catalog.text;
BEGIN
  FOREACH name IN ARRAY names LOOP
    noted := noted || pg_catalog.current_setting(name);
  END LOOP;
  RETURN noted;
END",
        rows_written(&plan.ledger)
    )
}

/// The body of the beginning: settings, guard, mark.
fn beginning(plan: &Plan) -> String {
    let guard = guard_body(
        plan,
        &format!("{NOTED}(mark, names, written)"),
        &last_event_is(plan, "last_id, last_event"),
        "words",
        Taking::AtOnce,
    );
    // An assignment is evaluated without a plan of its own; PERFORM would make one.
    format!(
        "DECLARE
  noted pg_catalog.text;
BEGIN
  noted := pg_catalog.set_config('search_path', 'public', true);
  noted := pg_catalog.set_config('lock_timeout', lock_timeout, true);
  noted := pg_catalog.set_config('statement_timeout', statement_timeout, true);
{guard}  noted := pg_catalog.set_config('{BEGUN}', mark, false);
END"
    )
}

/// The body of the end of an applied revision: check, row, log, reset.
fn applied(plan: &Plan, tool: &str) -> String {
    let (name, tool) = (literal(&plan.name), literal(tool));
    let facts: Vec<String> = (4..4 + FACTS).map(|n| format!("${n}")).collect();
    format!(
        "DECLARE
  checked pg_catalog.text := {CHECK}(mark, names, written);
BEGIN
  {head} ({name}, {facts}, 'applied', NULL, NULL, {elapsed}, {tool}, {LAYOUT});
  INSERT INTO {log} (plan, id, event, tool, detail) VALUES ({name}, mark, 'up', {tool}, NULL);
  RESET ALL;
  checked := pg_catalog.set_config('standard_conforming_strings', 'on', false);
  IF commit <> '' THEN
    checked := pg_catalog.set_config('synchronous_commit', commit, true);
  END IF;
END",
        head = insert_head(plan),
        facts = facts.join(", "),
        elapsed = since_the_transaction_began(),
        log = plan.ledger.log(),
    )
}

/// Whether a script may discard the functions, with everything else that is temporary.
#[must_use]
pub fn discards(script: &str) -> bool {
    let word = b"discard";
    script
        .as_bytes()
        .windows(word.len())
        .any(|at| at.eq_ignore_ascii_case(word))
}

/// The beginning of a revision's message, up to its script.
pub(super) fn begin(
    watch: &Watch<'_>,
    (id, direction): (RevisionId, Direction),
    words: &str,
    (lock_timeout, statement_timeout): (Timeout, Timeout),
) -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT {BEGIN}({}, '{id}', '{direction}', {}, '{lock_timeout}', '{statement_timeout}');
",
        watch.arguments(),
        literal(words),
    )
}

/// The check after a script that is not recorded by a function.
pub(super) fn check(watch: &Watch<'_>) -> String {
    format!("SELECT {CHECK}({});\n", watch.arguments())
}

/// The check after a script, its record, and the reset of the session.
pub(super) fn push_applied(
    text: &mut String,
    watch: &Watch<'_>,
    revision: &Revision,
    durability: Durability,
) {
    text.push_str(&format!("SELECT {APPLIED}({}, ", watch.arguments()));
    push_facts(text, revision);
    text.push_str(match durability {
        Durability::AtOnce => ", '');\n",
        Durability::WithALaterCommit => ", 'off');\n",
    });
}
