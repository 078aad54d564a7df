//! What a resume finds, and what only a person can know.

use std::fmt;

use super::{Direction, SourcePlace};
use crate::ledger::Resolution;
use crate::plan::Outside;
use crate::state::Named;

/// How a resume goes on at the statement that was sent last. The text says what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// The statement counts as carried out.
    Skip {
        /// What was found.
        because: String,
    },
    /// The statement is sent again, after these invalid indexes are dropped.
    Send {
        /// What was found.
        because: String,
        /// The indexes' quoted names.
        drop: Vec<String>,
    },
    /// The detachment of a partition is finalized.
    Finalize {
        /// What was found.
        because: String,
    },
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skip { because } => write!(f, "{because}; it is not sent again"),
            Self::Send { because, drop } if drop.is_empty() => {
                write!(f, "{because}; it is sent again")
            }
            Self::Send { because, drop } => {
                let they_are = if drop.len() == 1 { "it is" } else { "they are" };
                write!(
                    f,
                    "{because}; {they_are} dropped, and the statement is sent again"
                )
            }
            Self::Finalize { because } => write!(f, "{because}; it is finalized"),
        }
    }
}

/// What a person says about an interrupted revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// About the statement with this number, from 1.
    Step(u32, Resolution),
    /// All that the script did was undone by hand: it is as before the script.
    Undone,
}

/// What a resume makes of a statement that failed or whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// It finds out by itself how to go on.
    Resume,
    /// Somebody has to say whether it is sent again.
    Resolve,
}

impl Remedy {
    /// What suits a statement of this kind.
    #[must_use]
    pub fn of(kind: &Outside) -> Self {
        match kind {
            Outside::CreateIndexConcurrently { .. }
            | Outside::DropIndexConcurrently { .. }
            | Outside::ReindexConcurrently(_)
            | Outside::DetachPartitionConcurrently { .. } => Self::Resume,
            Outside::Refused | Outside::Plain => Self::Resolve,
        }
    }
}

/// An interrupted revision that cannot be taken up again as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The revision.
    pub revision: Named,
    /// Whether its up or its down script was run.
    pub direction: Direction,
    /// The statement that was sent last, from 1.
    pub step: u32,
    /// The number of statements.
    pub of: u32,
    /// The script's path below the plan's directory, the directory included.
    pub path: String,
    /// Where the statement stands; `None` when the script that was run is not at hand.
    pub place: Option<SourcePlace>,
    /// What stands in the way.
    pub doubt: Doubt,
}

/// Why an interrupted revision cannot be taken up again as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// Nothing tells whether a statement of this kind was carried out.
    Opaque,
    /// Something else has the name of the index that the statement builds.
    Taken {
        /// The quoted name.
        name: String,
        /// What has it: the definition of the index that is there.
        is: String,
    },
    /// Several indexes may be the one that a statement without a name for it built.
    Several {
        /// The quoted names.
        names: String,
    },
    /// Whether the index that is there is the one of the statement could not be found out.
    Incomparable {
        /// The server's reason.
        why: String,
    },
    /// The script is another one than was interrupted.
    Edited,
    /// The script was edited before the statement at which it was interrupted.
    EditedBefore,
    /// The plan does not have the revision.
    Unknown,
    /// The script is one that the ledger recorded, and this program cannot split it into statements.
    Unsplit,
    /// Something was said about another statement than the one at which the script was interrupted.
    OtherStep {
        /// Its number.
        named: u32,
    },
    /// Something was said about another revision than the one that was interrupted.
    OtherRevision {
        /// The revision.
        named: Named,
    },
}

impl Undecided {
    /// The way out.
    #[must_use]
    pub fn help(&self) -> String {
        let id = self.revision.id;
        let step = self.step;
        let path = &self.path;
        let resolve =
            |claim: &str| format!("`cargo migrate resolve {id} --step {step} {claim} --reason …`");
        match &self.doubt {
            Doubt::Opaque => format!(
                "see whether it was carried out and record it, {} or {}; then `cargo migrate resume`",
                resolve("--done"),
                resolve("--retry")
            ),
            Doubt::Incomparable { .. } => format!(
                "if the index is there, valid and the one that is meant, {}; if not, drop what is there, invalid or not, and \
                 {}; then `cargo migrate resume`. Where the server denied a temporary table, GRANT TEMPORARY ON DATABASE lets \
                 `cargo migrate resume` compare by itself",
                resolve("--done"),
                resolve("--retry")
            ),
            Doubt::Taken { .. } | Doubt::Several { .. } => format!(
                "if the index that is there will do, {}; if not, drop or rename it, and {}; then `cargo migrate resume`",
                resolve("--done"),
                resolve("--retry")
            ),
            Doubt::Edited => format!(
                "restore {path} as it was run; or, where the statements before statement {step} are as they were, \
                 accept the rest as it is now: {}; then `cargo migrate resume`",
                resolve("--retry")
            ),
            Doubt::EditedBefore => format!(
                "restore {path} up to statement {step}; or undo by hand what was done and record it: `cargo migrate \
                 resolve {id} --undone --reason …`"
            ),
            Doubt::Unknown => {
                "resume with the version of the project that has the revision".to_owned()
            }
            Doubt::Unsplit => "use the command line, which can: `cargo migrate resume`".to_owned(),
            Doubt::OtherStep { .. } => format!("name statement {step}: `--step {step}`"),
            Doubt::OtherRevision { .. } => format!("name the revision that was interrupted: {id}"),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the {} script of revision {} was interrupted at statement {} of {}, ",
            self.direction, self.revision, self.step, self.of
        )?;
        match &self.doubt {
            Doubt::Opaque => {
                f.write_str("and nothing tells whether that statement was carried out")
            }
            Doubt::Taken { name, is } => {
                write!(f, "and {name} is not the index that it builds: it is {is}")
            }
            Doubt::Several { names } => {
                write!(
                    f,
                    "and more than one index may be the one that it built: {names}"
                )
            }
            Doubt::Incomparable { why } => write!(
                f,
                "and whether the index that it builds is there cannot be found out: {why}"
            ),
            Doubt::Edited => f.write_str("and was edited since"),
            Doubt::EditedBefore => f.write_str("and the statements before it were edited since"),
            Doubt::Unknown => f.write_str("and this plan does not have it"),
            Doubt::Unsplit => f.write_str(
                "and is the one of the ledger, which this program cannot split into statements",
            ),
            Doubt::OtherStep { named } => write!(f, "not at statement {named}"),
            Doubt::OtherRevision { named } => write!(f, "and revision {named} was not interrupted"),
        }?;
        if let Some(place) = &self.place {
            place.show(&self.path, f)?;
        }
        f.write_str("\nnothing was changed")
    }
}
