//! A reader for exactly the layout that [`write`](super::write) produces.
//!
//! The macro reads thousands of lines in an unoptimised build. Whatever this reader does not know it leaves to the
//! full one; a property test holds that the two agree.

use super::{Entry, Lock, LockEntry};

const BEGIN: &str = "# Written by `cargo migrate`. Commit it; do not edit it.\nversion = 1\n";

/// The lock, or `None` for anything that is not plainly in the written layout.
pub(super) fn read(text: &str) -> Option<Lock> {
    let rest = text.strip_prefix(BEGIN)?;
    let (head, rest) = match rest.strip_prefix("head = \"") {
        Some(rest) => {
            let (head, rest) = rest.split_once("\"\n")?;
            (Some(head.parse().ok()?), rest)
        }
        None => (None, rest),
    };
    let rest = rest.strip_prefix("\n[revisions]\n")?;
    if !rest.is_empty() && !rest.ends_with('\n') {
        return None;
    }
    let entries: Vec<LockEntry> = rest.lines().map(entry).collect::<Option<_>>()?;
    let mut ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    ids.sort_unstable();
    let unique = ids.windows(2).all(|pair| pair[0] != pair[1]);
    unique.then_some(Lock { head, entries })
}

/// The entry on one line.
pub(super) fn entry(line: &str) -> Option<LockEntry> {
    let (id, value) = line.split_once(" = ")?;
    let id = id.parse().ok()?;
    if value == "\"draft\"" {
        return Some(LockEntry {
            id,
            entry: Entry::Draft,
        });
    }
    let digests = value.strip_prefix("{ up = \"")?.strip_suffix("\" }")?;
    let (up, digests) = digests.split_once("\", down = \"")?;
    let (down, manifest) = match digests.split_once("\", manifest = \"") {
        Some((down, manifest)) => (down, Some(manifest.parse().ok()?)),
        None => (digests, None),
    };
    let entry = Entry::Sealed {
        up: up.parse().ok()?,
        down: down.parse().ok()?,
        manifest,
    };
    Some(LockEntry { id, entry })
}
