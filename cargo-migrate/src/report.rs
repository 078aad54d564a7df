//! What is reported, in both forms: the shapes of the JSON documents, and the same things for people.
//!
//! Every document begins with `version` and `command`; [`crate::output::JSON_VERSION`] says when the version changes.

mod failure;
mod problem;
mod state;

use migrate_core::plan::{Down, Revision, Seal};
use migrate_core::source::{Problem, Style, render};
use serde::Serialize;

use crate::failure::Failure;
use crate::live;
use crate::output::{Format, Output};

pub(crate) use failure::ErrorReport;
use failure::FailureReport;
pub(crate) use problem::ProblemReport;
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
    output.json(command, &FailureReport::of(failure));
}
