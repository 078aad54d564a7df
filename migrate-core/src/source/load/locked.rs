//! The lock against the files.

use std::borrow::Cow;

use super::revisions::{Found, bad_text};
use super::sealed::{Now, Then, incomplete};
use super::{Drafts, Purpose};
use crate::plan::RevisionId;
use crate::source::chain::Coverage;
use crate::source::code::Code;
use crate::source::digest::Digester;
use crate::source::files::SourceFiles;
use crate::source::lock::{Entry, Lock};
use crate::source::manifest::Part;
use crate::source::problem::{Place, Problem};
use crate::source::text;

/// The lock, with the text for the places of problems.
pub(super) struct LockFile<'f> {
    pub(super) files: &'f SourceFiles,
    pub(super) path: String,
    pub(super) text: Cow<'f, str>,
    pub(super) lock: Lock,
}

/// How a revision stands in the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Sealed, and its files still mean the same: its scripts were checked when it was sealed.
    Intact,
    /// Sealed, and changed.
    Changed,
    /// A draft, or not listed: its scripts are to be checked.
    Draft,
}

/// Reads the lock; `None` when there is none that can be used.
pub(super) fn read<'f>(
    files: &'f SourceFiles,
    purpose: Purpose,
    problems: &mut Vec<Problem>,
) -> Option<LockFile<'f>> {
    let path = files.lock_path();
    let writing = !matches!(purpose, Purpose::Use(_));
    let Some(bytes) = &files.lock else {
        let hidden = |at: &str| at == path || at == files.directory;
        let reported = files.unreadable.iter().any(|file| hidden(&file.path));
        if !writing && !reported {
            problems.push(missing(&path));
        }
        return None;
    };
    let text = match text::canonical(bytes) {
        Ok(text) => text,
        Err(bad) => {
            problems.push(bad_text(&path, bytes, bad));
            return None;
        }
    };
    let lock = match Lock::parse(&path, &text) {
        Ok(lock) => lock,
        Err(more) => match Lock::union_of_conflict(&text) {
            Some(union) if writing => union,
            _ => {
                problems.extend(more);
                return None;
            }
        },
    };
    Some(LockFile {
        files,
        path,
        text,
        lock,
    })
}

fn missing(path: &str) -> Problem {
    Problem::new(Code::LockMissing, format!("`{path}` does not exist"))
        .at(Place::whole(path))
        .help(format!("restore it: `git checkout -- {path}`"))
        .help("in a project that never had one: `cargo migrate lock`")
}

/// Everything that the check of the lock looks at.
pub(super) struct Check<'a, 'f> {
    pub(super) lock: Option<&'a LockFile<'f>>,
    pub(super) found: &'a [Found<'f>],
    /// The digests of each found revision; `None` when one of its scripts could not be read.
    pub(super) digests: &'a [Option<Now>],
    pub(super) order: Option<&'a [usize]>,
    pub(super) coverage: Coverage,
    pub(super) purpose: Purpose,
}

impl Check<'_, '_> {
    /// Reports what is wrong, and tells how each found revision stands.
    pub(super) fn run(
        &self,
        digester: &mut Digester,
        problems: &mut Vec<Problem>,
    ) -> Vec<Standing> {
        let Some(lock) = self.lock else {
            return vec![Standing::Draft; self.found.len()];
        };
        if let Purpose::Use(_) = self.purpose {
            problems.extend(incomplete(lock));
        }
        let entries = sorted_entries(&lock.lock);
        let entry = |id: RevisionId| {
            let at = entries.binary_search_by_key(&id, |(id, _)| *id).ok()?;
            Some(entries[at].1)
        };
        let mut standing = Vec::with_capacity(self.found.len());
        for at in 0..self.found.len() {
            let entry = entry(self.found[at].id());
            standing.push(self.revision(lock, at, entry, digester, problems));
        }
        self.not_on_disk(lock, problems);
        if let (Purpose::Use(_), Some(order)) = (self.purpose, self.order) {
            self.head_and_order(lock, order, problems);
            self.drafts_below(lock, order, &standing, problems);
        }
        standing
    }

    fn revision(
        &self,
        lock: &LockFile<'_>,
        at: usize,
        entry: Option<Entry>,
        digester: &mut Digester,
        problems: &mut Vec<Problem>,
    ) -> Standing {
        let found = &self.found[at];
        match entry {
            None => {
                if let Purpose::Use(_) = self.purpose {
                    problems.push(not_in_lock(lock, found));
                }
                Standing::Draft
            }
            Some(Entry::Draft) => {
                if self.purpose == Purpose::Use(Drafts::Refused) {
                    problems.push(draft_refused(lock, found));
                }
                Standing::Draft
            }
            Some(Entry::Sealed { up, down, manifest }) => {
                let then = Then { up, down, manifest };
                self.sealed(lock, at, then, digester, problems)
            }
        }
    }

