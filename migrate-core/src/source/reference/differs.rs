//! Where a revision differs from what a reference has sealed.

use super::{Compared, Digests};
use crate::plan::RevisionId;
use crate::source::digest::Digester;
use crate::source::files::{DOWN_FILE, MANIFEST_FILE, UP_FILE};
use crate::source::lock::Entry;
use crate::source::manifest::{Manifest, Part};
use crate::source::problem::Place;

/// The files of a revision that are not what was sealed, and the first place that shows it.
pub(super) struct Difference {
    pub(super) place: Place,
    pub(super) label: Option<String>,
    /// The names of the files, the most telling first.
    pub(super) files: Vec<&'static str>,
}

/// Whether a revision's files and its entry in the lock are of one mind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rewritten {
    /// The files mean what the entry says: both were changed.
    Together,
    /// The files mean something else, which the lock's own check reports.
    LockAlone,
}

/// The longest line that is quoted.
const QUOTED: usize = 100;

impl Compared<'_> {
    /// Whether the files of a revision mean what its entry says now.
    pub(super) fn rewritten_how(&self, id: RevisionId, now: Entry) -> Rewritten {
        let found = self.now.revision(id).and_then(|(folder, manifest)| {
            let up = self.now.text(folder, UP_FILE)?;
            let down = self.now.text(folder, DOWN_FILE);
            let mut digester = Digester::new();
            let mode = manifest.transaction;
            Some(Entry::Sealed {
                up: digester.up(id, &manifest.parents, mode, &up),
                down: digester.down(id, down.as_deref()),
                manifest: Some(digester.manifest(&manifest.facts())),
            })
        });
        match found {
            Some(found) if super::is_same(found, now) => Rewritten::Together,
            _ => Rewritten::LockAlone,
        }
    }

    /// Where the revision differs; `None` when the files show no difference, or are not there.
    pub(super) fn difference(&self, id: RevisionId, digests: &[Digests]) -> Option<Difference> {
        let (folder, manifest) = self.now.revision(id)?;
        let (folder_then, manifest_then) = self.then.revision(id)?;
        let changed = |name| digests.iter().any(|d| d.name == name && d.now != d.then);
        let mut found: Vec<(Place, Option<String>, &'static str)> = Vec::new();
        if changed("up") {
            let key = forward_key(manifest, manifest_then);
            match key.and_then(|(part, was)| self.key(folder, part, was)) {
                Some(place) => found.push(place),
                None => found.extend(self.line_of(UP_FILE, folder, folder_then)),
            }
        }
        if changed("down") {
            found.extend(self.line_of(DOWN_FILE, folder, folder_then));
        }
        if changed("manifest") {
            let key = manifest_key(manifest, manifest_then);
            let key = key.and_then(|(part, was)| self.key(folder, part, was));
            found.extend(key.or_else(|| self.line_of(MANIFEST_FILE, folder, folder_then)));
        }
        let mut files: Vec<&'static str> = Vec::new();
        for (_, _, file) in &found {
            if !files.contains(file) {
                files.push(file);
            }
        }
        let (place, label, _) = found.into_iter().next()?;
        Some(Difference {
            place,
            label,
            files,
        })
    }

    /// A key of the manifest, with what it was.
    fn key(
        &self,
        folder: &str,
        part: Part,
        was: String,
    ) -> Option<(Place, Option<String>, &'static str)> {
        let text = self.now.text(folder, MANIFEST_FILE)?;
        let path = self.now.files.path(folder, MANIFEST_FILE);
        let place = Place::within(path, &text, Manifest::locate(&text, part));
        Some((place, Some(was), MANIFEST_FILE))
    }

    /// The first line of a file that is another one at the reference; of a file that is only there, its folder's manifest.
    fn line_of(
        &self,
        file: &'static str,
        folder: &str,
        folder_then: &str,
    ) -> Option<(Place, Option<String>, &'static str)> {
        let reference = &self.reference.name;
        let path = self.now.files.path(folder, file);
        let now = self.now.text(folder, file);
        let then = self.then.text(folder_then, file);
        let (now, then) = match (now, then) {
            (Some(now), Some(then)) => (now, then),
            (Some(_), None) => {
                let label = format!("`{reference}` has no {file} of it");
                return Some((Place::whole(path), Some(label), file));
            }
            (None, Some(_)) => {
                let manifest = self.now.text(folder, MANIFEST_FILE)?;
                let place = Place::within(
                    self.now.files.path(folder, MANIFEST_FILE),
                    &manifest,
                    Manifest::locate(&manifest, Part::Id),
                );
                return Some((place, Some(format!("its {file} is gone")), file));
            }
            (None, None) => return None,
        };
        let (range, was) = first_difference(&now, &then);
        let label = match was {
            Some(was) => format!("`{reference}` has here: {was}"),
            None => format!("not at `{reference}`"),
        };
        Some((Place::within(path, &now, range), Some(label), file))
    }
}

