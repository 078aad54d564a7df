//! A lock file in which git left both sides: with its conflict markers, or line by line without them.

use std::ops::Range;

use super::{Entry, Lock, LockEntry, fast};

/// The words with which git's marker lines begin.
const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// The place of the first marker line; `None` for a text without markers.
fn marker(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_marker(line) {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

/// What git left of two branches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Conflict markers.
    Markers,
    /// The lines of both sides, one after the other: `merge=union`, or a conflict that was resolved by taking out the markers.
    BothSides,
}

/// What git left, and the first place that shows it; `None` for a text in which each line has its place.
pub(super) fn left(text: &str) -> Option<(Left, Range<usize>)> {
    if let Some(range) = marker(text) {
        return Some((Left::Markers, range));
    }
    let mut at = 0;
    let (mut heads, mut tables) = (0, 0);
    for line in text.split_inclusive('\n') {
        heads += usize::from(line.starts_with("head = "));
        tables += usize::from(line.trim_end() == "[revisions]");
        if heads > 1 || tables > 1 {
            return Some((Left::BothSides, at..at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}

fn is_marker(line: &str) -> bool {
    MARKERS.iter().any(|marker| line.starts_with(marker))
}

/// Which part of a conflict a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// One of the two sides, or outside of a conflict.
    Side,
    /// What both sides come from, which `merge.conflictStyle = diff3` shows and neither side has.
    Base,
}

/// Every entry of a conflicted lock, of both sides, each once; `None` when a line is neither an entry nor known, or when
/// the sides seal one revision differently. The order and the head are to be decided anew.
pub(super) fn union(text: &str) -> Option<Lock> {
    let mut entries: Vec<LockEntry> = Vec::new();
    let mut section = Section::Side;
    for line in text.lines() {
        if is_marker(line) {
            section = if line.starts_with("|||||||") {
                Section::Base
            } else {
                Section::Side
            };
            continue;
        }
        if section == Section::Base {
            continue;
        }
        let known = line.is_empty()
            || line.starts_with('#')
            || line.starts_with("version = 1")
            || line.starts_with("head = ")
            || line == "[revisions]";
        if known {
            continue;
        }
        let new = fast::entry(line)?;
        let Some(old) = entries.iter_mut().find(|old| old.id == new.id) else {
            entries.push(new);
            continue;
        };
        match (old.entry, new.entry) {
            (Entry::Draft, _) => old.entry = new.entry,
            (Entry::Sealed { .. }, Entry::Draft) => {}
            (a, b) if a == b => {}
            _ => return None,
        }
    }
    Some(Lock {
        head: None,
        entries,
    })
}
