//! What a script must leave as it was: its transaction, the role, the settings of the session, the ledger.
//!
//! Before the script its surroundings are noted in a setting that lives as long as the transaction; after it the same is
//! noted again and compared. What is noted depends on the script's words: a script that calls nothing cannot change a
//! setting behind the back of the offline check, and noting everything costs a fifth of a millisecond.

use super::literal::{block, literal};
use super::{LEDGER_TOUCHED, SESSION_CHANGED, TRANSACTION_ENDED};
use crate::plan::LedgerName;

/// The session's setting that says which transaction was begun and not ended by the run. A rollback takes it back, so it
/// is found after a failure only if the transaction was committed.
pub(super) const BEGUN: &str = "migrate.begun";

/// Settings that change what the scripts after this one mean; the first two may not be left changed even on purpose.
const ALWAYS: [&str; 3] = [
    "search_path",
    "standard_conforming_strings",
    "session_replication_role",
];

/// Settings that a script which calls something may leave behind. They are few, because their names stand before the script
/// in the message, and `pg_stat_activity` shows a message's first 1,024 bytes.
const WITH_CALLS: [&str; 16] = [
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "check_function_bodies",
    "row_security",
    "default_tablespace",
    "default_table_access_method",
    "default_transaction_read_only",
    "DateStyle",
    "IntervalStyle",
    "TimeZone",
    "bytea_output",
    "client_encoding",
    "work_mem",
    "maintenance_work_mem",
    "application_name",
];

/// What is noted before a script and compared after it.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    ledger: &'a LedgerName,
    mark: &'a str,
    settings: Vec<&'static str>,
    /// Whether the rows of the ledger and of its log are watched too.
    rows: bool,
}

impl<'a> Watch<'a> {
    /// What has to be watched while this script runs.
    pub(super) fn of(ledger: &'a LedgerName, mark: &'a str, script: &str) -> Self {
        let (mut calls, mut own) = (false, Vec::new());
        let (mut one, mut two) = ("", "");
        let mut words = Words::of(script);
        while let Some(word) = words.next() {
            calls |= is_one_of(word.text, &CALLS);
            let name = ALWAYS[2..]
                .iter()
                .chain(&WITH_CALLS)
                .find(|name| name.eq_ignore_ascii_case(word.text));
            if let Some(name) = name
                && sets(&word, one, two, &words)
            {
                own.push(*name);
            }
            (two, one) = (one, word.text);
        }
        // What a script sets for its transaction, in plain words, is its own business. `search_path` and what the parsing of
        // the next message depends on are not.
        let settings = ALWAYS
            .into_iter()
            .chain(WITH_CALLS.into_iter().filter(|_| calls))
            .filter(|name| !own.contains(name))
            .collect();
        Self {
            ledger,
            mark,
            settings,
            rows: calls || script.contains(&*ledger.table),
        }
    }

    /// The expression that notes the surroundings, as text.
    pub(super) fn noted(&self) -> String {
        let rows = match self.rows {
            true => rows_written(self.ledger),
            false => "NULL".to_owned(),
        };
        let setting = |name: &&str| format!("pg_catalog.current_setting('{name}')");
        let split = self.settings.len().min(ALWAYS.len());
        let (few, many) = self.settings.split_at(split);
        let few: Vec<String> = few.iter().map(setting).collect();
        let many = match many {
            [] => String::new(),
            many => format!(
                "\n    || ARRAY(SELECT pg_catalog.current_setting(n) FROM pg_catalog.unnest('{{{}}}'::pg_catalog.text[]) n)",
                many.join(",")
            ),
        };
        format!(
            "(ARRAY['{}', CURRENT_USER, SESSION_USER, {rows}, {}]{many})::pg_catalog.text",
            self.mark,
            few.join(", ")
        )
    }

    /// Marks the session until the run's own end of the transaction.
    pub(super) fn begun(&self) -> String {
        format!("SET {BEGUN} = '{}';\n", self.mark)
    }

