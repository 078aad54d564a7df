//! A difference as a script that a person reads: statement after statement, with remarks where something is to be known.

use std::collections::BTreeMap;
use std::fmt::Write;

use migrate_schema::{Action, Diff, Hazard, Kind, Statement};

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
    let groups = Groups::of(diff);
    let mut before: Option<&Statement> = None;
    for (number, statement) in diff.statements.iter().enumerate() {
        let begins = before.is_none_or(|before| before.change != statement.change);
        if begins || remarks.contains_key(&number) {
            text.push('\n');
        }
        if begins && let Some(because) = because(diff, statement) {
            let _ = writeln!(text, "-- {because}");
        }
        for hazard in groups.hazards(diff, number) {
            let _ = writeln!(text, "-- {hazard}");
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

/// Where the statements of each change begin, first and last: what is made again begins twice.
struct Groups(BTreeMap<usize, (usize, usize)>);

impl Groups {
    fn of(diff: &Diff) -> Self {
        let mut all = BTreeMap::new();
        let mut before = None;
        for (number, statement) in diff.statements.iter().enumerate() {
            if let Some(change) = statement.change
                && before != Some(change)
            {
                all.entry(change).or_insert((number, number)).1 = number;
            }
            before = statement.change;
        }
        Self(all)
    }

    /// What is to be known before a statement: of what goes where it goes, of what comes again where it comes.
    fn hazards<'d>(&self, diff: &'d Diff, number: usize) -> impl Iterator<Item = &'d Hazard> {
        let change = diff.statements[number].change;
        let (first, last) = change
            .and_then(|change| self.0.get(&change).copied())
            .unwrap_or_default();
        let change = change.map(|change| &diff.changes[change]);
        let comes_again = change.is_some_and(|change| {
            // A type is there again at once, and its former self goes last.
            change.action == Action::Replace
                && !matches!(change.object.kind, Kind::Type | Kind::Domain)
        });
        let all = change.into_iter().flat_map(|change| &change.hazards);
        all.filter(move |hazard| {
            let place = match hazard {
                Hazard::LosesData { .. } => first,
                _ if comes_again => last,
                _ => first,
            };
            number == place
        })
    }
}

/// Whether the script itself says what a change does to rows and users.
pub(super) fn has_hazards(diff: &Diff, statement: usize) -> bool {
    let change = diff.statements[statement].change;
    change.is_some_and(|change| !diff.changes[change].hazards.is_empty())
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