    /// Entries without a folder. When a lock is written, drafts that are gone are dropped from it.
    fn not_on_disk(&self, lock: &LockFile<'_>, problems: &mut Vec<Problem>) {
        if self.coverage == Coverage::Partial {
            return;
        }
        let mut ids: Vec<_> = self.found.iter().map(Found::id).collect();
        ids.sort_unstable();
        for line in &lock.lock.entries {
            let reading = matches!(self.purpose, Purpose::Use(_));
            if ids.binary_search(&line.id).is_ok() || (line.entry == Entry::Draft && !reading) {
                continue;
            }
            let problem = Problem::new(
                Code::NotOnDisk,
                format!("the lock lists revision {}, and no folder has it", line.id),
            )
            .at(lock.place(line.id))
            .label("listed here")
            .help(format!(
                "restore its folder; `git log -S {} -- {}` finds the commits that added or removed it",
                line.id, lock.files.directory
            ));
            problems.push(match line.entry {
                Entry::Draft => {
                    problem.help("if the draft is not wanted any more: `cargo migrate lock`")
                }
                Entry::Sealed { .. } => problem,
            });
        }
    }

    /// The head and the order, which say something only when the lock and the files have the same revisions.
    fn head_and_order(&self, lock: &LockFile<'_>, order: &[usize], problems: &mut Vec<Problem>) {
        let entries = &lock.lock.entries;
        let sorted = sorted_entries(&lock.lock);
        let listed = |at: &usize| {
            let id = self.found[*at].id();
            sorted.binary_search_by_key(&id, |(id, _)| *id).is_ok()
        };
        if entries.len() != order.len() || !order.iter().all(listed) {
            return;
        }
        let head = order.last().map(|at| self.found[*at].id());
        if head != lock.lock.head {
            problems.push(wrong_head(lock, head));
        }
        let in_plan = order.iter().map(|at| self.found[*at].id());
        let mut pairs = entries.iter().zip(in_plan);
        if let Some((line, id)) = pairs.find(|(line, id)| line.id != *id) {
            let problem = Problem::new(
                Code::LockOrder,
                format!(
                    "the lock lists revision {} where the plan has {id}",
                    line.id
                ),
            )
            .at(lock.place(line.id))
            .label("out of order")
            .help("run `cargo migrate lock`");
            problems.push(problem);
        }
    }

    /// Drafts upon which a sealed revision is based.
    fn drafts_below(
        &self,
        lock: &LockFile<'_>,
        order: &[usize],
        standing: &[Standing],
        problems: &mut Vec<Problem>,
    ) {
        let mut drafts: Vec<RevisionId> = lock
            .lock
            .entries
            .iter()
            .filter(|l| l.entry == Entry::Draft)
            .map(|l| l.id)
            .collect();
        drafts.sort_unstable();
        let mut told = Vec::new();
        for at in order.iter().filter(|at| standing[**at] != Standing::Draft) {
            let child = &self.found[*at];
            for parent in &child.manifest.parents {
                if drafts.binary_search(parent).is_err() || told.contains(parent) {
                    continue;
                }
                told.push(*parent);
                let child = child.id();
                let problem = Problem::new(
                    Code::DraftBelowSealed,
                    format!(
                        "revision {parent} is a draft, and sealed revision {child} is based upon it"
                    ),
                )
                .at(lock.place(*parent))
                .label("a draft")
                .related(lock.place(child), "sealed upon it")
                .help("seal it: `cargo migrate lock`");
                problems.push(problem);
            }
        }
    }
}

impl LockFile<'_> {
    pub(super) fn place(&self, id: RevisionId) -> Place {
        self.within(Lock::locate(&self.text, id))
    }

    fn within(&self, range: std::ops::Range<usize>) -> Place {
        if range == (0..0) {
            Place::whole(&self.path)
        } else {
            Place::within(&self.path, &self.text, range)
        }
    }
}

fn sorted_entries(lock: &Lock) -> Vec<(RevisionId, Entry)> {
    let mut entries: Vec<_> = lock
        .entries
        .iter()
        .map(|line| (line.id, line.entry))
        .collect();
    entries.sort_unstable_by_key(|(id, _)| *id);
    entries
}

fn not_in_lock(lock: &LockFile<'_>, found: &Found<'_>) -> Problem {
    Problem::new(
        Code::NotInLock,
        format!("revision {} is not listed in `{}`", found.id(), lock.path),
    )
    .at(found.place(Part::Id))
    .label("not in the lock")
    .help("run `cargo migrate lock`")
}

fn wrong_head(lock: &LockFile<'_>, head: Option<RevisionId>) -> Problem {
    let shown = |id: Option<RevisionId>| match id {
        Some(id) => format!("revision {id}"),
        None => "no revision".to_owned(),
    };
    let (locked, found) = (shown(lock.lock.head), shown(head));
    Problem::new(
        Code::WrongHead,
        format!("the lock says that the head is {locked}, and the files say {found}"),
    )
    .at(lock.within(Lock::locate_head(&lock.text)))
    .label("not the last revision of the chain")
    .help("run `cargo migrate lock`")
}

fn draft_refused(lock: &LockFile<'_>, found: &Found<'_>) -> Problem {
    Problem::new(
        Code::DraftInRelease,
        format!(
            "revision {} is a draft, which a release build and `--locked` refuse",
            found.id()
        ),
    )
    .at(lock.place(found.id()))
    .label("a draft")
    .help("seal it and commit the lock: `cargo migrate lock`")
}
