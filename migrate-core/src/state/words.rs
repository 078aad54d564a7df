//! The words for each state: facts and place, and the way out beside.

use std::fmt;

use super::{Named, State};

impl State {
    /// The way out, or `None` where there is nothing to put right.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        todo!()
    }

    /// The state's name in reports: `up-to-date`, `behind`, ….
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unmanaged { .. } => "unmanaged",
            Self::UpToDate => "up-to-date",
            Self::Behind { .. } => "behind",
            Self::Ahead { .. } => "ahead",
            Self::Diverged { .. } => "diverged",
            Self::Edited { .. } => "edited",
            Self::Gap { .. } => "gap",
            Self::Interrupted { .. } => "interrupted",
            Self::Foreign { .. } => "foreign",
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.id, self.message)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
