//! What a schema is beside what was recorded of it.

use std::fmt;

/// What a schema is beside what was recorded of it, where that is no [`State`](super::State) of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// Nobody asked, or there is no ledger, or its state comes first.
    Unasked,
    /// It is as it was recorded.
    AsRecorded {
        /// When that was.
        at: String,
    },
    /// Nothing was recorded yet.
    Unrecorded,
    /// Something was done after which nothing was recorded.
    Unknown {
        /// The first such thing.
        since: Moved,
    },
    /// What was recorded says nothing here.
    Incomparable {
        /// Why not.
        why: String,
    },
}

/// An event of the ledger after which the schema was not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What was done: `up`.
    pub event: String,
    /// With which revision.
    pub id: Option<String>,
    /// Of which plan, if it is another one.
    pub plan: Option<String>,
    /// When.
    pub at: String,
    /// By which program.
    pub tool: String,
}

impl Standing {
    /// Its name in reports: `as-recorded`, `unknown`, …; `None` where nobody asked.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        match self {
            Self::Unasked => None,
            Self::AsRecorded { .. } => Some("as-recorded"),
            Self::Unrecorded => Some("unrecorded"),
            Self::Unknown { .. } => Some("unknown"),
            Self::Incomparable { .. } => Some("incomparable"),
        }
    }

    /// What to do about it, or `None` where there is nothing to be done.
    #[must_use]
    pub const fn help(&self) -> Option<&'static str> {
        match self {
            Self::Unasked | Self::AsRecorded { .. } => None,
            Self::Unrecorded | Self::Unknown { .. } | Self::Incomparable { .. } => Some(
                "`cargo migrate verify` compares it with what the revisions make; a run of `up` or `down` records it as it leaves it",
            ),
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unasked => f.write_str("the schema was not compared"),
            Self::AsRecorded { at } => write!(f, "the schema is as it was recorded at {at}"),
            Self::Unrecorded => {
                f.write_str("the schema is not compared: nothing was recorded of it yet")
            }
            Self::Unknown { since } => write!(
                f,
                "the schema is not compared: it is unknown since {since}, after which it was not recorded"
            ),
            Self::Incomparable { why } => write!(f, "the schema is not compared: {why}"),
        }
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.event)?;
        if let Some(id) = &self.id {
            write!(f, " of {id}")?;
        }
        if let Some(plan) = &self.plan {
            write!(f, " of the plan `{plan}`")?;
        }
        write!(f, " ({}, {})", self.at, self.tool)
    }
}
