//! A difference as a script that a person reads: statement after statement, with remarks where something is to be known.

use std::collections::BTreeMap;
use std::fmt::Write;

use migrate_schema::{Diff, Statement};

/// Remarks, by the number of the statement that they stand before.
pub(super) type Remarks = BTreeMap<usize, Vec<String>>;

/// A script, and where each of its statements begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    starts: Vec<usize>,
}

impl Text {
    /// The number of the statement in which this byte is.
    pub(super) fn statement_at(&self, byte: usize) -> Option<usize> {
        self.starts
            .partition_point(|start| *start <= byte)
            .checked_sub(1)
    }
}

/// Writes a script that begins with this line.
pub(super) fn write(headline: &str, diff: &Diff, remarks: &Remarks) -> Text {
    let mut text = format!("-- {headline}\n");
    for object in &diff.uncovered {
        let _ = writeln!(
            text,
            "-- Not written, because its whole definition is not known: {object}"
        );
    }
    let mut starts = Vec::new();
    let mut before: Option<&Statement> = None;
    for (number, statement) in diff.statements.iter().enumerate() {
        let begins = before.is_none_or(|before| before.change != statement.change);
        if begins || remarks.contains_key(&number) {
            text.push('\n');
        }
        if begins && let Some(because) = because(diff, statement) {
            let _ = writeln!(text, "-- {because}");
        }
        for remark in remarks.get(&number).into_iter().flatten() {
            for line in remark.lines() {
                let _ = writeln!(text, "-- {line}");
            }
        }
        starts.push(text.len());
        let _ = writeln!(text, "{};", statement.sql);
        before = Some(statement);
    }
    Text { text, starts }
}

/// Why something is touched that would stay by itself.
fn because(diff: &Diff, statement: &Statement) -> Option<String> {
    let change = diff.changes.get(statement.change?)?;
    let other = change.because.as_ref()?;
    let object = &change.object;
    Some(format!(
        "{object} goes along, because it depends on {other}"
    ))
}
