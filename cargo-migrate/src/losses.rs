//! What a run destroys: told before its first statement, in the document of how it ended, and in a printed script.

use std::collections::BTreeMap;
use std::fmt;

use migrate_core::graph::Graph;
use migrate_core::plan::{Down, Plan, Revision, RevisionId, Text};
use migrate_core::source::Place;
use migrate_core::source::script::loss::{Columns, Fresh, Lost, losses};
use migrate_runtime::Direction;
use serde::Serialize;

use crate::output::{Output, Verbosity};

/// The down scripts of a run that are not the plan's, because the revision was edited since it was applied.
pub(crate) type Recorded = BTreeMap<RevisionId, Text>;

/// What a run destroys, in the order in which it does. What it creates itself is not told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Losses(Vec<Told>);

/// What one statement destroys.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    revision: RevisionId,
    message: String,
    lost: Lost,
    script: Script,
    /// In the script's text.
    place: Place,
}

/// Which script it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Plan,
    Ledger,
}

impl Losses {
    /// What these revisions destroy when their scripts run in this order.
    pub(crate) fn of<'p>(
        plan: &'p Plan,
        direction: Direction,
        revisions: impl IntoIterator<Item = &'p Revision>,
        recorded: &Recorded,
    ) -> Self {
        let mut told = Vec::new();
        let mut fresh = Fresh::default();
        for revision in revisions {
            let (text, path, script) = match (direction, &revision.down) {
                (Direction::Up, _) => (&revision.up.text, revision.up_path(), Script::Plan),
                (Direction::Down, down) => match (recorded.get(&revision.id), down) {
                    (Some(text), _) => (text, revision.down_path(), Script::Ledger),
                    (None, Down::Script(script)) => {
                        (&script.text, revision.down_path(), Script::Plan)
                    }
                    (None, Down::Irreversible { .. }) => continue,
                },
            };
            let path = format!("{}/{path}", plan.directory);
            let columns = || columns(plan, direction, revision);
            told.extend(
                losses(text, columns, &mut fresh)
                    .into_iter()
                    .map(|loss| Told {
                        revision: revision.id,
                        message: revision.message.to_string(),
                        lost: loss.lost,
                        script,
                        place: Place::within(path.as_str(), text, loss.range),
                    }),
            );
        }
        Self(told)
    }

    /// Whether nothing is lost, as far as the statements say.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells people, before it happens.
    pub(crate) fn warn(&self, output: &mut Output) {
        if self.is_empty() || output.verbosity() < Verbosity::Normal {
            return;
        }
        output.warning("this destroys data:");
        let mut last = None;
        for told in &self.0 {
            if last != Some(told.revision) {
                output.plain(format_args!("  {} {}", told.revision, told.message));
                last = Some(told.revision);
            }
            output.plain(format_args!("    {told}"));
        }
    }

    /// What one of the revisions destroys, a line for each.
    pub(crate) fn of_revision(&self, revision: RevisionId) -> impl Iterator<Item = String> {
        let of_it = self.0.iter().filter(move |told| told.revision == revision);
        of_it.map(ToString::to_string)
    }

    /// The lines at the head of a printed script.
    pub(crate) fn comment(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut text = "-- This destroys data:\n".to_owned();
        for told in &self.0 {
            let line = format!("--   {} {told}", told.revision);
            // A quoted name may hold a line's end, and what follows it would be no comment.
            text.push_str(&line.replace(|c: char| c.is_control(), " "));
            text.push('\n');
        }
        text
    }

    /// For the document of the run.
    pub(crate) fn report(&self) -> Vec<LossReport<'_>> {
        self.0.iter().map(Into::into).collect()
    }
}

/// The types of columns before a revision's script runs, as far as the scripts tell that it is built on.
pub(crate) fn columns(plan: &Plan, direction: Direction, revision: &Revision) -> Columns {
    let graph = Graph::new(plan);
    let Some(position) = graph.position(revision.id) else {
        return Columns::default();
    };
    let mut before = graph.ancestors([position]);
    if direction == Direction::Up {
        before.remove(position);
    }
    Columns::after(before.iter().map(|at| &*plan.revisions[at].up.text))
}

/// What is lost, and which line says it.
impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lost = self.lost.to_string();
        // A quoted name may hold anything, and a list has one line for each.
        let lost = lost.replace(|c: char| c.is_control(), " ");
        let Place {
            path, line, column, ..
        } = &self.place;
        match self.script {
            Script::Plan => write!(f, "{lost} ({path}:{line}:{column})"),
            Script::Ledger => write!(
                f,
                "{lost} (line {line} of the down.sql that the ledger recorded)"
            ),
        }
    }
}

/// Something that is lost.
#[derive(Debug, Serialize)]
pub(crate) struct LossReport<'l> {
    revision: String,
    /// `table`, `column`, `rows`, `values`, …
    kind: &'static str,
    /// In words.
    what: String,
    /// Whether the statement says `CASCADE`, so that more may go.
    cascade: bool,
    /// `plan`, or `ledger` when it is the recorded script.
    script: &'static str,
    path: &'l str,
    line: usize,
    column: usize,
}

impl<'l> From<&'l Told> for LossReport<'l> {
    fn from(told: &'l Told) -> Self {
        Self {
            revision: told.revision.to_string(),
            kind: told.lost.kind(),
            what: told.lost.to_string(),
            cascade: told.lost.cascade().is_yes(),
            script: match told.script {
                Script::Plan => "plan",
                Script::Ledger => "ledger",
            },
            path: &told.place.path,
            line: told.place.line,
            column: told.place.column,
        }
    }
}
