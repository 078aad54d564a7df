//! An object that is not as it was recorded.

use std::fmt;

/// An object that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// The object, as people write it: `column public.users.email`.
    pub object: String,
    /// What became of it.
    pub touch: Touch,
}

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// It was not recorded.
    Extra,
    /// It is not there any more.
    Missing,
    /// It is defined otherwise.
    Changed,
}

impl Touch {
    /// The word for it: `extra`, `missing`, `changed`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Extra => "extra",
            Self::Missing => "missing",
            Self::Changed => "changed",
        }
    }
}

impl fmt::Display for Touched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.object, self.touch.word())
    }
}
