//! A sealed revision beside its entry in the lock.

use super::edited;
use super::locked::{Check, LockFile, Standing};
use super::revisions::Found;
use super::{Amendment, Purpose};
use crate::plan::Digest;
use crate::source::code::Code;
use crate::source::digest::Digester;
use crate::source::lock::Entry;
use crate::source::problem::Problem;

/// The digests of a revision's files as they are now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    pub(super) up: Digest,
    pub(super) down: Digest,
    pub(super) manifest: Digest,
}

/// The digests of a revision in the lock.
#[derive(Clone, Copy)]
pub(super) struct Then {
    pub(super) up: Digest,
    pub(super) down: Digest,
    /// `None` in a lock of the time before manifests were sealed.
    pub(super) manifest: Option<Digest>,
}

/// One digest of a revision, as it was sealed and as it is.
#[derive(Clone, Copy)]
pub(super) struct Sides {
    pub(super) sealed: Digest,
    pub(super) found: Digest,
}

impl Sides {
    fn are_equal(self) -> bool {
        self.sealed == self.found
    }
}

impl Check<'_, '_> {
    /// Reports how a sealed revision differs from its entry, and tells how it stands.
    pub(super) fn sealed(
        &self,
        lock: &LockFile<'_>,
        at: usize,
        then: Then,
        digester: &mut Digester,
        problems: &mut Vec<Problem>,
    ) -> Standing {
        let found = &self.found[at];
        let Some(now) = &self.digests[at] else {
            return Standing::Changed;
        };
        let sides = |sealed, found| Sides { sealed, found };
        let (up, down) = (sides(then.up, now.up), sides(then.down, now.down));
        // A lock without the digest is refused as a whole, or being completed.
        let manifest = sides(then.manifest.unwrap_or(now.manifest), now.manifest);
        let scripts_are_equal = up.are_equal() && down.are_equal();
        if scripts_are_equal && manifest.are_equal() {
            return Standing::Intact;
        }
        if self.purpose == Purpose::Seal(Amendment::Revision(found.id())) {
            if !up.are_equal() && self.has_children(found) {
                problems.push(edited::amended_below(found, up));
            }
            return if scripts_are_equal {
                Standing::Intact
            } else {
                Standing::Draft
            };
        }
        if !up.are_equal() {
            problems.push(edited::up(lock.files, found, up, digester));
        }
        if !down.are_equal() {
            problems.push(edited::down(lock.files, found, down));
        }
        if !manifest.are_equal() {
            problems.push(edited::manifest(found, self.found, manifest, digester));
        }
        Standing::Changed
    }

    fn has_children(&self, found: &Found<'_>) -> bool {
        let mut others = self.found.iter();
        others.any(|other| other.manifest.parents.contains(&found.id()))
    }
}

/// The problem of a lock of the time before manifests were sealed, told once.
pub(super) fn incomplete(lock: &LockFile<'_>) -> Option<Problem> {
    let lacks = |entry: &Entry| matches!(entry, Entry::Sealed { manifest: None, .. });
    let entries = || lock.lock.entries.iter().filter(|line| lacks(&line.entry));
    let first = entries().next()?;
    let what = match entries().count() {
        1 => "an entry of the lock lacks".to_owned(),
        count => format!("{count} entries of the lock lack"),
    };
    let problem = Problem::new(
        Code::LockUnreadable,
        format!("{what} the key `manifest`, which seals a revision.toml"),
    )
    .at(lock.place(first.id))
    .label("sealed without its manifest")
    .help("run `cargo migrate lock`, which adds it, and look at what it adds it to: `git diff`");
    Some(problem)
}
