//! `cargo migrate import`: another tool's history as a chain of drafts.

use std::path::PathBuf;

use migrate_core::plan::RevisionId;
use serde::Serialize;

use crate::Exit;
use crate::args::Report;
use crate::failure::Failure;
use crate::import::broken::{self, Marked};
use crate::import::{self, Import, ImportFailure, Imported, Tool, listing, write};
use crate::output::{Format, Output};
use crate::settings::Settings;

/// Import the migrations of another tool, as drafts
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Only files are read and written: the other tool's directory stays as it is, and no database is asked. Names, order, \
scripts and marks for running outside a transaction are kept. Ids are derived from the names, so importing again gives \
the same revisions. What is left behind is listed with the reason.")]
pub(crate) struct Args {
    /// The tool whose layout the directory has
    #[arg(long, value_name = "TOOL")]
    from: Tool,

    /// The other tool's directory of migrations
    #[arg(value_name = "DIR")]
    directory: PathBuf,

    /// Prove every revision on a scratch database, and let those whose down script is broken be irreversible, with the
    /// finding as the reason
    #[arg(long)]
    accept_broken_downs: bool,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'i> {
    from: &'static str,
    directory: &'i str,
    revisions: Vec<RevisionReport<'i>>,
    skipped: Vec<Remark<'i>>,
    notes: Vec<Remark<'i>>,
    /// Revisions that are irreversible because their down script is broken.
    irreversible: Vec<MarkedReport<'i>>,
}

#[derive(Debug, Serialize)]
struct MarkedReport<'i> {
    #[serde(serialize_with = "as_text")]
    id: RevisionId,
    folder: &'i str,
    reason: &'i str,
}

#[derive(Debug, Serialize)]
struct RevisionReport<'i> {
    #[serde(serialize_with = "as_text")]
    id: RevisionId,
    folder: &'i str,
    source: &'i str,
}

impl<'i> From<&'i Imported> for RevisionReport<'i> {
    fn from(revision: &'i Imported) -> Self {
        Self {
            id: revision.manifest.id,
            folder: &revision.folder,
            source: &revision.path,
        }
    }
}

#[derive(Debug, Serialize)]
struct Remark<'i> {
    path: &'i str,
    what: String,
}

/// Writes the whole directory of revisions, or nothing.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let target = settings.directory();
    write::check_free(&target).map_err(ImportFailure::Write)?;
    let found = listing::read(&args.directory).map_err(ImportFailure::Unreadable)?;
    let mut import =
        import::import(args.from, &found).map_err(|obstacles| ImportFailure::Obstacles {
            directory: args.directory.clone(),
            obstacles,
        })?;
    let marked = match args.accept_broken_downs {
        true => broken::mark(&mut import, args.from, settings, output)?,
        false => Vec::new(),
    };
    write::write(&import, &target).map_err(ImportFailure::Write)?;
    tell(args, &import, &marked, settings, output);
    Ok(Exit::Done)
}

fn tell(args: &Args, import: &Import, marked: &[Marked], settings: &Settings, output: &mut Output) {
    let from = args.directory.display();
    for skipped in &import.skipped {
        output.warning(format_args!(
            "left behind: {from}/{}: {}",
            skipped.path, skipped.why
        ));
    }
    for note in &import.notes {
        output.note(format_args!("{from}/{}: {}", note.path, note.what));
    }
    for one in marked {
        output.step(
            "Irreversible",
            format_args!("{}: {}", one.folder, one.reason),
        );
    }
    let (count, directory) = (import.revisions.len(), &settings.shown_directory());
    output.step(
        "Imported",
        format_args!("{count} revisions of {} into {directory}/", args.from),
    );
    output.note("all of them are drafts: `cargo migrate check` checks them, `cargo migrate lock` seals them");
    if args.report.format == Format::Json {
        let document = Document {
            from: args.from.name(),
            directory,
            revisions: import.revisions.iter().map(Into::into).collect(),
            skipped: import
                .skipped
                .iter()
                .map(|skipped| Remark {
                    path: &skipped.path,
                    what: skipped.why.to_string(),
                })
                .collect(),
            notes: import
                .notes
                .iter()
                .map(|note| Remark {
                    path: &note.path,
                    what: note.what.to_string(),
                })
                .collect(),
            irreversible: marked
                .iter()
                .map(|one| MarkedReport {
                    id: one.id,
                    folder: &one.folder,
                    reason: &one.reason,
                })
                .collect(),
        };
        output.json("import", &document);
    }
}

fn as_text<S: serde::Serializer>(id: &RevisionId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}