/// A key of the manifest that changes what a revision does, when it is not what it was.
fn forward_key(now: &Manifest, then: &Manifest) -> Option<(Part, String)> {
    if now.parents != then.parents {
        let parents: Vec<_> = then.parents.iter().map(ToString::to_string).collect();
        let was = match parents.is_empty() {
            true => "had no parent".to_owned(),
            false => format!("was {}", parents.join(", ")),
        };
        return Some((Part::Parents, was));
    }
    (now.transaction != then.transaction).then(|| {
        (
            Part::Transaction,
            "was the other transaction mode".to_owned(),
        )
    })
}

/// A key of the manifest that the plan embeds, when it is not what it was. The message has no place of its own.
fn manifest_key(now: &Manifest, then: &Manifest) -> Option<(Part, String)> {
    fn was<T: ToString>(value: Option<T>) -> String {
        match value {
            Some(value) => format!("was {}", value.to_string()),
            None => "was not there".to_owned(),
        }
    }
    if now.created != then.created {
        return Some((Part::Created, was(Some(then.created))));
    }
    if now.compatible != then.compatible {
        return Some((Part::Compatible, was(then.compatible)));
    }
    if now.lock_timeout != then.lock_timeout {
        return Some((Part::LockTimeout, was(then.lock_timeout)));
    }
    (now.statement_timeout != then.statement_timeout)
        .then(|| (Part::StatementTimeout, was(then.statement_timeout)))
}

/// The first line that differs in more than its indentation, and what stands there on the other side.
fn first_difference(now: &str, then: &str) -> (std::ops::Range<usize>, Option<String>) {
    let mut others = then.lines();
    let mut at = 0;
    let mut last = 0..0;
    for line in now.split_inclusive('\n') {
        let words = line.trim_end();
        let range = at + (words.len() - words.trim_start().len())..at + words.len();
        at += line.len();
        match others.next() {
            Some(other) if other.trim() == words.trim() => last = range,
            other => return (range, other.map(|other| clipped(other.trim()))),
        }
    }
    // What follows there is missing here.
    (last, others.next().map(|other| clipped(other.trim())))
}

fn clipped(line: &str) -> String {
    match line.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_says_something_else_is_found() {
        let then = "CREATE TABLE a (\n    id int\n);\n";
        let cases = [
            (
                "CREATE TABLE a (\n  id int\n);\nSELECT 1;\n",
                "SELECT 1;",
                None,
            ),
            (
                "CREATE TABLE a (\n\tid bigint\n);\n",
                "id bigint",
                Some("id int"),
            ),
            ("CREATE TABLE a (\n", "CREATE TABLE a (", Some("id int")),
        ];
        for (now, line, was) in cases {
            let (range, other) = first_difference(now, then);
            assert_eq!((&now[range], other.as_deref()), (line, was));
        }
    }
}