    /// The check after the script.
    pub(super) fn check(&self) -> String {
        let names: Vec<String> = self.settings.iter().map(|name| literal(name)).collect();
        block(&check_body(
            self.ledger,
            &self.noted(),
            &literal(self.mark),
            &format!("ARRAY[{}]", names.join(", ")),
        ))
    }

    /// What the functions of a session are told to note: the mark, the settings' names, and whether rows are watched.
    pub(super) fn arguments(&self) -> String {
        format!(
            "'{}', '{{{}}}', {}",
            self.mark,
            self.settings.join(","),
            self.rows
        )
    }
}

/// The body of the check after a script, of these expressions.
pub(super) fn check_body(ledger: &LedgerName, noted: &str, mark: &str, names: &str) -> String {
    format!(
        "DECLARE
  before pg_catalog.text := pg_catalog.current_setting('migrate.guard', true);
  now pg_catalog.text := {noted};
  cleared pg_catalog.text;
BEGIN
  cleared := pg_catalog.set_config('{BEGUN}', '', false);
  IF before IS DISTINCT FROM now THEN
    IF NOT pg_catalog.starts_with(COALESCE(before, ''), '{{' || {mark} || ',') THEN
      RAISE EXCEPTION USING ERRCODE = '{TRANSACTION_ENDED}',
        MESSAGE = 'the script ended the transaction that it was run in';
    END IF;
    DECLARE
      old pg_catalog.text[] := before;
      new pg_catalog.text[] := now;
      things pg_catalog.text[] := ARRAY['', 'role', 'session_authorization', ''] || {names};
      changed pg_catalog.text := '';
    BEGIN
      IF old[4] IS DISTINCT FROM new[4] THEN
        RAISE EXCEPTION USING ERRCODE = '{LEDGER_TOUCHED}', MESSAGE = {touched},
          HINT = 'Only the run writes into the ledger; `cargo migrate stamp` changes what is recorded.';
      END IF;
      FOR i IN 2..pg_catalog.array_length(new, 1) LOOP
        IF old[i] IS DISTINCT FROM new[i] THEN
          changed := changed || pg_catalog.format(', %s from %L to %L', things[i], old[i], new[i]);
        END IF;
      END LOOP;
      RAISE EXCEPTION USING ERRCODE = '{SESSION_CHANGED}',
        MESSAGE = 'the script changed ' || pg_catalog.substr(changed, 3),
        HINT = 'Put it back before the script ends; `SET LOCAL`, in plain words, is for settings that only this script needs.';
    END;
  END IF;
END",
        touched = literal(&format!("the script changed rows of the ledger {ledger}")),
    )
}

/// What changes with the rows of the ledger and of its log.
pub(super) fn rows_written(ledger: &LedgerName) -> String {
    let rows = [rows_of(ledger), rows_of(&ledger.log())];
    format!("pg_catalog.concat_ws(' ', {})", rows.join(", "))
}

/// What changes with a table's rows: how many this transaction has written, and the file that they are in, because nothing
/// counts the rows that TRUNCATE takes away.
fn rows_of(table: &LedgerName) -> String {
    let table = format!("pg_catalog.to_regclass({})", literal(&table.to_string()));
    let written = ["inserted", "updated", "deleted"]
        .map(|what| format!("pg_catalog.pg_stat_get_xact_tuples_{what}({table})"));
    format!(
        "{}, pg_catalog.pg_relation_filenode({table})",
        written.join(" + ")
    )
}

/// Words of scripts that call something.
const CALLS: [&str; 5] = ["do", "call", "select", "execute", "set_config"];

fn is_one_of(word: &str, wanted: &[&str]) -> bool {
    wanted
        .iter()
        .any(|wanted| wanted.eq_ignore_ascii_case(word))
}

