//! What a script does: its statements, and what may not be in it.

mod change;
mod kind;
pub mod loss;
mod name;
mod parse;
mod psql;
mod refuse;
mod types;
mod words;

use std::ops::Range;

use super::problem::{Place, Problem};
use crate::plan::{List, Outside, Script, Statement, Steps, TransactionMode};
pub use name::{ObjectName, quoted};
pub use types::SqlType;
use words::Words;

/// The largest script: PostgreSQL refuses messages beyond 1 GiB, and offsets have 32 bits.
pub const LARGEST: usize = 1 << 30;

/// A script, parsed with PostgreSQL's grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// Its statements.
    pub statements: Vec<Parsed>,
    /// What is wrong with it, in the order of the text.
    pub problems: Vec<Problem>,
}

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Its bytes in the canonical text, from its first token to its last, without the semicolon.
    pub range: Range<usize>,
    /// What it is, as far as transactions are concerned.
    pub kind: Outside,
}

impl Analysis {
    /// How the script is sent in this mode.
    #[must_use]
    pub fn steps(&self, mode: TransactionMode) -> Steps {
        match mode {
            TransactionMode::Single => Steps::Transaction,
            TransactionMode::None => Steps::Statements(self.outside()),
        }
    }

    /// Whether every statement could run inside a transaction.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let mut statements = self.statements.iter();
        statements.all(|statement| statement.kind == Outside::Plain)
    }

    fn outside(&self) -> List<Statement> {
        // The disk reader and `load` refuse scripts beyond `LARGEST`, so the offsets fit.
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let statement = |parsed: &Parsed| Statement {
            start: offset(parsed.range.start),
            end: offset(parsed.range.end),
            kind: parsed.kind.clone(),
        };
        self.statements.iter().map(statement).collect()
    }
}

/// Splits the canonical text of a script that runs outside a transaction. `None` when it has an error, which a script that
/// was applied once has not.
#[must_use]
pub fn split(text: String) -> Option<Script> {
    let analysis = analyse("", &text, TransactionMode::None);
    if analysis.problems.iter().any(Problem::is_error) {
        return None;
    }
    let steps = analysis.steps(TransactionMode::None);
    let text = text.into();
    Some(Script { text, steps })
}

/// Parses the canonical text of a script and checks it for a transaction mode; `path` is for the messages.
#[must_use]
pub fn analyse(path: &str, text: &str, mode: TransactionMode) -> Analysis {
    let psql = psql::look(text);
    let parsed = parse::parse(&psql.text);
    let mut problems: Vec<Problem> = Vec::new();
    for finding in psql.findings {
        problems.push(finding.problem(path, text));
    }
    for error in parsed.errors {
        let place = Place::within(path, text, error.range.clone());
        problems.push(error.problem().at(place));
    }
    let mut statements = Vec::new();
    for range in parsed.statements {
        let words = Words::new(&psql.text, range.clone());
        if words.is_empty() {
            continue;
        }
        let kind = kind::of(&words);
        problems.extend(refuse::check(path, text, &words, &kind, mode));
        statements.push(Parsed {
            range: words.range(),
            kind,
        });
    }
    problems.sort_by_key(|p| p.place.as_ref().map(|place| place.range.start));
    Analysis {
        statements,
        problems,
    }
}
