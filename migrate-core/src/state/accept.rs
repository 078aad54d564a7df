//! What an application makes of a state when it starts.

use super::{Compatibility, State};

impl State {
    /// Whether an application of the plan works on the database: it is up to date, or ahead and declared compatible.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(
            self,
            Self::UpToDate
                | Self::Ahead {
                    compatible: Compatibility::Declared,
                    ..
                }
        )
    }

    /// Whether somebody else's run leads on from it: revisions are pending, or one of several statements may be on its way
    /// at this moment. Every other state that is not accepted needs a person.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Empty | Self::Behind { .. } | Self::Interrupted { .. }
        )
    }
}
