//! Why a reference of git cannot be compared with.

use std::fmt;

use super::missing::{Depth, Fetch, Missing};
use crate::Exit;

/// Why a reference cannot be compared with. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HistoryFailure {
    /// There is no `git` command.
    NoGit {
        /// What the operating system says.
        why: String,
    },
    /// The package is not in the work tree of a repository.
    NoRepository {
        /// What git says.
        said: String,
        /// The command that git advises.
        advised: Option<String>,
    },
    /// The repository has no such commit.
    NoReference {
        /// What was named.
        reference: String,
        /// Why it means none.
        why: Missing,
    },
    /// The lock at the reference is no lock file.
    BadLock {
        /// What was named.
        reference: String,
        /// The path of the lock in the repository.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// Git failed at something that it is expected to do.
    Git {
        /// What it was asked for.
        doing: &'static str,
        /// What it says.
        said: String,
    },
}

impl HistoryFailure {
    /// The exit code.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::NoGit { .. }
            | Self::NoRepository { .. }
            | Self::NoReference { .. }
            | Self::BadLock { .. }
            | Self::Git { .. } => Exit::Usage,
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        let help = match self {
            Self::NoGit { .. } => "install git, or leave the reference out".to_owned(),
            Self::NoRepository {
                advised: Some(command),
                ..
            } => format!("if you trust it, as in a container of CI: `{command}`"),
            Self::NoRepository { .. } => {
                "run it in a clone of the repository, not in an export of its files".to_owned()
            }
            Self::NoReference { reference, why } => why.help(reference),
            Self::BadLock { .. } => {
                "compare with a commit whose lock is in order: the one before, `REF~1`, or a release's tag".to_owned()
            }
            Self::Git { .. } => return None,
        };
        Some(help)
    }
}

impl fmt::Display for HistoryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit { why } => write!(f, "the command `git` cannot be started: {why}"),
            Self::NoRepository { said, .. } => {
                write!(f, "git gives no repository for the package: {said}")
            }
            Self::NoReference { reference, why } => why.tell(reference, f),
            Self::BadLock {
                reference,
                path,
                why,
            } => write!(f, "`{path}` at `{reference}` cannot be read: {why}"),
            Self::Git { doing, said } => write!(f, "git failed at {doing}: {said}"),
        }
    }
}

impl Missing {
    fn tell(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object { kind } => write!(
                f,
                "`{name}` is no commit, but a {} of one",
                match &**kind {
                    "tree" => "directory",
                    _ => "file",
                }
            ),
            Self::BeyondRoot {
                base,
                commits,
                depth: Depth::Full,
            } => write!(
                f,
                "`{name}` is before the first commit: the history of `{base}` has {commits}"
            ),
            Self::BeyondRoot {
                base,
                commits,
                depth: Depth::Shallow,
            } => write!(
                f,
                "`{name}` is not here: this is a shallow clone, which has {commits} of `{base}`"
            ),
            Self::NotFrom { base } => {
                write!(
                    f,
                    "`{name}` is no commit of this repository; `{base}` is one"
                )
            }
            Self::NoCommit => write!(
                f,
                "`{name}` is no commit of this repository, in which nothing was committed yet"
            ),
            Self::OfRemote { known } => write!(
                f,
                "`{name}` is no commit of this repository; `{known}` is one"
            ),
            Self::Path => write!(f, "`{name}` is a path, and no commit of this repository"),
            Self::Id {
                depth: Depth::Shallow,
            }
            | Self::Unknown {
                depth: Depth::Shallow,
                ..
            } => write!(
                f,
                "`{name}` is no commit of this repository, which is a shallow clone"
            ),
            Self::Id { depth: Depth::Full }
            | Self::Unknown {
                depth: Depth::Full, ..
            } => write!(f, "`{name}` is no commit of this repository"),
        }
    }

    fn help(&self, name: &str) -> String {
        const ALL: &str = "in GitHub Actions `fetch-depth: 0` of actions/checkout fetches all";
        match self {
            Self::Object { .. } | Self::Path => {
                "name the branch, the tag or the commit alone, such as `origin/main`: where the revisions are in it, is found".to_owned()
            }
            Self::BeyondRoot {
                depth: Depth::Shallow,
                ..
            }
            | Self::Id {
                depth: Depth::Shallow,
            } => format!("fetch the history: `git fetch --unshallow`; {ALL}"),
            Self::BeyondRoot { .. } | Self::NotFrom { .. } => {
                "name a commit that is there: `git log --oneline --graph` shows them".to_owned()
            }
            Self::NoCommit => "compare with it when it has revisions: until then leave the reference out".to_owned(),
            Self::OfRemote { known } => format!("name it as it is called here: `{known}`"),
            Self::Id { depth: Depth::Full } => {
                "fetch it, if somebody has pushed it: `git fetch --all`".to_owned()
            }
            Self::Unknown {
                fetch: Some(Fetch::Branch { remote, branch }),
                ..
            } => format!(
                "fetch it: `git fetch {remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}`; {ALL}"
            ),
            Self::Unknown {
                fetch: Some(Fetch::Any { remote }),
                ..
            } => format!(
                "fetch it: a branch as `{remote}/{name}` after `git fetch {remote} +refs/heads/{name}:refs/remotes/{remote}/{name}`, a tag \
                 after `git fetch {remote} tag {name}`; {ALL}"
            ),
            Self::Unknown { fetch: None, .. } => {
                "there is no remote to fetch it from; `git branch` and `git tag` list what is here".to_owned()
            }
        }
    }
}
