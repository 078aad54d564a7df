//! The revisions by their manifests alone: enough to list, name and merge them while the rest is being put right.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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
            directory: files.directory.clone().into(),
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
        let graph = Graph::new(&self.plan);
        let heads = graph.heads(&PositionSet::all(graph.len()));
        heads
            .into_iter()
            .map(|position| &self.plan.revisions[position])
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

/// The order of the plan, as [`migrate_core::source::chain::order`] has it, also where that one has nothing but problems:
/// of a chain with several heads, and of one with a cycle; where nothing but a cycle and what is above it is left, the
/// earliest comes first.
fn in_order(mut manifests: Vec<(String, Manifest)>) -> Vec<(String, Manifest)> {
    // From here on the smaller index comes first.
    manifests.sort_by_key(|(_, manifest)| (manifest.created, manifest.id));
    let mut by_id: BTreeMap<RevisionId, usize> = BTreeMap::new();
    for (at, (_, manifest)) in manifests.iter().enumerate() {
        by_id.entry(manifest.id).or_insert(at);
    }
    let mut children = vec![Vec::new(); manifests.len()];
    let mut missing = vec![0_usize; manifests.len()];
    for (at, (_, manifest)) in manifests.iter().enumerate() {
        for parent in manifest.parents.iter().filter_map(|id| by_id.get(id)) {
            children[*parent].push(at);
            missing[at] += 1;
        }
    }
    let mut left: BTreeSet<usize> = (0..manifests.len()).collect();
    let mut ready: BTreeSet<usize> = left
        .iter()
        .copied()
        .filter(|at| missing[*at] == 0)
        .collect();
    let mut places = vec![0; manifests.len()];
    for place in 0..manifests.len() {
        let Some(next) = ready.pop_first().or_else(|| left.first().copied()) else {
            break;
        };
        left.remove(&next);
        places[next] = place;
        for child in &children[next] {
            missing[*child] -= 1;
            if missing[*child] == 0 && left.contains(child) {
                ready.insert(*child);
            }
        }
    }
    let mut placed: Vec<_> = places.into_iter().zip(manifests).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, manifest)| manifest).collect()
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use migrate_core::source::Created;
    use migrate_core::source::chain::{self, Coverage, Link};

    use super::*;

    /// A manifest with this id, these parents and this time, in a folder that is named by the id.
    fn manifest(id: u64, parents: &[u64], created: u64) -> (String, Manifest) {
        let parents = parents.iter().copied().map(RevisionId::from_bits).collect();
        let created = Created::from_unix_seconds(created);
        let id = RevisionId::from_bits(id);
        (id.to_string(), Manifest::new(id, parents, "test", created))
    }

    fn ids(manifests: &[(String, Manifest)]) -> Vec<RevisionId> {
        manifests.iter().map(|(_, manifest)| manifest.id).collect()
    }

    #[test]
    fn the_order_of_a_sound_chain_is_that_of_the_plan() {
        let manifests = vec![
            manifest(6, &[4, 5], 1),
            manifest(5, &[2], 9),
            manifest(4, &[3], 2),
            manifest(3, &[1], 7),
            manifest(2, &[1], 7),
            manifest(1, &[], 8),
        ];
        let links: Vec<_> = manifests
            .iter()
            .map(|(_, manifest)| Link {
                id: manifest.id,
                parents: &manifest.parents,
                compatible: None,
                created: manifest.created,
                path: "",
                text: "",
            })
            .collect();
        let order = chain::order(&links, Coverage::Whole).unwrap();
        let expected: Vec<_> = order.into_iter().map(|at| links[at].id).collect();
        assert_eq!(ids(&in_order(manifests.clone())), expected);
    }

    #[test]
    fn nothing_is_left_out_of_a_broken_chain() {
        let manifests = vec![
            manifest(2, &[3], 2),
            manifest(3, &[2], 3),
            manifest(4, &[3], 1),
            manifest(1, &[9], 5),
            manifest(1, &[], 6),
        ];
        let expected = [1, 1, 4, 2, 3].map(RevisionId::from_bits);
        assert_eq!(ids(&in_order(manifests)), expected);
    }

    /// Clocks differ, and imported times may even run backwards: this is the worst of it.
    #[test]
    fn a_long_chain_whose_times_run_backwards_is_no_burden() {
        let count = 20_000;
        let manifests = (0..count)
            .map(|at| match at {
                0 => manifest(0, &[], count),
                _ => manifest(at, &[at - 1], count - at),
            })
            .collect();
        let started = Instant::now();
        let order = in_order(manifests);
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(
            ids(&order),
            (0..count).map(RevisionId::from_bits).collect::<Vec<_>>()
        );
    }
}
