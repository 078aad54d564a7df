//! Why a reference of git cannot be compared with.

use std::fmt;

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
        /// Whether the history was cut off when it was cloned.
        depth: Depth,
        /// The remote that the name begins with, and the rest of the name.
        remote: Option<(String, String)>,
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

/// How much of the history a repository has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// All of it.
    Full,
    /// What `git clone --depth` fetched.
    Shallow,
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
            Self::NoReference {
                reference, remote, ..
            } => {
                let fetch = match remote {
                    Some((remote, branch)) => format!(
                        "`git fetch {remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}`"
                    ),
                    None => format!(
                        "a branch as `origin/{reference}` after `git fetch origin +refs/heads/{reference}:refs/remotes/origin/{reference}`, a \
                         tag after `git fetch origin tag {reference}`"
                    ),
                };
                format!("fetch it: {fetch}; in GitHub Actions `fetch-depth: 0` of actions/checkout fetches all")
            }
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
            Self::NoReference {
                reference,
                depth: Depth::Full,
                ..
            } => write!(f, "`{reference}` is no commit of this repository"),
            Self::NoReference {
                reference,
                depth: Depth::Shallow,
                ..
            } => write!(
                f,
                "`{reference}` is no commit of this repository, which is a shallow clone"
            ),
            Self::BadLock {
                reference,
                path,
                why,
            } => write!(f, "`{path}` at `{reference}` cannot be read: {why}"),
            Self::Git { doing, said } => write!(f, "git failed at {doing}: {said}"),
        }
    }
}
