//! Timeouts as PostgreSQL writes them.

use std::fmt;
use std::str::FromStr;

/// A PostgreSQL timeout in milliseconds; 0 means none.
///
/// ```
/// use migrate_core::plan::Timeout;
///
/// assert_eq!("15min".parse(), Ok(Timeout::from_millis(900_000)));
/// assert_eq!("5s".parse(), Ok(Timeout::from_millis(5_000)));
/// assert_eq!(Timeout::from_millis(900_000).to_string(), "15min");
/// assert!("5".parse::<Timeout>().is_err(), "a unit is required: nobody remembers that PostgreSQL means milliseconds");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timeout(u32);

/// The units that PostgreSQL knows, largest first.
const UNITS: [(&str, u32); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("min", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

impl Timeout {
    /// No timeout.
    pub const NONE: Self = Self(0);

    /// A timeout of this many milliseconds; PostgreSQL's limit is `i32::MAX`.
    #[must_use]
    pub const fn from_millis(millis: u32) -> Self {
        Self(millis)
    }

    /// The number of milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u32 {
        self.0
    }
}

impl FromStr for Timeout {
    type Err = BadTimeout;

    fn from_str(text: &str) -> Result<Self, BadTimeout> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        if text == "0" {
            return Ok(Self::NONE);
        }
        let (_, factor) = UNITS
            .iter()
            .find(|(name, _)| *name == unit.trim_start())
            .ok_or(BadTimeout)?;
        let millis = number
            .parse::<u32>()
            .ok()
            .and_then(|n| n.checked_mul(*factor))
            .ok_or(BadTimeout)?;
        if millis > i32::MAX as u32 {
            return Err(BadTimeout);
        }
        Ok(Self(millis))
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS
            .iter()
            .find(|(_, factor)| self.0 != 0 && self.0.is_multiple_of(*factor))
        {
            Some((unit, factor)) => write!(f, "{}{unit}", self.0 / factor),
            None => f.write_str("0"),
        }
    }
}

/// The text is not a number with one of PostgreSQL's units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadTimeout;

impl fmt::Display for BadTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a whole number and a unit: `500ms`, `5s`, `15min`, `1h`, `1d`, or `0` for none")
    }
}

impl std::error::Error for BadTimeout {}
