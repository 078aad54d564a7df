//! The table of all numbers, as `docs/benchmarks.md` has it.

use std::fmt;

use crate::tools::Tool;

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// One of the tools that embed migrations.
    Tool(Tool),
    /// psql.
    Psql,
}

impl Column {
    const ALL: [Self; 5] = [
        Self::Tool(Tool::Ours),
        Self::Psql,
        Self::Tool(Tool::Diesel),
        Self::Tool(Tool::Sqlx),
        Self::Tool(Tool::Refinery),
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Tool(tool) => tool.name(),
            Self::Psql => "psql",
        }
    }
}

/// One number, or why there is none.
struct Cell {
    row: String,
    column: Column,
    text: String,
}

/// All numbers of a run.
#[derive(Default)]
pub(crate) struct Table {
    cells: Vec<Cell>,
}

impl Table {
    /// Enters a number; rows come in the order of their first numbers.
    pub(crate) fn enter(&mut self, row: &str, column: Column, text: String) {
        self.cells.push(Cell {
            row: row.to_owned(),
            column,
            text,
        });
    }

    fn rows(&self) -> Vec<&str> {
        let mut rows: Vec<&str> = Vec::new();
        for cell in &self.cells {
            if !rows.contains(&cell.row.as_str()) {
                rows.push(&cell.row);
            }
        }
        rows
    }
}

/// Markdown.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("| |")?;
        for column in Column::ALL {
            write!(f, " {} |", column.name())?;
        }
        f.write_str("\n|---|")?;
        f.write_str(&"---|".repeat(Column::ALL.len()))?;
        for row in self.rows() {
            write!(f, "\n| {row} |")?;
            for column in Column::ALL {
                let cell = self
                    .cells
                    .iter()
                    .find(|cell| cell.row == row && cell.column == column);
                match cell {
                    Some(cell) => write!(f, " {} |", cell.text)?,
                    None => f.write_str(" |")?,
                }
            }
        }
        writeln!(f)
    }
}
