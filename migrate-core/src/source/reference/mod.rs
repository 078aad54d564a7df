//! History that only grows: what a reference of version control has sealed, beside what the files say now.
//!
//! The lock alone cannot tell that a sealed revision was changed together with its entry; an earlier state of the same
//! files can. Reading that state is the caller's, comparing is here: two locks and two directories in, problems out.

mod differs;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::files::SourceFiles;
use super::lock::{Entry, Lock};
use super::manifest::{Amended, Manifest};
use super::problem::{Place, Problem};
use super::text;
use crate::plan::RevisionId;

/// The directory of revisions as a reference has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The reference, as it was named: `origin/main`.
    pub name: String,
    /// Its lock.
    pub lock: Lock,
    /// Its files. The directory is the path from the root of the repository, because `git show REF:path` wants that.
    pub files: SourceFiles,
}

/// The revisions of this lock that the other one does not have sealed, or has sealed otherwise: what a review has not seen yet.
/// Digests say that a file was not changed since it was sealed, not that it was proved; an amended one is new again.
#[must_use]
pub fn new_revisions(now: &Lock, then: &Lock) -> BTreeSet<RevisionId> {
    let is_known = |id, entry| match then.entry(id) {
        Some(sealed @ Entry::Sealed { .. }) => is_same(entry, sealed),
        Some(Entry::Draft) | None => false,
    };
    let lines = now.entries.iter();
    lines
        .filter(|line| !is_known(line.id, line.entry))
        .map(|line| line.id)
        .collect()
}

/// Whether everything that the other lock has sealed is in this one, unchanged and in the same order. Then
/// [`compare`] finds nothing, and the files of the reference need not be read.
#[must_use]
pub fn is_kept(now: &Lock, then: &Lock) -> bool {
    let mut lines = now.entries.iter();
    let sealed = then.entries.iter();
    sealed
        .filter(|line| line.entry != Entry::Draft)
        .all(|sealed| lines.any(|line| line.id == sealed.id && is_same(line.entry, sealed.entry)))
}

/// Everything that is sealed at the reference and is changed, gone or elsewhere now; drafts of the reference are free.
///
/// A revision that was amended, with its reason in the manifest, is a warning. Files whose lock cannot be read give no
/// problem here: [`load()`](super::load()) reports them.
#[must_use]
pub fn compare(now: &SourceFiles, then: &Reference) -> Vec<Problem> {
    let path = now.lock_path();
    let Some(text) = now.lock.as_deref().and_then(canonical) else {
        return Vec::new();
    };
    let Ok(lock) = Lock::parse(&path, &text) else {
        return Vec::new();
    };
    let compared = Compared {
        now: Side::new(now),
        then: Side::new(&then.files),
        reference: then,
        lock: &lock,
        lock_text: &text,
        lock_path: &path,
    };
    let mut problems = compared.entries();
    problems.extend(compared.order());
    problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    problems
}

fn is_sealed(lock: &Lock, id: RevisionId) -> bool {
    matches!(lock.entry(id), Some(Entry::Sealed { .. }))
}

/// Whether two entries seal the same; a lock of the time before manifests were sealed says nothing about them.
fn is_same(a: Entry, b: Entry) -> bool {
    digests(a, b).iter().all(|digest| digest.now == digest.then)
        && (a == Entry::Draft) == (b == Entry::Draft)
}

fn canonical(bytes: &[u8]) -> Option<Cow<'_, str>> {
    text::canonical(bytes).ok()
}

/// One digest of a revision, here and at the reference.
#[derive(Clone, Copy)]
struct Digests {
    name: &'static str,
    now: crate::plan::Digest,
    then: crate::plan::Digest,
}

/// The digests that both entries have.
fn digests(now: Entry, then: Entry) -> Vec<Digests> {
    let (
        Entry::Sealed { up, down, manifest },
        Entry::Sealed {
            up: up_then,
            down: down_then,
            manifest: manifest_then,
        },
    ) = (now, then)
    else {
        return Vec::new();
    };
    let named = |name, now, then| Digests { name, now, then };
    let mut all = vec![named("up", up, up_then), named("down", down, down_then)];
    if let (Some(now), Some(then)) = (manifest, manifest_then) {
        all.push(named("manifest", now, then));
    }
    all
}

