//! The exit code of each error: the same for the command line and for a program that migrates with its own plan.

use super::Error;

impl Error {
    /// The code with which a program ends that did nothing but this run.
    ///
    /// | code | meaning |
    /// |---|---|
    /// | 2 | usage: the target, a pooler in between, or a server that fails or is lost outside a revision |
    /// | 4 | the database's state is refused |
    /// | 5 | busy: the lock was not obtained, or a table stayed locked; or interrupted between revisions |
    /// | 6 | a revision failed, or was cut by an interruption |
    ///
    /// ```
    /// use migrate_core::run::Error;
    /// use migrate_core::state::State;
    ///
    /// assert_eq!(Error::State(Box::new(State::Empty)).exit_code(), 4);
    /// ```
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            // Whether the server is gone before or after the connection was made, the same person has to look.
            Self::Target(_)
            | Self::Irreversible { .. }
            | Self::Pooler { .. }
            | Self::MayNotRecord { .. }
            | Self::Database { .. }
            | Self::Lost { .. } => 2,
            Self::State(_)
            | Self::Late { .. }
            | Self::Undecided(_)
            | Self::NotInterrupted { .. }
            | Self::Sealed { .. } => 4,
            Self::Busy(_) => 5,
            Self::Interrupted(interruption) => interruption.exit_code(),
            Self::Revision(_) => 6,
        }
    }
}
