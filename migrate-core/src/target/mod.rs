//! Targets: how a person names a revision.
//!
//! `head`, `base`, an id or a unique prefix of one (four digits or more), a folder's name or its slug; `+N` and `-N`
//! count from what is applied, `ID+N` and `ID-N` from a revision. `A..B` is a range.

mod error;
mod resolve;

use std::fmt;
use std::str::FromStr;

pub use error::{BadTarget, Candidate, TargetError};
pub use resolve::Place;

/// A revision as it was named, not yet looked up.
///
/// # Example: reading a target
///
/// ```
/// use migrate_core::target::{Anchor, Target};
///
/// let target: Target = "head-2".parse()?;
/// assert_eq!(target.anchor, Anchor::Head);
/// assert_eq!(target.offset, -2);
/// assert_eq!(target.to_string(), "head-2");
/// assert!("".parse::<Target>().is_err());
/// # Ok::<(), migrate_core::target::BadTarget>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where counting starts.
    pub anchor: Anchor,
    /// How many revisions further up (positive) or down (negative).
    pub offset: i64,
}

/// Where a target starts to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The last revision of the plan.
    Head,
    /// Before the first revision: nothing is applied.
    Base,
    /// What is applied: `+N` and `-N`.
    Applied,
    /// An id, a prefix of one, a folder's name or its slug.
    Name(String),
}

impl Target {
    /// The last revision of the plan.
    pub const HEAD: Self = Self {
        anchor: Anchor::Head,
        offset: 0,
    };

    /// Before the first revision.
    pub const BASE: Self = Self {
        anchor: Anchor::Base,
        offset: 0,
    };

    /// Whether the target depends on what is applied.
    #[must_use]
    pub const fn is_relative(&self) -> bool {
        matches!(self.anchor, Anchor::Applied)
    }
}

impl From<crate::plan::RevisionId> for Target {
    fn from(id: crate::plan::RevisionId) -> Self {
        Self {
            anchor: Anchor::Name(id.to_string()),
            offset: 0,
        }
    }
}

impl FromStr for Target {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        let bad = || BadTarget::new(text);
        // Imported folders may have signs in their names, so only a sign before nothing but digits starts an offset.
        let (name, offset) = match text.rfind(['+', '-']) {
            None => (text, 0),
            Some(sign) => match parse_offset(&text[sign..]) {
                Some(offset) => (&text[..sign], offset),
                None => (text, 0),
            },
        };
        let anchor = match name {
            "" if offset != 0 => Anchor::Applied,
            "head" => Anchor::Head,
            "base" => Anchor::Base,
            _ if is_name(name) => Anchor::Name(name.to_owned()),
            _ => return Err(bad()),
        };
        Ok(Self { anchor, offset })
    }
}

/// A sign and one to nine digits; `i64::from_str` alone would accept more spellings.
fn parse_offset(text: &str) -> Option<i64> {
    let digits = &text[1..];
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    Some(if text.starts_with('-') {
        -number
    } else {
        number
    })
}

fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
        && !text.contains("..")
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.anchor {
            Anchor::Head => f.write_str("head")?,
            Anchor::Base => f.write_str("base")?,
            Anchor::Applied => {}
            Anchor::Name(name) => f.write_str(name)?,
        }
        match self.offset {
            0 => Ok(()),
            offset => write!(f, "{offset:+}"),
        }
    }
}

/// A range of revisions as it was named: `A..B`, `..B`, `A..`; the start is outside, as in git.
///
/// # Example: reading a range
///
/// ```
/// use migrate_core::target::{Range, Target};
///
/// let range: Range = "..head-1".parse()?;
/// assert_eq!(range.from, Target::BASE);
/// assert_eq!(range.to.to_string(), "head-1");
/// # Ok::<(), migrate_core::target::BadTarget>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// What comes before the first revision of the range; `base` when left out.
    pub from: Target,
    /// The last revision of the range; `head` when left out.
    pub to: Target,
}

impl FromStr for Range {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        let whole = text;
        let (from, to) = text.split_once("..").ok_or_else(|| BadTarget::new(text))?;
        let side = |text: &str, absent: Target| match text {
            "" => Ok(absent),
            // The half of an address does not look like one.
            _ => text.parse().map_err(|_| BadTarget::new(whole)),
        };
        Ok(Self {
            from: side(from, Target::BASE)?,
            to: side(to, Target::HEAD)?,
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}
