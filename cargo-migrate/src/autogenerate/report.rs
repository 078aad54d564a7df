//! What is told of a difference, to people and to programs.

use migrate_schema::{Action, Change, Diff, Object};
use serde::Serialize;

use super::draft::Written;
use super::{Request, Writing};
use crate::commands::new::Document;
use crate::draft::Draft;
use crate::output::{Format, Output};
use crate::settings::Settings;

/// A change, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct ChangeReport {
    /// `create`, `drop`, `alter` or `replace`.
    action: &'static str,
    /// What it is: `table`, `column`.
    kind: String,
    name: String,
    /// What it was called, where it gets another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    /// What pulls it along, where it would stay by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    /// What is to be known before it is applied to rows and beside users.
    hazards: Vec<HazardReport>,
    statements: Vec<String>,
}

/// What a change does to rows and users, for programs.
#[derive(Debug, Serialize)]
struct HazardReport {
    /// `loses-data`, `may-fail`, `rewrites-table` and the like.
    name: &'static str,
    message: String,
}

impl ChangeReport {
    /// The changes of a difference.
    pub(crate) fn of(diff: &Diff) -> Vec<Self> {
        let one = |(number, change): (usize, &Change)| Self {
            action: action(change.action),
            kind: change.object.kind.words().to_owned(),
            name: change.object.name.clone(),
            was: change.was.as_ref().map(|was| was.name.clone()),
            because: change.because.as_ref().map(Object::to_string),
            hazards: change
                .hazards
                .iter()
                .map(|hazard| HazardReport {
                    name: hazard.name(),
                    message: hazard.to_string(),
                })
                .collect(),
            statements: diff
                .statements_of(number)
                .map(|statement| statement.sql.clone())
                .collect(),
        };
        diff.changes.iter().enumerate().map(one).collect()
    }
}

/// The word for what is done.
const fn action(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Drop => "drop",
        Action::Replace => "replace",
        Action::Rename => "rename",
        _ => "alter",
    }
}

/// The document of `new --auto`.
#[derive(Debug, Serialize)]
struct AutoDocument<'d> {
    /// What was written, the last one of several; absent when nothing was.
    #[serde(flatten)]
    created: Option<&'d Document>,
    /// All of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    revisions: Option<&'d [Document]>,
    changes: Vec<ChangeReport>,
    /// What differs and is not written.
    uncovered: Vec<String>,
    /// Whether the draft leads to the desired schema and back.
    proved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    up: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    down: Option<String>,
}

/// Nothing differs.
pub(super) fn nothing(format: Format, output: &mut Output) {
    if format == Format::Json {
        output.json(
            "new",
            &AutoDocument {
                created: None,
                revisions: None,
                changes: Vec::new(),
                uncovered: Vec::new(),
                proved: true,
                up: None,
                down: None,
            },
        );
    }
}

/// Tells people what changes.
pub(super) fn changes(diff: &Diff, output: &mut Output) {
    for change in &diff.changes {
        let verb = match change.action {
            Action::Create => "Create",
            Action::Drop => "Drop",
            Action::Replace => "Replace",
            Action::Rename => "Rename",
            _ => "Alter",
        };
        match &change.was {
            Some(was) => output.step(verb, format_args!("{was} to {}", change.object.name)),
            None => output.step(verb, &change.object),
        }
    }
    uncovered(diff, output);
}

/// Tells people what differs and is not written.
pub(crate) fn uncovered(diff: &Diff, output: &mut Output) {
    for object in &diff.uncovered {
        output.warning(format_args!(
            "{object} differs, and is not written: its whole definition is not known"
        ));
    }
}

/// Tells what was made.
pub(super) fn made(
    written: &Written,
    up: &Diff,
    request: &Request,
    settings: &Settings,
    output: &mut Output,
) {
    let is_preview = request.writing == Writing::Preview;
    if request.format == Format::Json {
        let created: Vec<Document> = match is_preview {
            true => Vec::new(),
            false => written
                .drafts
                .iter()
                .map(|draft| Document::of(draft, settings))
                .collect(),
        };
        let texts = |text: fn(&Draft) -> &str| {
            let texts: Vec<&str> = written.drafts.iter().map(text).collect();
            is_preview.then(|| texts.join("\n"))
        };
        output.json(
            "new",
            &AutoDocument {
                created: created.last(),
                revisions: (created.len() > 1).then_some(&created[..]),
                changes: ChangeReport::of(up),
                uncovered: up.uncovered.iter().map(Object::to_string).collect(),
                proved: true,
                up: texts(|draft| &draft.up),
                down: texts(|draft| draft.down.as_deref().unwrap_or_default()),
            },
        );
    } else if is_preview {
        let text = |draft: &Draft| {
            let down = draft.down.as_deref().unwrap_or_default();
            format!("{}\n{down}", draft.up)
        };
        let texts: Vec<String> = written.drafts.iter().map(text).collect();
        output.data(&texts.join("\n"));
    }
}