/// Whether the script sets this in plain words: `SET LOCAL name` anywhere; `SET name`, which the offline check accepts only
/// with a reason, outside bodies; `set_config('name', …, true)`. The two words before it are given, and those after it.
fn sets(name: &Word<'_>, one: &str, two: &str, after: &Words<'_>) -> bool {
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    let local = is(one, "local") && is(two, "set");
    let session = !name.quoted && (is(one, "set") || (is(one, "session") && is(two, "set")));
    let config = is(one, "set_config")
        && after
            .clone()
            .take_while(|word| !is(word.text, "set_config"))
            .any(|word| is(word.text, "true"));
    local || session || config
}

/// A script's words, one after the other: a long script is not copied.
#[derive(Clone)]
struct Words<'s> {
    rest: &'s str,
    /// The tag of the dollar quotes that are open.
    open: Option<&'s str>,
}

struct Word<'s> {
    text: &'s str,
    /// Between dollar quotes: in the body of a block or a function.
    quoted: bool,
}

impl<'s> Words<'s> {
    fn of(script: &'s str) -> Self {
        Self {
            rest: script,
            open: None,
        }
    }
}

impl<'s> Iterator for Words<'s> {
    type Item = Word<'s>;

    fn next(&mut self) -> Option<Word<'s>> {
        loop {
            let start = self.rest.find(|c: char| is_word(c) || c == '$')?;
            self.rest = &self.rest[start..];
            if let Some(tag) = dollar_tag(self.rest) {
                match self.open {
                    None => self.open = Some(tag),
                    Some(open) if open == tag => self.open = None,
                    Some(_) => {}
                }
                self.rest = &self.rest[tag.len()..];
                continue;
            }
            let end = self.rest.find(|c: char| !is_word(c));
            let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            if text.is_empty() {
                // A dollar that opens nothing.
                self.rest = &rest[1..];
                continue;
            }
            self.rest = rest;
            return Some(Word {
                text,
                quoted: self.open.is_some(),
            });
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `$$` or `$tag$` at the beginning of the text.
fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find(|c: char| !is_word(c))?;
    (inner[end..].starts_with('$') && !inner.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| &text[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(script: &str) -> (usize, bool) {
        let ledger = LedgerName::default();
        let watch = Watch::of(&ledger, "0", script);
        (watch.settings.len(), watch.rows)
    }

    #[test]
    fn a_script_that_calls_nothing_is_watched_for_little() {
        assert_eq!(
            watched("CREATE TABLE t (selected int DEFAULT 1);"),
            (3, false)
        );
        assert_eq!(watched("DELETE FROM Migrate_ledger_x;"), (3, false));
        assert_eq!(watched("DELETE FROM migrate_ledger;"), (3, true));
        assert_eq!(watched("SELECT f();"), (19, true));
        assert_eq!(watched("Do $$BEGIN END$$;"), (19, true));
    }

    #[test]
    fn what_is_set_in_plain_words_is_not_watched() {
        for own in [
            "SET LOCAL work_mem = '1GB'; SELECT 1;",
            "DO $x$BEGIN set local WORK_MEM = '1GB'; END$x$;",
            "DO $$BEGIN EXECUTE format('SET LOCAL work_mem = %L', 1); END$$;",
            "SET work_mem = '1GB'; SELECT 1;",
            "SET SESSION work_mem = '1GB'; SELECT 1;",
            "SELECT set_config('work_mem', '1GB', true);",
        ] {
            assert_eq!(watched(own).0, 18, "{own}");
        }
        for behind in [
            "DO $$BEGIN SET work_mem = '1GB'; END$$;",
            "DO $x$BEGIN EXECUTE 'SET work_mem = $$1GB$$'; END$x$;",
            "SELECT set_config('work_mem', '1GB', false);",
            "SELECT 'work_mem';",
        ] {
            assert_eq!(watched(behind).0, 19, "{behind}");
        }
        assert_eq!(
            watched("SET LOCAL session_replication_role = replica;").0,
            2
        );
    }
}
