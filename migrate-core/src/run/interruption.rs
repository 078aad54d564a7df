//! How a run ends that was told to stop.

use std::fmt;
use std::time::Duration;

use super::{Direction, Failure, Holder};
use crate::state::Named;

/// Where a run was when it was told to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interruption {
    /// It was waiting for another run. Nothing was changed.
    Waiting {
        /// Who holds the lock; `None` when it may not be seen.
        holder: Option<Holder>,
        /// How long it had waited.
        waited: Duration,
    },
    /// It was asking, or between two revisions: no revision was cut.
    Between {
        /// How many revisions were run and recorded.
        done: usize,
        /// The revision that would have been next, when that was known already.
        next: Option<Named>,
        /// Up or down.
        direction: Direction,
    },
    /// It was in a revision, which was cut or waiting for its next attempt.
    Revision(Box<Failure>),
}

impl Interruption {
    /// See [`super::Error::exit_code`].
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            // A revision that waited for its next attempt was not cut.
            Self::Revision(failure) if failure.is_cut() => 6,
            _ => 5,
        }
    }

    /// The way on.
    pub(super) fn help(&self) -> String {
        match self {
            Self::Revision(failure) => failure.help_after_interruption(),
            Self::Waiting { .. } | Self::Between { .. } => {
                "run the same command again to go on".to_owned()
            }
        }
    }
}

impl fmt::Display for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting { holder, waited } => {
                f.write_str("interrupted while waiting for another run")?;
                if let Some(holder) = holder {
                    write!(f, ": {holder}")?;
                }
                write!(f, "; waited {} s; nothing was changed", waited.as_secs())
            }
            Self::Between {
                done,
                next,
                direction,
            } => {
                match next {
                    Some(next) => write!(f, "interrupted before revision {next}")?,
                    None => f.write_str("interrupted before anything was run")?,
                }
                let verb = match direction {
                    Direction::Up => "applied",
                    Direction::Down => "reverted",
                };
                match done {
                    0 => f.write_str("; nothing was changed"),
                    1 => write!(f, "; 1 revision was {verb} and recorded"),
                    many => write!(f, "; {many} revisions were {verb} and recorded"),
                }
            }
            Self::Revision(failure) => write!(f, "interrupted\n{failure}"),
        }
    }
}
