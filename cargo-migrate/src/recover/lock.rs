//! The lock with the recovered revisions, and the check that nothing is worse than before.

use migrate_core::ledger::Row;
use migrate_core::plan::Plan;
use migrate_core::source::{self, Code, Drafts, Entry, Lock, LockEntry, Problem, SourceFiles};

use super::RecoverFailure;
use crate::settings::Settings;

/// The lock of the files with the recovered revisions among them, of which `after` is the outline.
///
/// A revision that the lock lists keeps its entry. Another one is sealed, because a database has applied it, unless it
/// is based on a draft.
///
/// # Errors
///
/// The lock seals a recovered revision with other digests.
pub(crate) fn lock(before: &Lock, rows: &[&Row], after: &Plan) -> Result<Lock, RecoverFailure> {
    let mut lock = before.clone();
    // The rows come parents first.
    for row in rows {
        let (up, down) = (row.up, row.down);
        let recorded = Entry::Sealed { up, down };
        match lock.entry(row.id) {
            Some(Entry::Draft) => {}
            Some(sealed) if sealed == recorded => {}
            Some(_) => return Err(RecoverFailure::SealedOtherwise { id: row.id }),
            None => {
                let on_a_draft = row
                    .parents
                    .iter()
                    .any(|parent| lock.entry(*parent) == Some(Entry::Draft));
                let entry = match on_a_draft {
                    true => Entry::Draft,
                    false => recorded,
                };
                lock.entries.push(LockEntry { id: row.id, entry });
            }
        }
    }
    Ok(in_order(lock, after))
}

/// Plan order; an entry whose folder is still missing stays behind the one that it followed.
fn in_order(lock: Lock, plan: &Plan) -> Lock {
    let has_folder = |id| plan.revisions.iter().any(|revision| revision.id == id);
    let mut entries: Vec<LockEntry> = plan
        .revisions
        .iter()
        .filter_map(|revision| {
            let entry = lock.entry(revision.id)?;
            Some(LockEntry {
                id: revision.id,
                entry,
            })
        })
        .collect();
    let mut previous = None;
    for line in &lock.entries {
        if !has_folder(line.id) {
            let place = entries.iter().position(|other| Some(other.id) == previous);
            entries.insert(place.map_or(0, |place| place + 1), *line);
        }
        previous = Some(line.id);
    }
    let head = match lock.head {
        Some(head) if !has_folder(head) => Some(head),
        _ => plan.revisions.last().map(|revision| revision.id),
    };
    Lock { head, entries }
}

/// What would be wrong with the files afterwards and is not wrong now. Several heads are not: to bring a line back is a
/// step towards joining it.
pub(crate) fn check(
    before: &SourceFiles,
    after: &SourceFiles,
    settings: &Settings,
) -> Vec<Problem> {
    let errors = |files: &SourceFiles| -> Vec<Problem> {
        let loaded = source::load(files, &settings.project, Drafts::Allowed);
        let errors = loaded.problems.into_iter().filter(Problem::is_error);
        errors.collect()
    };
    let old = errors(before);
    let is_new = |problem: &Problem| {
        problem.code != Code::TwoHeads
            && !old
                .iter()
                .any(|old| (old.code, &old.message) == (problem.code, &problem.message))
    };
    errors(after).into_iter().filter(is_new).collect()
}
