//! The words of what was rewritten, and the ways back.

use super::differs::{Difference, Rewritten};
use super::{Compared, digests};
use crate::plan::RevisionId;
use crate::source::code::Code;
use crate::source::files::{DOWN_FILE, MANIFEST_FILE, UP_FILE};
use crate::source::lock::Entry;
use crate::source::manifest::{Amended, Manifest, Part};
use crate::source::problem::{Place, Problem};

impl Compared<'_> {
    /// A revision whose entry is another one, and nothing says why.
    pub(super) fn rewritten(&self, id: RevisionId, now: Entry, then: Entry) -> Problem {
        let reference = &self.reference.name;
        let sides = digests(now, then);
        let (message, place) = match self.rewritten_how(id, now) {
            Rewritten::Together => (
                format!(
                    "revision {id} was rewritten together with its entry in the lock: it is not what `{reference}` has sealed"
                ),
                self.difference(id, &sides),
            ),
            Rewritten::LockAlone => (
                format!(
                    "the entry of revision {id} in the lock was rewritten: it is not what `{reference}` has sealed"
                ),
                None,
            ),
        };
        let files = match &place {
            Some(Difference { files, .. }) => files.clone(),
            None => files_of(&sides),
        };
        let problem = Problem::new(Code::HistoryRewritten, message);
        let problem = match place {
            Some(Difference { place, label, .. }) => {
                let problem = problem.at(place);
                match label {
                    Some(label) => problem.label(label),
                    None => problem,
                }
            }
            None => problem.at(self.line(id)).label("this entry was changed"),
        };
        let problem = self.shown_sides(problem, now, then);
        let problem = self.show(problem, id, &files);
        let problem = self
            .restore(problem, id)
            .help("put the change into a new revision: `cargo migrate new`");
        let forward = sides
            .iter()
            .any(|side| side.name == "up" && side.now != side.then);
        if forward && self.then.has_sealed_children(id, &self.reference.lock) {
            return problem.note("other revisions are based upon what it did");
        }
        let when = match sides
            .iter()
            .all(|side| side.name == "manifest" || side.now == side.then)
        {
            true => "if it says the right thing now",
            false => "if no database has applied it",
        };
        problem.help(format!(
            "{when}: `{}`, then `cargo migrate lock --amend {id} --reason \"…\"`, which leaves the reason in revision.toml",
            self.checkout(&[self.then.files.lock_path()])
        ))
    }

    /// A revision that may be edited again.
    pub(super) fn unsealed(&self, id: RevisionId) -> Problem {
        let reference = &self.reference.name;
        let problem = Problem::new(
            Code::HistoryRewritten,
            format!("revision {id} is sealed at `{reference}`, and a draft here"),
        )
        .at(self.line(id))
        .label("not sealed any more");
        self.show(problem, id, &[UP_FILE]).help(format!(
            "restore the lock: `{}`, then `cargo migrate lock`, which enters your own revisions again",
            self.checkout(&[self.then.files.lock_path()])
        ))
    }

    /// A revision that is not listed any more.
    pub(super) fn removed(&self, id: RevisionId) -> Problem {
        let reference = &self.reference.name;
        let what = match self.then.revision(id) {
            Some((_, manifest)) => format!("revision {id} ({})", manifest.message),
            None => format!("revision {id}"),
        };
        let problem = Problem::new(
            Code::HistoryRemoved,
            format!("{what} is sealed at `{reference}`, and not in the lock any more"),
        )
        .at(Place::whole(self.lock_path))
        .note("databases that applied it would be refused: they hold a revision that nobody knows");
        self.restore(self.show(problem, id, &[UP_FILE]), id)
            .help("what a revision did is taken back by a new one: `cargo migrate new`")
    }

    /// Two entries that changed places.
    pub(super) fn reordered(&self, now: RevisionId, then: RevisionId) -> Problem {
        let reference = &self.reference.name;
        Problem::new(
            Code::HistoryReordered,
            format!("the lock lists revision {now} where `{reference}` has {then}"),
        )
        .at(self.line(now))
        .label("sealed in another order")
        .help("write the order anew: `cargo migrate lock`")
        .help(format!(
            "or restore the lock: `{}`, then `cargo migrate lock`",
            self.checkout(&[self.then.files.lock_path()])
        ))
    }

    /// A revision that was changed in the one way that leaves its reason.
    pub(super) fn amended(
        &self,
        id: RevisionId,
        now: Entry,
        then: Entry,
        why: &[Amended],
    ) -> Problem {
        let reference = &self.reference.name;
        let problem = Problem::new(
            Code::HistoryAmended,
            format!("revision {id} was amended: it is not what `{reference}` has sealed"),
        );
        let mut problem = match self.amended_place(id, why) {
            Some(place) => problem.at(place),
            None => problem.at(self.line(id)),
        };
        if let Some(last) = why.last() {
            problem = problem.label(format!("because: {}", last.reason));
        }
        for earlier in why.iter().rev().skip(1) {
            problem = problem.note(format!("and before, at {}: {}", earlier.at, earlier.reason));
        }
        let changed: Vec<_> = digests(now, then)
            .into_iter()
            .filter(|d| d.now != d.then)
            .collect();
        let files = files_of(&changed);
        let problem = self.shown_sides(problem, now, then);
        self.show(problem, id, &files)
            .help("it is for the review to accept: databases that applied what was sealed keep it, and refuse this build where the way forward or back differs")
    }

    /// The header of the last of these entries in the manifest.
    fn amended_place(&self, id: RevisionId, why: &[Amended]) -> Option<Place> {
        let (folder, manifest) = self.now.revision(id)?;
        let text = self.now.text(folder, MANIFEST_FILE)?;
        let path = self.now.files.path(folder, MANIFEST_FILE);
        let header = "[[amended]]";
        let mut headers = text.match_indices(header);
        debug_assert!(why.len() <= manifest.amended.len());
        let range = match headers.nth(manifest.amended.len().saturating_sub(1)) {
            Some((at, _)) => at..at + header.len(),
            None => Manifest::locate(&text, Part::Id),
        };
        Some(Place::within(path, &text, range))
    }

    /// The digests that differ, both sides of each.
    fn shown_sides(&self, mut problem: Problem, now: Entry, then: Entry) -> Problem {
        let reference = &self.reference.name;
        for side in digests(now, then) {
            if side.now != side.then {
                let name = side.name;
                problem = problem
                    .note(format!(
                        "`{name}` is sealed at `{reference}` as {}",
                        side.then
                    ))
                    .note(format!("`{name}` is sealed here as {}", side.now));
            }
        }
        problem
    }

    /// The command that prints each of these files of a revision as it was sealed.
    fn show(&self, problem: Problem, id: RevisionId, files: &[&'static str]) -> Problem {
        let Some((folder, _)) = self.then.revision(id) else {
            return problem;
        };
        files.iter().fold(problem, |problem, file| {
            let path = path(&self.then.files.directory, folder, file);
            let object = quoted(&format!("{}:{path}", self.reference.name));
            problem.help(format!("see what was sealed: `git show {object}`"))
        })
    }

    /// The way back, of the files and of the lock.
    fn restore(&self, problem: Problem, id: RevisionId) -> Problem {
        let Some((folder, _)) = self.then.revision(id) else {
            return problem;
        };
        let directory = &self.then.files.directory;
        let folder_path = below(directory, folder);
        let command = self.checkout(&[folder_path, self.then.files.lock_path()]);
        let renamed = match self.now.revision(id) {
            Some((now, _)) if now != folder => {
                format!(", remove {}/{now}", self.now.files.directory)
            }
            _ => String::new(),
        };
        problem.help(format!(
            "restore it: `{command}`{renamed}, then `cargo migrate lock`, which enters your own revisions again"
        ))
    }

    /// The command that takes these paths of the repository from the reference, wherever one stands.
    fn checkout(&self, paths: &[String]) -> String {
        let reference = quoted(&self.reference.name);
        let paths: Vec<_> = paths
            .iter()
            .map(|path| quoted(&format!(":/{}", path.trim_start_matches('/'))))
            .collect();
        format!("git checkout {reference} -- {}", paths.join(" "))
    }
}

/// The files that these digests are made of, where they differ.
fn files_of(sides: &[super::Digests]) -> Vec<&'static str> {
    let changed = sides.iter().filter(|side| side.now != side.then);
    changed
        .map(|side| match side.name {
            "up" => UP_FILE,
            "down" => DOWN_FILE,
            _ => MANIFEST_FILE,
        })
        .collect()
}

fn path(directory: &str, folder: &str, file: &str) -> String {
    format!("{}/{file}", below(directory, folder))
}

fn below(directory: &str, name: &str) -> String {
    match directory {
        "" => name.to_owned(),
        directory => format!("{directory}/{name}"),
    }
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/:@^~+-=".contains(c);
    match word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::{below, quoted};

    #[test]
    fn a_word_is_quoted_where_a_shell_would_break_it() {
        assert_eq!(quoted("origin/main:db/up.sql"), "origin/main:db/up.sql");
        assert_eq!(quoted("main~2"), "main~2");
        assert_eq!(quoted("v1:my shop/it's"), "'v1:my shop/it'\\''s'");
        assert_eq!(below("", "migrate.lock"), "migrate.lock");
    }
}
