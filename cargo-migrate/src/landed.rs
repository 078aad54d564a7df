//! The SQL of another line, for whoever has to judge whether it goes with one's own.

use migrate_core::graph::Graph;
use migrate_core::plan::{Plan, Revision, RevisionId, Seal};
use migrate_core::source::files::UP_FILE;
use migrate_core::source::{SourceFiles, text};

use crate::output::{Output, Verbosity};

/// As many lines as one reads without looking for the pager.
const SHORT: usize = 40;

/// The revisions that the first of these has and none of the others, in plan order.
pub(crate) fn beyond<'p>(
    plan: &'p Plan,
    of: RevisionId,
    others: &[RevisionId],
) -> Vec<&'p Revision> {
    let graph = Graph::new(plan);
    let known = graph.ancestors(others.iter().filter_map(|id| graph.position(*id)));
    let all = graph.ancestors(graph.position(of));
    let here = all.iter().filter(|at| !known.contains(*at));
    here.map(|at| &plan.revisions[at]).collect()
}

/// Tells these revisions by their titles, and by their scripts as far as they are short or more was asked for.
pub(crate) fn tell(verb: &str, revisions: &[&Revision], files: &SourceFiles, output: &mut Output) {
    let scripts: Vec<String> = revisions
        .iter()
        .map(|revision| script(revision, files))
        .collect();
    let lines: usize = scripts.iter().map(|script| script.lines().count()).sum();
    let whole = lines <= SHORT || output.verbosity() >= Verbosity::Verbose;
    for (revision, script) in revisions.iter().zip(&scripts) {
        let draft = match revision.seal {
            Seal::Draft => " (draft)",
            Seal::Sealed => "",
        };
        let title = format!("{} {}{draft}", revision.id, revision.message);
        output.step(verb, title);
        if whole && output.verbosity() >= Verbosity::Normal {
            for line in script.lines() {
                output.plain(format_args!("             | {line}"));
            }
        }
    }
    if !whole {
        output.note(format_args!(
            "their scripts have {lines} lines: `-v` prints them, `cargo migrate show ID` one of them"
        ));
    }
}

/// The script that goes forward, without blank lines at its ends.
fn script(revision: &Revision, files: &SourceFiles) -> String {
    let mut folders = files.folders.iter();
    let folder = folders.find(|folder| folder.name == *revision.folder);
    let bytes = folder.and_then(|folder| folder.up.as_deref());
    let text = bytes.and_then(|bytes| text::canonical(bytes).ok());
    match text {
        Some(text) => text.trim_matches('\n').to_owned(),
        None => format!("-- no readable {UP_FILE}"),
    }
}
