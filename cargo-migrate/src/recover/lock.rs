//! The lock with the recovered revisions, and the check that nothing is worse than before.

use migrate_core::plan::Plan;
use migrate_core::source::{self, Code, Drafts, Entry, Lock, LockEntry, Problem, SourceFiles};

use super::{RecoverFailure, Recovered};
use crate::settings::Settings;

/// The lock of the files with the recovered revisions among them, of which `after` is the outline.
///
/// A revision that the lock lists keeps its entry. Another one is sealed, because a database has applied it, unless it
/// is based on a draft.
///
/// # Errors
///
/// The lock seals a recovered revision with other digests.
pub(crate) fn lock(
    before: &Lock,
    recovered: &[Recovered],
    after: &Plan,
) -> Result<Lock, RecoverFailure> {
    let mut lock = before.clone();
    // Parents come first.
    for one in recovered {
        let (id, applied) = (one.manifest.id, one.sealed());
        match lock.entry(id) {
            Some(Entry::Draft) => {}
            Some(listed) if seals(listed, applied) => {}
            Some(_) => return Err(RecoverFailure::SealedOtherwise { id }),
            None => {
                let parents = &one.manifest.parents;
                let on_a_draft = parents
                    .iter()
                    .any(|parent| lock.entry(*parent) == Some(Entry::Draft));
                let entry = match on_a_draft {
                    true => Entry::Draft,
                    false => applied,
                };
                lock.entries.push(LockEntry { id, entry });
            }
        }
    }
    Ok(in_order(lock, after))
}

/// Whether what is listed is what was applied; a lock of an earlier time does not seal the manifest.
fn seals(listed: Entry, applied: Entry) -> bool {
    let without_manifest = |entry: Entry| match entry {
        Entry::Sealed { up, down, .. } => Some((up, down)),
        Entry::Draft => None,
    };
    match listed.manifest() {
        Some(_) => listed == applied,
        None => without_manifest(listed) == without_manifest(applied),
    }
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
