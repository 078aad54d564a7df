//! Why nothing was moved.

use std::fmt;

use migrate_core::plan::RevisionId;

use crate::Exit;

/// Why nothing was moved. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RebaseFailure {
    /// Nothing says which of the heads is the caller's.
    Undecided {
        /// The heads: id and message.
        heads: Vec<(RevisionId, String)>,
    },
    /// `--onto` names a revision that others are built on.
    NotAHead {
        /// The revision.
        id: RevisionId,
        /// The heads.
        heads: Vec<(RevisionId, String)>,
    },
    /// A merge would be moved away from what it joins.
    Merge {
        /// The merge.
        id: RevisionId,
    },
    /// A revision that would be moved is sealed at a reference.
    SealedThere {
        /// The revisions.
        ids: Vec<RevisionId>,
        /// The reference.
        reference: String,
    },
    /// A revision that would be moved is in a database's ledger.
    Applied {
        /// The revisions.
        ids: Vec<RevisionId>,
        /// The database.
        place: String,
        /// What the first of them is built on; `None` for the base.
        fork: Option<RevisionId>,
    },
}

impl RebaseFailure {
    /// The exit code.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Undecided { .. } | Self::NotAHead { .. } | Self::Merge { .. } => Exit::Usage,
            Self::SealedThere { .. } => Exit::Files,
            Self::Applied { .. } => Exit::State,
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::NotAHead { heads, .. } => choices(heads),
            Self::Undecided { heads } => format!(
                "{}; in a `git merge` yours is what git calls ours (HEAD), in a `git rebase` what it calls theirs; or name what the others \
                 see: `--against origin/main`",
                choices(heads)
            ),
            Self::Merge { .. } => {
                "join the heads by another merge: `cargo migrate merge`; or remove the merge's folder, if no database has applied it, and rebase \
                 again".to_owned()
            }
            Self::SealedThere { .. } => {
                "join the heads: `cargo migrate merge`; or name the reference that counts: `--against REF`".to_owned()
            }
            Self::Applied { fork, .. } => {
                let target = fork.map_or_else(|| "base".to_owned(), |id| id.to_string());
                format!(
                    "join the heads, which moves nothing: `cargo migrate merge`; or take them back there while only your branch is checked out \
                     (`git merge --abort`, `git rebase --abort`): `cargo migrate down {target}`"
                )
            }
        }
    }
}

impl fmt::Display for RebaseFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided { heads } => {
                write!(
                    f,
                    "nothing says which of the heads {} is yours",
                    names(heads)
                )
            }
            Self::NotAHead { id, heads } => write!(
                f,
                "{id} is no head: revisions are built on it; the heads are {}",
                names(heads)
            ),
            Self::Merge { id } => write!(
                f,
                "{id} is a merge, and would be moved away from what it joins"
            ),
            Self::SealedThere { ids, reference } => write!(
                f,
                "{} sealed at `{reference}`, so others may have built on it",
                subject(ids)
            ),
            Self::Applied { ids, place, .. } => write!(
                f,
                "{} applied to {place}, which would not know it again on top of another revision",
                subject(ids)
            ),
        }
    }
}

fn choices(heads: &[(RevisionId, String)]) -> String {
    let each: Vec<_> = heads
        .iter()
        .map(|(id, message)| format!("`--onto {id}` keeps \"{message}\" and moves the rest"))
        .collect();
    each.join(", ")
}

fn names(heads: &[(RevisionId, String)]) -> String {
    let names: Vec<_> = heads
        .iter()
        .map(|(id, message)| format!("{id} ({message})"))
        .collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

fn subject(ids: &[RevisionId]) -> String {
    let names: Vec<_> = ids.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [one] => format!("revision {one} is"),
        several => format!("the revisions {} are", several.join(", ")),
    }
}
