//! A problem of the files, for programs.

use migrate_core::source::problem::Label;
use migrate_core::source::{Place, Problem, Severity};
use serde::Serialize;

/// A problem of the files.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemReport<'p> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceReport<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'p str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedReport<'p>>,
    notes: &'p [String],
    help: &'p [String],
}

/// A second place of a problem, and what it shows.
#[derive(Debug, Serialize)]
struct RelatedReport<'p> {
    place: PlaceReport<'p>,
    text: &'p str,
}

/// A place in a file, in bytes, lines and columns.
#[derive(Debug, Serialize)]
struct PlaceReport<'p> {
    path: &'p str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
}

impl<'p> From<&'p Place> for PlaceReport<'p> {
    fn from(place: &'p Place) -> Self {
        Self {
            path: &place.path,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            start: place.range.start,
            end: place.range.end,
        }
    }
}

impl<'p> From<&'p Label> for RelatedReport<'p> {
    fn from(label: &'p Label) -> Self {
        Self {
            place: (&label.place).into(),
            text: &label.text,
        }
    }
}

impl<'p> From<&'p Problem> for ProblemReport<'p> {
    fn from(problem: &'p Problem) -> Self {
        Self {
            code: problem.code.code(),
            name: problem.code.name(),
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: &problem.message,
            place: problem.place.as_ref().map(Into::into),
            label: problem.label.as_deref(),
            related: problem.related.iter().map(Into::into).collect(),
            notes: &problem.notes,
            help: &problem.help,
        }
    }
}
