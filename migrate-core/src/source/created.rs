//! When a revision was created: a UTC time to the second.

use std::fmt;
use std::str::FromStr;

/// A UTC time to the second, written `2026-11-21T09:30:00Z`. Its order is the order of time.
///
/// ```
/// use migrate_core::source::Created;
///
/// let created: Created = "2026-11-21T09:30:00Z".parse()?;
/// assert_eq!(created.stamp(), "20261121093000");
/// assert_eq!(created, Created::from_unix_seconds(1_795_253_400));
/// assert_eq!(created.to_string(), "2026-11-21T09:30:00Z");
/// # Ok::<(), migrate_core::source::created::BadCreated>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Created {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

impl Created {
    /// The time with these parts, if there is one: the day exists in its month, and the second in its minute.
    #[must_use]
    pub fn new(date: (u16, u8, u8), time: (u8, u8, u8)) -> Option<Self> {
        let (year, month, day) = date;
        let (hour, minute, second) = time;
        let exists = year <= 9999
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        exists.then_some(Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        })
    }

    /// The time this many seconds after 1970 began; the year 9999 is the last.
    #[must_use]
    pub fn from_unix_seconds(seconds: u64) -> Self {
        const LAST: u64 = 253_402_300_799;
        let seconds = seconds.min(LAST);
        let (mut days, rest) = (seconds / 86_400, seconds % 86_400);
        let mut year = 1970;
        while days >= days_in_year(year) {
            days -= days_in_year(year);
            year += 1;
        }
        let mut month = 1;
        while days >= u64::from(days_in(year, month)) {
            days -= u64::from(days_in(year, month));
            month += 1;
        }
        let part = |value: u64| u8::try_from(value).unwrap_or(u8::MAX);
        Self {
            year,
            month,
            day: part(days + 1),
            hour: part(rest / 3600),
            minute: part(rest / 60 % 60),
            second: part(rest % 60),
        }
    }

    /// The time whose [`stamp`](Self::stamp) a folder's name begins with; `None` for another number.
    #[must_use]
    pub fn from_stamp(folder: &str) -> Option<Self> {
        let (stamp, _) = folder.split_once('_')?;
        let all_digits = stamp.bytes().all(|byte| byte.is_ascii_digit());
        if stamp.len() != 14 || !all_digits {
            return None;
        }
        let number = |range: std::ops::Range<usize>| stamp[range].parse().ok();
        let two = |at: usize| number(at..at + 2).and_then(|n: u16| u8::try_from(n).ok());
        let (date, time) = (
            (number(0..4)?, two(4)?, two(6)?),
            (two(8)?, two(10)?, two(12)?),
        );
        Self::new(date, time)
    }

    /// The 14 digits with which the folder's name begins: `20261121093000`.
    #[must_use]
    pub fn stamp(self) -> String {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
    }
}

fn is_leap(year: u16) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

fn days_in_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

impl FromStr for Created {
    type Err = BadCreated;

    fn from_str(text: &str) -> Result<Self, BadCreated> {
        let bytes: &[u8; 20] = text.as_bytes().try_into().map_err(|_| BadCreated)?;
        let [.., b'Z'] = bytes else {
            return Err(BadCreated);
        };
        let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if marks.iter().any(|(at, mark)| bytes[*at] != *mark) {
            return Err(BadCreated);
        }
        let two = |at: usize| match (bytes[at], bytes[at + 1]) {
            (a @ b'0'..=b'9', b @ b'0'..=b'9') => Ok((a - b'0') * 10 + (b - b'0')),
            _ => Err(BadCreated),
        };
        let year = u16::from(two(0)?) * 100 + u16::from(two(2)?);
        Self::new((year, two(5)?, two(8)?), (two(11)?, two(14)?, two(17)?)).ok_or(BadCreated)
    }
}

impl fmt::Display for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

/// The text is not a UTC time to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCreated;

impl fmt::Display for BadCreated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a UTC time to the second: `2026-11-21T09:30:00Z`")
    }
}

impl std::error::Error for BadCreated {}
