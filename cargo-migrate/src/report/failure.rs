//! Why a command failed, for programs.

use migrate_runtime::{
    Blocker, Busy, Cause, Error as RunError, Failure as RevisionFailure, Interruption, Origin,
    ServerError, Who,
};
use serde::Serialize;

use super::{Facts, ProblemReport};
use crate::failure::Failure;
use crate::live::DifferenceReport;

/// The document of a command that failed.
#[derive(Debug, Serialize)]
pub(super) struct FailureReport<'f> {
    exit: u8,
    error: ErrorReport<'f>,
}

impl<'f> FailureReport<'f> {
    /// What is known of a failure.
    pub(super) fn of(failure: &'f Failure) -> Self {
        Self {
            exit: failure.exit().code(),
            error: ErrorReport::of(failure),
        }
    }
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
