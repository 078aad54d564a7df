//! The revisions by their manifests alone: enough to list, name and merge them while the rest is being put right.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::{Digest, Digests, Down, Plan, Revision, RevisionId, Script, Seal, Steps};
use migrate_core::source::{Code, Entry, Lock, Manifest, Problem, SourceFiles, text};

use migrate_core::target::{Place, Target};
use migrate_runtime::TargetError;

use crate::failure::{Failure, Usage};
use crate::settings::Settings;

/// The revisions by their manifests, in plan order. Scripts are empty and digests are zero: it is for the graph.
#[derive(Debug)]
pub(crate) struct Outline {
    /// The revisions.
    pub(crate) plan: Plan,
    /// The lock, when it can be read; a conflicted one as both sides together.
    pub(crate) lock: Option<Lock>,
}

impl Outline {
    /// Reads the manifests and the lock.
    ///
    /// # Errors
    ///
    /// A manifest, or the lock, cannot be read.
    pub(crate) fn read(files: &SourceFiles, settings: &Settings) -> Result<Self, Failure> {
        let mut problems: Vec<Problem> = Vec::new();
        let lock = match &files.lock {
            None => None,
            Some(bytes) => match parse_lock(files, bytes) {
                Ok(lock) => Some(lock),
                Err(found) => {
                    problems.extend(found);
                    None
                }
            },
        };
        let mut manifests = Vec::new();
        for folder in &files.folders {
            let Some(bytes) = &folder.manifest else {
                continue;
            };
            let path = files.path(&folder.name, "revision.toml");
            match Manifest::parse(&path, &readable(bytes)) {
                Ok(manifest) => manifests.push((folder.name.clone(), manifest)),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let revisions = in_order(manifests)
            .into_iter()
            .map(|(folder, manifest)| revision(folder, manifest, lock.as_ref()))
            .collect();
        let plan = Plan {
            name: settings.project.plan.clone().into(),
            ledger: settings.project.ledger.clone(),
            directory: settings.project.directory.clone().into(),
            revisions,
        };
        Ok(Self { plan, lock })
    }

    /// The revision that a name means.
    ///
    /// # Errors
    ///
    /// None or several have this name, or only a database knows what it means.
    pub(crate) fn find(&self, name: &str) -> Result<&Revision, Failure> {
        let target: Target = name.parse().map_err(TargetError::Malformed)?;
        if target.is_relative() {
            let target = name.to_owned();
            return Err(Usage::RelativeTarget { target }.into());
        }
        let graph = Graph::new(&self.plan);
        match target.resolve(&graph, &PositionSet::none(graph.len()))? {
            Place::At(position) => Ok(&self.plan.revisions[position]),
            Place::Base => {
                let name = name.to_owned();
                Err(TargetError::Unknown { name }.into())
            }
        }
    }

    /// The revisions without children, in plan order.
    pub(crate) fn heads(&self) -> Vec<&Revision> {
        let parents: BTreeSet<RevisionId> = self
            .plan
            .revisions
            .iter()
            .flat_map(|revision| revision.parents.iter().copied())
            .collect();
        self.plan
            .revisions
            .iter()
            .filter(|revision| !parents.contains(&revision.id))
            .collect()
    }
}

fn parse_lock(files: &SourceFiles, bytes: &[u8]) -> Result<Lock, Vec<Problem>> {
    let path = files.lock_path();
    let text = readable(bytes);
    Lock::parse(&path, &text).or_else(|problems| {
        let union = Lock::union_of_conflict(&text);
        union.ok_or_else(|| problems.into_iter().map(|p| undecided(p, &path)).collect())
    })
}

/// The advice for a conflict of git that has no union: the usual advice is `cargo migrate merge`, which refuses it too.
fn undecided(mut problem: Problem, path: &str) -> Problem {
    if problem.code == Code::LockConflicted {
        problem.help = vec![format!(
            "take one side whole, with the scripts that it seals: `git checkout --ours -- {path}` or `--theirs`"
        )];
        return problem.note("its sides seal a revision differently, or a line of it is no entry");
    }
    problem
}

/// The canonical text. Bytes that have none become a text that no parser accepts.
fn readable(bytes: &[u8]) -> Cow<'_, str> {
    text::canonical(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes))
}

/// Parents before children, ties by `created`, then by id. What is in a cycle or has no parent comes where it can.
fn in_order(manifests: Vec<(String, Manifest)>) -> Vec<(String, Manifest)> {
    let key = |manifest: &Manifest| (manifest.created, manifest.id);
    let known: BTreeSet<RevisionId> = manifests.iter().map(|(_, manifest)| manifest.id).collect();
    let mut sorted = manifests;
    sorted.sort_by_key(|(_, manifest)| key(manifest));
    let mut waiting = VecDeque::from(sorted);
    let mut done: BTreeSet<RevisionId> = BTreeSet::new();
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|(_, manifest)| {
            manifest
                .parents
                .iter()
                .all(|parent| done.contains(parent) || !known.contains(parent))
        });
        let Some(next) = waiting.remove(ready.unwrap_or(0)) else {
            break;
        };
        done.insert(next.1.id);
        order.push(next);
    }
    order
}

fn revision(folder: String, manifest: Manifest, lock: Option<&Lock>) -> Revision {
    let nothing = Digest::from_bytes([0; 32]);
    let script = || Script {
        text: "".into(),
        steps: Steps::Transaction,
    };
    Revision {
        id: manifest.id,
        parents: manifest.parents.into(),
        message: manifest.message.into(),
        created: manifest.created.to_string().into(),
        folder: folder.into(),
        seal: match lock.and_then(|lock| lock.entry(manifest.id)) {
            Some(Entry::Sealed { .. }) => Seal::Sealed,
            Some(Entry::Draft) | None => Seal::Draft,
        },
        digests: Digests {
            up: nothing,
            down: nothing,
            chain: nothing,
        },
        transaction: manifest.transaction,
        up: script(),
        down: match manifest.irreversible {
            Some(reason) => Down::Irreversible {
                reason: reason.into(),
            },
            None => Down::Script(script()),
        },
        compatible: manifest.compatible,
        lock_timeout: manifest.lock_timeout,
        statement_timeout: manifest.statement_timeout,
    }
}
