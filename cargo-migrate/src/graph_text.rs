//! The graph of revisions as text, newest first, in the manner of `git log --graph`.

use migrate_core::plan::{Plan, RevisionId};

use crate::report;

/// Draws these revisions of a plan. Edges that leave the selection end where it ends.
pub(crate) fn draw(plan: &Plan, selected: impl Fn(RevisionId) -> bool) -> String {
    let mut canvas = Canvas::default();
    for revision in plan
        .revisions
        .iter()
        .rev()
        .filter(|revision| selected(revision.id))
    {
        let column = canvas.take_column(revision.id);
        canvas.node(column, &report::line(revision));
        // The parent that was applied last goes on straight: on most histories that is the main line.
        let mut parents: Vec<_> = revision
            .parents
            .iter()
            .copied()
            .filter(|parent| selected(*parent))
            .collect();
        parents.sort_by_key(|parent| std::cmp::Reverse(plan.position(*parent)));
        canvas.part(column, &parents);
    }
    canvas.text
}

/// The lines that were drawn, and for each column the revision that it leads to.
#[derive(Default)]
struct Canvas {
    text: String,
    lanes: Vec<RevisionId>,
}

impl Canvas {
    /// The column of a revision, after the columns that meet in it were drawn together.
    fn take_column(&mut self, id: RevisionId) -> usize {
        let Some(column) = self.lanes.iter().position(|lane| *lane == id) else {
            self.lanes.push(id);
            return self.lanes.len() - 1;
        };
        while let Some(other) = self
            .lanes
            .iter()
            .rposition(|lane| *lane == id)
            .filter(|other| *other > column)
        {
            self.join(column, other);
        }
        column
    }

    /// Draws a revision in its column.
    fn node(&mut self, column: usize, label: &str) {
        let marks: Vec<_> = (0..self.lanes.len())
            .map(|lane| if lane == column { "*" } else { "|" })
            .collect();
        self.text.push_str(&marks.join(" "));
        self.text.push(' ');
        self.text.push_str(label);
        self.text.push('\n');
    }

    /// Lets the column of a revision lead to its parents.
    fn part(&mut self, column: usize, parents: &[RevisionId]) {
        match parents {
            [] => {
                self.lanes.remove(column);
            }
            [first, others @ ..] => {
                self.lanes[column] = *first;
                for other in others.iter().rev() {
                    self.row(|row| {
                        for lane in 0..row.lanes {
                            let shift = usize::from(lane > column);
                            row.put(2 * lane + shift, if lane > column { '\\' } else { '|' });
                        }
                        row.put(2 * column + 1, '\\');
                    });
                    self.lanes.insert(column + 1, *other);
                }
            }
        }
    }

    /// Leads the column `other` into `column`, and the columns to its right one place to the left.
    fn join(&mut self, column: usize, other: usize) {
        self.row(|row| {
            for lane in 0..row.lanes {
                if lane < other {
                    row.put(2 * lane, '|');
                } else {
                    row.put(2 * lane - 1, '/');
                }
            }
            for gap in column..other - 1 {
                row.put(2 * gap + 1, '_');
            }
        });
        self.lanes.remove(other);
    }

    fn row(&mut self, fill: impl FnOnce(&mut Row)) {
        let mut row = Row {
            lanes: self.lanes.len(),
            cells: Vec::new(),
        };
        fill(&mut row);
        self.text.extend(row.cells);
        self.text.push('\n');
    }
}

/// A line between two revisions.
struct Row {
    lanes: usize,
    cells: Vec<char>,
}

impl Row {
    fn put(&mut self, at: usize, cell: char) {
        if self.cells.len() <= at {
            self.cells.resize(at + 1, ' ');
        }
        self.cells[at] = cell;
    }
}

#[cfg(test)]
pub(crate) mod tests;
