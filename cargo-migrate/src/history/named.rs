//! How a reference is named on the command line.

use std::fmt;
use std::str::FromStr;

/// A branch, a tag or a commit, as it was typed. Whether there is such a commit, only a repository knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GitRef(String);

/// What was typed can be no commit in any repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadGitRef {
    /// Nothing, as of a variable that is not set.
    Empty,
    /// To git it would be an option.
    Option,
    /// Two commits, or all that is not below one.
    Range,
    /// A control character.
    Character,
}

impl GitRef {
    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GitRef {
    type Err = BadGitRef;

    fn from_str(text: &str) -> Result<Self, BadGitRef> {
        // What is searched for in messages, as in `HEAD^{/text}` and `:/text`, may hold anything.
        let name = text.split(['{', '/']).next().unwrap_or_default();
        if text.trim().is_empty() {
            Err(BadGitRef::Empty)
        } else if text.starts_with('-') {
            Err(BadGitRef::Option)
        } else if text.starts_with('^') || name.contains("..") {
            Err(BadGitRef::Range)
        } else if text.contains(char::is_control) {
            Err(BadGitRef::Character)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for BadGitRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Empty => "nothing is named, as where a variable is not set",
            Self::Option => "this is an option",
            Self::Range => "this is a range, and what is sealed is compared with one commit",
            Self::Character => "a control character is in it",
        };
        write!(
            f,
            "{what}; expected a branch, a tag or a commit: `origin/main`"
        )
    }
}

impl std::error::Error for BadGitRef {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_takes_as_one_commit_is_taken() {
        for name in [
            "main",
            "origin/feat/x",
            "v1.0",
            "HEAD~2",
            "main@{1 day ago}",
            "HEAD^{/a..b}",
            ":/a..b",
            "@",
        ] {
            assert_eq!(
                name.parse().map(|named: GitRef| named.0),
                Ok(name.to_owned())
            );
        }
    }

    #[test]
    fn what_is_no_commit_anywhere_is_refused_with_the_reason() {
        for (text, why) in [
            ("", BadGitRef::Empty),
            (" ", BadGitRef::Empty),
            ("--help", BadGitRef::Option),
            ("-", BadGitRef::Option),
            ("main..dev", BadGitRef::Range),
            ("main...dev", BadGitRef::Range),
            ("^main", BadGitRef::Range),
            ("main\0", BadGitRef::Character),
        ] {
            assert_eq!(text.parse::<GitRef>(), Err(why), "{text:?}");
        }
    }
}
