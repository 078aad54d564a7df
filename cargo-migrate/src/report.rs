//! What is reported, in both forms: the shapes of the JSON documents, and the same things for people.
//!
//! Every document begins with `version` and `command`; [`crate::output::JSON_VERSION`] says when the version changes.

mod state;

use migrate_core::plan::{Down, Revision, Seal};
use migrate_core::source::problem::Label;
use migrate_core::source::{Place, Problem, Severity, Style, render};
use migrate_runtime::{
    Blocker, Busy, Cause, Error as RunError, Failure as RevisionFailure, Interruption, Origin,
    ServerError, Who,
};
use serde::Serialize;

use crate::failure::Failure;
use crate::live::{self, DifferenceReport};
use crate::output::{Format, Output};

pub(crate) use state::{Facts, StateReport};

/// A revision, in a list.
#[derive(Debug, Serialize)]
pub(crate) struct RevisionReport<'r> {
    /// Its id.
    id: String,
    /// What it does.
    message: &'r str,
    /// Its folder's name.
    folder: &'r str,
    /// What it is based on.
    parents: Vec<String>,
    /// When it was created.
    created: &'r str,
    /// `sealed` or `draft`.
    seal: &'static str,
}

impl<'r> From<&'r Revision> for RevisionReport<'r> {
    fn from(revision: &'r Revision) -> Self {
        Self {
            id: revision.id.to_string(),
            message: &revision.message,
            folder: &revision.folder,
            parents: revision.parents.iter().map(ToString::to_string).collect(),
            created: &revision.created,
            seal: seal(revision.seal),
        }
    }
}

/// The document of `history` and `heads`.
#[derive(Debug, Serialize)]
pub(crate) struct RevisionsReport<'r> {
    revisions: Vec<RevisionReport<'r>>,
}

impl<'r> RevisionsReport<'r> {
    /// The document for these revisions.
    pub(crate) fn of(revisions: &[&'r Revision]) -> Self {
        Self {
            revisions: revisions
                .iter()
                .map(|revision| (*revision).into())
                .collect(),
        }
    }
}

/// A revision in one line: its id, its day, its message, and what is special about it.
pub(crate) fn line(revision: &Revision) -> String {
    let day = revision.created.get(..10).unwrap_or(&revision.created);
    let mut marks = Vec::new();
    if revision.parents.is_empty() {
        marks.push("base");
    }
    if revision.parents.len() > 1 {
        marks.push("merge");
    }
    if revision.seal == Seal::Draft {
        marks.push("draft");
    }
    if let Down::Irreversible { .. } = revision.down {
        marks.push("irreversible");
    }
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!(" ({})", marks.join(", "))
    };
    format!("{} {day} {}{marks}", revision.id, revision.message)
}

/// Revisions, one in a line.
pub(crate) fn list(revisions: &[&Revision]) -> String {
    revisions
        .iter()
        .map(|revision| line(revision) + "\n")
        .collect()
}

/// The word for a seal.
pub(crate) const fn seal(seal: Seal) -> &'static str {
    match seal {
        Seal::Sealed => "sealed",
        Seal::Draft => "draft",
    }
}

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

/// The document of a command that failed.
#[derive(Debug, Serialize)]
struct FailureReport<'f> {
    exit: u8,
    error: ErrorReport<'f>,
}

/// Why a command failed.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorReport<'f> {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemReport<'f>>,
    /// The objects of a live database that are not what the revisions make.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<DifferenceReport<'f>>,
    /// The name of the refused state.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// What the state holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<Facts<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<FailedRevision<'f>>,
}

/// Where a revision failed.
#[derive(Debug, Serialize)]
struct FailedRevision<'f> {
    id: String,
    path: &'f str,
    /// `plan`, or `ledger` when the script was the recorded one.
    script: &'static str,
    line: Option<u32>,
    column: Option<u32>,
    /// Which statement of the script, from 1, and how many it has.
    statement: Option<u32>,
    statements: Option<u32>,
    sqlstate: Option<&'f str>,
    /// What the server said.
    server: Option<ServerReport<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blockers: Vec<BlockerReport<'f>>,
}

/// Who was probably in the way of a lock.
#[derive(Debug, Serialize)]
struct BlockerReport<'f> {
    pid: Option<i32>,
    prepared: Option<&'f str>,
    application_name: Option<&'f str>,
    role: Option<&'f str>,
    state: Option<&'f str>,
    tables: &'f [String],
    /// The statement that ends it.
    ending: String,
}

