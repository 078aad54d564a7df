//! What can be wrong with a target.

use std::fmt;

use super::{Range, Target};
use crate::plan::{Revision, RevisionId, Text};
use crate::run::Direction;

/// The text is not a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTarget {
    text: String,
}

impl BadTarget {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }

    /// What was given. It may hold a password: see [`BadTarget::looks_like_address`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a database's address was given where a revision belongs. It is not printed: it may hold a password.
    #[must_use]
    pub fn looks_like_address(&self) -> bool {
        self.text.contains("://") || self.text.contains(['=', '@'])
    }
}

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.looks_like_address() {
            return f.write_str(
                "what is given for a revision looks like a database's address, which is not printed",
            );
        }
        write!(
            f,
            "`{}` does not name a revision; expected `head`, `base`, an id or the start of one, a folder's name, `+N`, \
             `-N`, `ID+N`, `ID-N`, or a range `A..B` where a range is asked for",
            self.text
        )
    }
}

impl std::error::Error for BadTarget {}

/// A revision as a message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its identity.
    pub id: RevisionId,
    /// What it does, in the author's words.
    pub message: Text,
}

impl From<&Revision> for Candidate {
    fn from(revision: &Revision) -> Self {
        Self {
            id: revision.id,
            message: revision.message.clone(),
        }
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.id, self.message)
    }
}

/// Why a target does not lead to a revision of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetError {
    /// The text is not a target.
    Malformed(BadTarget),
    /// No revision has this id, prefix, folder or slug.
    Unknown {
        /// What was given.
        name: String,
    },
    /// A prefix of fewer than four digits.
    TooShort {
        /// What was given.
        prefix: String,
    },
    /// Several revisions answer to the name.
    Ambiguous {
        /// What was given.
        name: String,
        /// All of them, in plan order.
        candidates: Vec<Candidate>,
    },
    /// Counting up left the plan.
    BeyondHead {
        /// What was given.
        target: String,
        /// How many steps up there are from where counting started.
        available: usize,
    },
    /// Counting down left the plan.
    BeyondBase {
        /// What was given.
        target: String,
        /// How many steps down there are from where counting started.
        available: usize,
    },
    /// Counting came to a place with several ways on.
    AmbiguousPath {
        /// What was given.
        target: String,
        /// Where the ways part; `None` when counting starts at several applied heads.
        at: Option<Candidate>,
        /// Where they lead.
        choices: Vec<Candidate>,
    },
    /// The start of a range is not an ancestor of its end.
    NotAnAncestor {
        /// The start.
        from: Candidate,
        /// The end; `None` for `base`.
        to: Option<Candidate>,
    },
    /// `down` to a revision that is not applied, or from which nothing leads to what is applied.
    NotApplied {
        /// The revision.
        target: Candidate,
    },
    /// `up` with a target that counts down, or `down` with one that counts up.
    WrongDirection {
        /// What was given.
        target: Target,
        /// The direction of the command.
        direction: Direction,
    },
    /// A range for a printed script whose end lies the other way from its start.
    WrongWay {
        /// What was given.
        range: Range,
        /// The direction of the command.
        direction: Direction,
    },
}

impl From<BadTarget> for TargetError {
    fn from(bad: BadTarget) -> Self {
        Self::Malformed(bad)
    }
}

impl TargetError {
    /// The next step for the person who gave the target.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Malformed(bad) if bad.looks_like_address() => {
                "`--database` takes an address; `cargo migrate history` lists the revisions with their ids"
                    .to_owned()
            }
            Self::Malformed(_) | Self::Unknown { .. } => {
                "`cargo migrate history` lists the revisions with their ids".to_owned()
            }
            Self::TooShort { .. } => "give at least four digits of the id".to_owned(),
            Self::Ambiguous { .. } => "give more digits, or the whole folder name".to_owned(),
            Self::BeyondHead { .. } | Self::BeyondBase { .. } => {
                "`head` and `base` name the two ends".to_owned()
            }
            Self::AmbiguousPath { .. } => "name the revision by its id".to_owned(),
            Self::NotAnAncestor { .. } => {
                "`cargo migrate history --graph` shows what is based on what".to_owned()
            }
            Self::NotApplied { .. } => "`cargo migrate status` lists what is applied".to_owned(),
            Self::WrongDirection { target, direction } => {
                format!("run `cargo migrate {} {target}`", direction.other())
            }
            Self::WrongWay {
                range: Range { from, to },
                direction,
            } => format!(
                "the first of a range is what the database is at: `cargo migrate {direction} {to}..{from} --sql`, or \
                 `cargo migrate {} {from}..{to} --sql`",
                direction.other()
            ),
        }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(bad) => bad.fmt(f),
            Self::Unknown { name } => {
                write!(
                    f,
                    "no revision has the id, id prefix or folder name `{name}`"
                )
            }
            Self::TooShort { prefix } => write!(
                f,
                "`{prefix}` is too short for an id prefix: four digits or more are required"
            ),
            Self::Ambiguous { name, candidates } => {
                write!(f, "`{name}` could mean {} revisions:", candidates.len())?;
                list(f, candidates)
            }
            Self::BeyondHead { target, available } => write!(
                f,
                "`{target}` leads beyond the head: {} that way",
                steps(*available)
            ),
            Self::BeyondBase { target, available } => write!(
                f,
                "`{target}` leads beyond the base: {} that way",
                steps(*available)
            ),
            Self::AmbiguousPath {
                target,
                at,
                choices,
            } => {
                match at {
                    Some(at) => write!(f, "`{target}` has several ways to go at {at}:")?,
                    None => write!(f, "`{target}` could start at several applied heads:")?,
                }
                list(f, choices)
            }
            Self::NotAnAncestor { from, to: Some(to) } => {
                write!(f, "{from} is not an ancestor of {to}")
            }
            Self::NotAnAncestor { from, to: None } => {
                write!(f, "{from} does not come before the base")
            }
            Self::NotApplied { target } => write!(f, "{target} is not applied"),
            Self::WrongDirection { target, direction } => write!(
                f,
                "`{target}` counts {} from what is applied, and `{direction}` only goes {direction}",
                direction.other()
            ),
            Self::WrongWay { range, direction } => write!(
                f,
                "`{range}` leads {}, and `{direction}` only goes {direction}",
                direction.other()
            ),
        }
    }
}

fn steps(number: usize) -> String {
    match number {
        0 => "there is no revision".to_owned(),
        1 => "there is 1 revision".to_owned(),
        n => format!("there are {n} revisions"),
    }
}

fn list(f: &mut fmt::Formatter<'_>, candidates: &[Candidate]) -> fmt::Result {
    for candidate in candidates {
        write!(f, "\n  {candidate}")?;
    }
    Ok(())
}

impl std::error::Error for TargetError {}
