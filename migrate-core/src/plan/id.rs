//! The identity of a revision.

use std::fmt;
use std::str::FromStr;

/// The identity of a revision: 48 random bits, written as 12 lower-case hex digits.
///
/// # Example: reading and printing an id
///
/// ```
/// use migrate_core::plan::RevisionId;
///
/// let id: RevisionId = "3a4feffbb7a1".parse()?;
/// assert_eq!(id, RevisionId::from_bits(0x3a4f_effb_b7a1));
/// assert_eq!(id.to_string(), "3a4feffbb7a1");
/// assert!("3A4FEFFBB7A1".parse::<RevisionId>().is_err(), "one id has one spelling");
/// # Ok::<(), migrate_core::plan::BadRevisionId>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(u64);

impl RevisionId {
    /// The number of hex digits of an id.
    pub const DIGITS: usize = 12;

    /// The id with these 48 bits; higher bits are dropped.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits & 0xffff_ffff_ffff)
    }

    /// The 48 bits of the id.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl FromStr for RevisionId {
    type Err = BadRevisionId;

    fn from_str(text: &str) -> Result<Self, BadRevisionId> {
        let well_formed = text.len() == Self::DIGITS
            && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match u64::from_str_radix(text, 16) {
            Ok(bits) if well_formed => Ok(Self(bits)),
            _ => Err(BadRevisionId),
        }
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

impl fmt::Debug for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevisionId({self})")
    }
}

/// The text is not 12 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadRevisionId;

impl fmt::Display for BadRevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected 12 lower-case hex digits")
    }
}

impl std::error::Error for BadRevisionId {}
