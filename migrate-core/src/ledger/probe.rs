//! What the catalogs say when the ledger could not be read, or has no row of the plan.

use super::LAYOUT;
use crate::plan::LedgerName;
use crate::sql::layout_columns;

/// The facts of the catalogs that tell an empty database from one that is not ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probe {
    /// What has the ledger's name.
    pub table: LedgerTable,
    /// Whether the ledger's schema exists.
    pub schema_exists: bool,
    /// The first user objects by name, `schema.name`; what belongs to an extension is left out.
    pub objects: Vec<String>,
    /// How many user objects there are.
    pub total: u64,
}

/// What has the ledger's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LedgerTable {
    /// Nothing.
    #[default]
    Missing,
    /// A ledger of a layout that this version reads and writes.
    Ours,
    /// Something else, in words.
    Foreign(String),
}

impl Probe {
    /// Reads the row that the query of [`crate::sql::probe`] returns.
    #[must_use]
    pub fn from_columns(ledger: &LedgerName, columns: &[Option<String>]) -> Self {
        let text = |at: usize| columns.get(at).and_then(Option::as_deref);
        Self {
            table: match text(0) {
                None => match text(3) {
                    None => LedgerTable::Missing,
                    Some(_) => LedgerTable::Foreign(format!(
                        "{} exists, but {ledger} does not",
                        ledger.log()
                    )),
                },
                Some("r") => table(ledger, text(1), text(2), text(3)),
                Some(_) => LedgerTable::Foreign(format!("{ledger} is not a table")),
            },
            schema_exists: text(4) == Some("t"),
            total: text(5).and_then(|n| n.parse().ok()).unwrap_or(0),
            objects: text(6)
                .map(|names| names.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
        }
    }
}

fn table(
    ledger: &LedgerName,
    columns: Option<&str>,
    layout: Option<&str>,
    log: Option<&str>,
) -> LedgerTable {
    let found: Vec<&str> = columns.map_or_else(Vec::new, |c| c.split(", ").collect());
    let Some(layout) = layout else {
        return LedgerTable::Foreign(format!(
            "{ledger} is a table of something else: it has no column `layout` with a default, but {}",
            found.join(", ")
        ));
    };
    if layout != LAYOUT.to_string() {
        return LedgerTable::Foreign(format!(
            "{ledger} has layout {layout}, and this version knows layout {LAYOUT}"
        ));
    }
    let expected = layout_columns();
    if let Some(missing) = expected.iter().find(|c| !found.contains(&c.as_str())) {
        return LedgerTable::Foreign(format!("{ledger} lacks the column `{missing}`"));
    }
    if let Some(extra) = found.iter().find(|c| !expected.iter().any(|e| e == *c)) {
        return LedgerTable::Foreign(format!("{ledger} has a column `{extra}` that is not ours"));
    }
    match log {
        Some("r") => LedgerTable::Ours,
        _ => LedgerTable::Foreign(format!("the table {} is missing", ledger.log())),
    }
}
