//! Tables of TOML whose keys are all known: every key is read once and typed, every other key is a problem.

use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::problem::{Place, Problem};

/// A value and where it stands.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// A file of TOML that is being read, and what was found wrong with it.
pub(super) struct Keys<'t> {
    path: &'t str,
    text: &'t str,
    codes: KeyCodes,
    /// The advice that goes with every problem that has none of its own.
    help: String,
    problems: Vec<Problem>,
}

/// The codes for what can be wrong with a key.
#[derive(Clone, Copy)]
pub(super) struct KeyCodes {
    pub(super) syntax: Code,
    pub(super) unknown: Code,
    pub(super) missing: Code,
    pub(super) bad: Code,
}

impl<'t> Keys<'t> {
    pub(super) fn new(path: &'t str, text: &'t str, codes: KeyCodes, help: String) -> Self {
        Self {
            path,
            text,
            codes,
            help,
            problems: Vec::new(),
        }
    }

    /// Parses the file's text.
    pub(super) fn parse(&mut self) -> Option<DeTable<'t>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = format!("{} is not valid TOML: {}", self.path, error.message());
                self.push(self.codes.syntax, message, span);
                None
            }
        }
    }

    /// Refuses keys that are not `known`; `place` says where the table is, in words: `revision.toml`, `[[allow]]`.
    pub(super) fn refuse_unknown(&mut self, table: &DeTable<'t>, place: &str, known: &[&str]) {
        for key in table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let list: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
                let message = format!("unknown key `{}` in {place}", key.get_ref());
                let problem = self
                    .problem(self.codes.unknown, message, key.span())
                    .label("this key does not exist")
                    .note(format!("the keys are {}", list.join(", ")))
                    .help("correct the spelling, or remove the key");
                self.problems.push(problem);
            }
        }
    }

    /// The value of a key that has to be there; `table_span` is the place of its table's header.
    pub(super) fn required<'v>(
        &mut self,
        table: &'v DeTable<'t>,
        place: &str,
        key: &str,
        table_span: Range<usize>,
    ) -> Option<&'v Value<'t>> {
        let value = table.get(key);
        if value.is_none() {
            let message = format!("{place} lacks the key `{key}`");
            self.push(self.codes.missing, message, table_span);
        }
        value
    }

    /// A string.
    pub(super) fn string<'v>(&mut self, key: &str, value: &'v Value<'t>) -> Option<&'v str> {
        match value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => {
                self.bad(key, value.span(), "expected a string");
                None
            }
        }
    }

    /// A string of one line that says something.
    pub(super) fn sentence(&mut self, key: &str, value: &Value<'t>) -> Option<String> {
        let text = self.string(key, value)?;
        if text.trim().is_empty() {
            self.bad(key, value.span(), "expected words, and found none");
            return None;
        }
        if text.chars().any(char::is_control) {
            self.bad(
                key,
                value.span(),
                "expected one line without control characters",
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// A string that another type can read; that type's error says what was expected.
    pub(super) fn parsed<T>(&mut self, key: &str, value: &Value<'t>) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        match self.string(key, value)?.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.bad(key, value.span(), &error.to_string());
                None
            }
        }
    }

    /// A table.
    pub(super) fn table<'v>(&mut self, key: &str, value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                self.bad(key, value.span(), "expected a table");
                None
            }
        }
    }

    /// A value that is not accepted.
    pub(super) fn bad(&mut self, key: &str, span: Range<usize>, expected: &str) {
        let message = format!("the value of `{key}` is not accepted: {expected}");
        self.push(self.codes.bad, message, span);
    }

    /// A problem of this file with the advice that goes with its codes.
    pub(super) fn push(&mut self, code: Code, message: String, span: Range<usize>) {
        let problem = self.problem(code, message, span).help(self.help.clone());
        self.problems.push(problem);
    }

    /// A problem of this file with its own advice.
    pub(super) fn push_problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A problem of this file, without advice.
    pub(super) fn problem(&self, code: Code, message: String, span: Range<usize>) -> Problem {
        let place = if span == (0..0) {
            Place::whole(self.path)
        } else {
            Place::within(self.path, self.text, span)
        };
        Problem::new(code, message).at(place)
    }

    /// What was found wrong, in the order of the text; or the value that was read.
    pub(super) fn finish<T>(mut self, value: Option<T>) -> Result<T, Vec<Problem>> {
        self.problems
            .sort_by_key(|p| p.place.as_ref().map(|place| place.range.start));
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems),
        }
    }
}