impl<'f> From<&'f Blocker> for BlockerReport<'f> {
    fn from(blocker: &'f Blocker) -> Self {
        let (pid, prepared, application_name) = match &blocker.who {
            Who::Session {
                pid,
                application_name,
            } => (Some(*pid), None, application_name.as_deref()),
            Who::Prepared { gid } => (None, Some(&**gid), None),
            _ => (None, None, None),
        };
        Self {
            pid,
            prepared,
            application_name,
            role: blocker.role.as_deref(),
            state: blocker.state.as_deref(),
            tables: &blocker.tables,
            ending: blocker.ending(),
        }
    }
}

impl<'f> From<&'f RevisionFailure> for FailedRevision<'f> {
    fn from(failure: &'f RevisionFailure) -> Self {
        let place = failure.place.as_ref();
        let counted = failure.step.or(place.and_then(|place| place.statement));
        let server = match &failure.cause {
            Cause::Server(error) => Some(&**error),
            _ => None,
        };
        Self {
            id: failure.revision.id.to_string(),
            path: &failure.path,
            script: match failure.origin {
                Origin::Plan => "plan",
                Origin::Ledger => "ledger",
            },
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            statement: counted.map(|(number, _)| number),
            statements: counted.map(|(_, of)| of),
            sqlstate: server.map(|error| &*error.code),
            server: server.map(Into::into),
            blockers: failure.blockers.iter().map(Into::into).collect(),
        }
    }
}

/// What the server said about an error, field by field.
#[derive(Debug, Serialize)]
struct ServerReport<'f> {
    message: &'f str,
    detail: Option<&'f str>,
    hint: Option<&'f str>,
    schema: Option<&'f str>,
    table: Option<&'f str>,
    column: Option<&'f str>,
    constraint: Option<&'f str>,
    context: Option<&'f str>,
    /// The query of a function in which it happened.
    query: Option<&'f str>,
}

impl<'f> From<&'f ServerError> for ServerReport<'f> {
    fn from(error: &'f ServerError) -> Self {
        Self {
            message: &error.message,
            detail: error.detail.as_deref(),
            hint: error.hint.as_deref(),
            schema: error.schema.as_deref(),
            table: error.table.as_deref(),
            column: error.column.as_deref(),
            constraint: error.constraint.as_deref(),
            context: error.context.as_deref(),
            query: error.internal.as_ref().map(|internal| &*internal.query),
        }
    }
}

/// Tells problems of the files, each in full.
pub(crate) fn problems(problems: &[Problem], output: &mut Output) {
    for problem in problems {
        if problem.is_error() || output.verbosity() > crate::output::Verbosity::Quiet {
            output.plain(render(problem, Style::Ansi));
        }
    }
}

/// Tells people why a command failed.
pub(crate) fn told(failure: &Failure, output: &mut Output) {
    problems(failure.problems(), output);
    live::tell(failure.differences(), output);
    live::tell_touched(failure.touched(), output);
    output.error(failure);
    if let Some(help) = failure.help() {
        output.help(help);
    }
}

/// Tells why a command failed, to people, and to programs where JSON was asked for.
pub(crate) fn failure(
    failure: &Failure,
    command: &'static str,
    format: Format,
    output: &mut Output,
) {
    told(failure, output);
    if format == Format::Human {
        return;
    }
    let report = FailureReport {
        exit: failure.exit().code(),
        error: ErrorReport::of(failure),
    };
    output.json(command, &report);
}

impl<'f> ErrorReport<'f> {
    /// What is known of a failure.
    pub(crate) fn of(failure: &'f Failure) -> Self {
        let run = match failure {
            Failure::Run(error) => Some(&**error),
            _ => None,
        };
        Self {
            kind: failure.kind(),
            message: failure.to_string(),
            help: failure.help(),
            problems: failure.problems().iter().map(Into::into).collect(),
            differences: failure.differences().iter().map(Into::into).collect(),
            state: match run {
                Some(RunError::State(state)) => Some(state.name()),
                Some(RunError::Undecided(_)) => Some("interrupted"),
                _ => None,
            },
            facts: match run {
                Some(RunError::State(state)) => Some((&**state).into()),
                _ => None,
            },
            revision: match run {
                Some(RunError::Revision(failure) | RunError::Busy(Busy::Lock(failure))) => {
                    Some((&**failure).into())
                }
                Some(RunError::Interrupted(interruption)) => match &**interruption {
                    Interruption::Revision(failure) => Some((&**failure).into()),
                    _ => None,
                },
                _ => None,
            },
        }
    }
}
