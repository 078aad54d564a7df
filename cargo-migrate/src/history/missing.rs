//! Why a name means no commit, as far as the repository can tell.

use super::failure::HistoryFailure;
use super::git::Repository;

/// Why a name means no commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It means something else: a file or a directory of a commit.
    Object {
        /// In git's words: `tree`, `blob`.
        kind: String,
    },
    /// It counts back from a commit further than the history goes.
    BeyondRoot {
        /// The commit that it counts from.
        base: String,
        /// How many commits there are from that one on, along the first parents: `3 commits`.
        commits: String,
        /// Whether the history was cut off when it was cloned.
        depth: Depth,
    },
    /// It goes on from a commit to one that is not there.
    NotFrom {
        /// The commit that it begins with.
        base: String,
    },
    /// Nothing was committed yet.
    NoCommit,
    /// A branch that the repository knows of a remote alone.
    OfRemote {
        /// Its name here: `origin/main`.
        known: String,
    },
    /// It is the path of a file or a directory.
    Path,
    /// The id of a commit that is not here.
    Id {
        /// Whether the history was cut off when it was cloned.
        depth: Depth,
    },
    /// There is nothing of this name; perhaps it was not fetched.
    Unknown {
        /// Whether the history was cut off when it was cloned.
        depth: Depth,
        /// What could be fetched, and from where; `None` when there is no remote.
        fetch: Option<Fetch>,
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

/// What could be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fetch {
    /// The name begins with a remote's.
    Branch {
        /// The remote.
        remote: String,
        /// The rest of the name.
        branch: String,
    },
    /// A branch or a tag of this remote.
    Any {
        /// The remote.
        remote: String,
    },
}

/// Finds out why.
///
/// # Errors
///
/// Git cannot be started.
pub(super) fn why(repository: &Repository, name: &str) -> Result<Missing, HistoryFailure> {
    if let Some(kind) = repository.asks(&["cat-file", "-t", name])? {
        return Ok(Missing::Object { kind });
    }
    if let Some((base, rest)) = counted(name)
        && repository.find_commit(base)?.is_some()
    {
        let base = base.to_owned();
        if counts_back(rest) {
            let words = ["rev-list", "--first-parent", "--count", &base];
            let commits = match repository.asks(&words)?.as_deref() {
                Some("1") => "1 commit".to_owned(),
                commits => format!("{} commits", commits.unwrap_or("no")),
            };
            let depth = depth(repository)?;
            return Ok(Missing::BeyondRoot {
                base,
                commits,
                depth,
            });
        }
        return Ok(Missing::NotFrom { base });
    }
    if repository.has_path(name) {
        return Ok(Missing::Path);
    }
    let known = format!("refs/remotes/*/{name}");
    let words = ["for-each-ref", "--format=%(refname:short)", &known];
    if !name.contains(['*', '?', '['])
        && let Some(refs) = repository.asks(&words)?
        && let Some(known) = refs.lines().find(|line| !line.is_empty())
    {
        let known = known.to_owned();
        return Ok(Missing::OfRemote { known });
    }
    let depth = depth(repository)?;
    if name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Missing::Id { depth });
    }
    let fetch = fetch(repository, name)?;
    if fetch.is_none() && repository.find_commit("HEAD")?.is_none() {
        return Ok(Missing::NoCommit);
    }
    Ok(Missing::Unknown { depth, fetch })
}

/// A name that goes on from another one: `HEAD`, `~5`.
fn counted(name: &str) -> Option<(&str, &str)> {
    let at = name.find(['~', '^']).or_else(|| name.find("@{"))?;
    Some(name.split_at(at)).filter(|(base, _)| !base.is_empty())
}

/// Whether `~5` or `^^` follow the first parents. A digit after `^` names another one.
fn counts_back(rest: &str) -> bool {
    let other = |part: &str| part.starts_with(|c: char| c.is_ascii_digit() && c != '1');
    !rest.contains('{') && !rest.split('^').skip(1).any(other)
}

fn depth(repository: &Repository) -> Result<Depth, HistoryFailure> {
    let answer = repository.asks(&["rev-parse", "--is-shallow-repository"])?;
    Ok(match answer.as_deref() {
        Some("true") => Depth::Shallow,
        _ => Depth::Full,
    })
}

fn fetch(repository: &Repository, name: &str) -> Result<Option<Fetch>, HistoryFailure> {
    let remotes = repository.asks(&["remote"])?.unwrap_or_default();
    let remotes: Vec<&str> = remotes.lines().filter(|line| !line.is_empty()).collect();
    let branch = remotes.iter().find_map(|remote| {
        let branch = name.strip_prefix(remote)?.strip_prefix('/')?;
        Some(Fetch::Branch {
            remote: (*remote).to_owned(),
            branch: branch.to_owned(),
        })
    });
    let usual = remotes.iter().find(|remote| **remote == "origin");
    Ok(branch.or_else(|| {
        let remote = (*usual.or(remotes.first())?).to_owned();
        Some(Fetch::Any { remote })
    }))
}