/// The revisions of one side, by their manifests.
struct Side<'f> {
    files: &'f SourceFiles,
    manifests: Vec<(String, Manifest)>,
}

impl<'f> Side<'f> {
    fn new(files: &'f SourceFiles) -> Self {
        let manifests = super::manifests(files);
        Self { files, manifests }
    }

    /// The folder's name and the manifest of a revision.
    fn revision(&self, id: RevisionId) -> Option<(&str, &Manifest)> {
        let mut all = self.manifests.iter();
        let (folder, manifest) = all.find(|(_, manifest)| manifest.id == id)?;
        Some((folder, manifest))
    }

    /// The bytes of a file in a folder, as text.
    fn text(&self, folder: &str, file: &str) -> Option<Cow<'f, str>> {
        let mut folders = self.files.folders.iter();
        let folder = folders.find(|other| other.name == folder)?;
        let bytes = match file {
            super::files::MANIFEST_FILE => &folder.manifest,
            super::files::UP_FILE => &folder.up,
            _ => &folder.down,
        };
        canonical(bytes.as_deref()?)
    }

    fn has_sealed_children(&self, id: RevisionId, lock: &Lock) -> bool {
        let mut all = self.manifests.iter();
        all.any(|(_, other)| other.parents.contains(&id) && is_sealed(lock, other.id))
    }
}

/// Both sides, and the lock as it is now.
struct Compared<'a> {
    now: Side<'a>,
    then: Side<'a>,
    reference: &'a Reference,
    lock: &'a Lock,
    lock_text: &'a str,
    lock_path: &'a str,
}

impl Compared<'_> {
    /// What became of each entry that the reference has sealed.
    fn entries(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for sealed in &self.reference.lock.entries {
            if sealed.entry == Entry::Draft {
                continue;
            }
            match self.lock.entry(sealed.id) {
                None => problems.push(self.removed(sealed.id)),
                Some(Entry::Draft) => problems.push(self.unsealed(sealed.id)),
                Some(now) if is_same(now, sealed.entry) => {}
                Some(now) => problems.push(match self.amendment(sealed.id, now, sealed.entry) {
                    Some(reasons) => self.amended(sealed.id, now, sealed.entry, reasons),
                    None => self.rewritten(sealed.id, now, sealed.entry),
                }),
            }
        }
        problems
    }

    /// The amendments since the reference, when they explain why the entry is another one.
    ///
    /// `cargo migrate lock --amend` writes down the digests that it replaces. What others were based upon at the reference
    /// it does not change, so nothing explains that.
    fn amendment(&self, id: RevisionId, now: Entry, then: Entry) -> Option<&[Amended]> {
        let forward = digests(now, then)
            .iter()
            .any(|d| d.name == "up" && d.now != d.then);
        if forward && self.then.has_sealed_children(id, &self.reference.lock) {
            return None;
        }
        let (_, manifest) = self.now.revision(id)?;
        let first = manifest.amended.iter().position(|amended| {
            let replaced = Entry::Sealed {
                up: amended.up,
                down: amended.down,
                manifest: amended.manifest,
            };
            is_same(replaced, then)
        })?;
        Some(&manifest.amended[first..])
    }

    /// The first entry that stands elsewhere among those that are the same on both sides.
    fn order(&self) -> Option<Problem> {
        let same = |lock: &Lock, other: &Lock| -> Vec<RevisionId> {
            let kept = lock.entries.iter().filter(|line| {
                let there = other.entry(line.id);
                line.entry != Entry::Draft && there.is_some_and(|there| is_same(line.entry, there))
            });
            kept.map(|line| line.id).collect()
        };
        let now = same(self.lock, &self.reference.lock);
        let then = same(&self.reference.lock, self.lock);
        let (now, then) = now.into_iter().zip(then).find(|(now, then)| now != then)?;
        Some(self.reordered(now, then))
    }

    /// The place of an entry in the lock.
    fn line(&self, id: RevisionId) -> Place {
        match Lock::locate(self.lock_text, id) {
            range if range.is_empty() => Place::whole(self.lock_path),
            range => Place::within(self.lock_path, self.lock_text, range),
        }
    }
}
