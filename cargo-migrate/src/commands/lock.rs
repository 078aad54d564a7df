//! `cargo migrate lock`: checks the drafts and seals them.

use migrate_core::source::files::LOCK_FILE;
use migrate_core::source::{self, Amendment, Entry, Lock, Problem};
use serde::Serialize;

use crate::args::Report;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::settings::Settings;
use crate::write::Prepared;
use crate::{Exit, project, report};

/// Check the drafts and seal them: from then on a change of their meaning is an error
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// Revisions that were drafts, or were not listed.
    sealed: Vec<report::RevisionReport<'r>>,
    /// Drafts that were listed and have no folder any more.
    dropped: Vec<String>,
    /// Whether the lock's text is another one now.
    written: bool,
}

/// Writes the lock when everything is in order; otherwise nothing.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let files = project::read(settings);
    let sealed = source::seal(&files, &settings.project, Amendment::Nothing);
    let before = sealed.before;
    let plan = project::accept(sealed.loaded, output)?;
    let Some(lock) = sealed.lock else {
        // The core hands out a lock with every plan; without one nothing may be written.
        return Err(Vec::<Problem>::new().into());
    };
    let was_sealed = |id| {
        matches!(
            before.as_ref().and_then(|lock| lock.entry(id)),
            Some(Entry::Sealed { .. })
        )
    };
    let new: Vec<_> = plan
        .revisions
        .iter()
        .filter(|revision| !was_sealed(revision.id))
        .collect();
    let dropped = dropped(before.as_ref(), &lock);
    let text = lock.to_string();
    let written = files.lock.as_deref() != Some(text.as_bytes());
    if written {
        Prepared::file(&settings.directory().join(LOCK_FILE), &text)?.publish()?;
    }
    for revision in &new {
        output.step(
            "Sealed",
            format_args!("{} {}", revision.id, revision.message),
        );
    }
    for id in &dropped {
        output.step(
            "Dropped",
            format_args!("{id}: the draft has no folder any more"),
        );
    }
    let remark = if written {
        "commit migrate.lock"
    } else {
        "nothing changed"
    };
    output.step(
        "Locked",
        format_args!("{} revisions; {remark}", plan.revisions.len()),
    );
    if args.report.format == Format::Json {
        let sealed = new.into_iter().map(Into::into).collect();
        output.json(
            "lock",
            &Document {
                sealed,
                dropped,
                written,
            },
        );
    }
    Ok(Exit::Done)
}

/// What the lock listed and does not list any more.
fn dropped(before: Option<&Lock>, after: &Lock) -> Vec<String> {
    let before = before.into_iter().flat_map(|lock| &lock.entries);
    before
        .filter(|line| after.entry(line.id).is_none())
        .map(|line| line.id.to_string())
        .collect()
}
