//! When an imported migration was created, as far as its version tells.

use migrate_core::source::Created;

/// How a version became a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Its first 14 digits are this time.
    Time(Created),
    /// They are not a time: this one stands in for it.
    StandIn(Created),
}

impl Told {
    pub(super) const fn created(self) -> Created {
        match self {
            Self::Time(created) | Self::StandIn(created) => created,
        }
    }
}

/// Reads `20240131235959`, `2024-01-31-235959` and `2024-01-31-235959-0000`.
///
/// People have written 63 seconds and an eighteenth month: such parts are brought to the nearest that exists. A version
/// without a date gets as many seconds after 1970 as there are migrations before it, so that the same files always give
/// the same time.
pub(super) fn told_by(version: &str, place: usize) -> Told {
    let digits: Vec<u16> = version
        .bytes()
        .filter(|byte| *byte != b'-')
        .map_while(|byte| byte.is_ascii_digit().then(|| u16::from(byte - b'0')))
        .take(14)
        .collect();
    let number = |digits: &[u16]| digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    let part = |at: usize| number(&digits[at..at + 2]);
    if digits.len() < 14 || number(&digits[..4]) < 1970 {
        return Told::StandIn(Created::from_unix_seconds(place as u64));
    }
    let year = number(&digits[..4]);
    let parts = [part(4), part(6), part(8), part(10), part(12)];
    match time(year, parts) {
        Some(created) => Told::Time(created),
        None => Told::StandIn(nearest(year, parts, place)),
    }
}

fn time(year: u16, [month, day, hour, minute, second]: [u16; 5]) -> Option<Created> {
    let small = |part: u16| u8::try_from(part).ok();
    let date = (year, small(month)?, small(day)?);
    Created::new(date, (small(hour)?, small(minute)?, small(second)?))
}

fn nearest(year: u16, [month, day, hour, minute, second]: [u16; 5], place: usize) -> Created {
    let month = month.clamp(1, 12);
    let clock = [hour.min(23), minute.min(59), second.min(59)];
    // The month's length is the calendar's business: the last day that exists is tried first.
    (1..=day.clamp(1, 31))
        .rev()
        .find_map(|day| time(year, [month, day, clock[0], clock[1], clock[2]]))
        .unwrap_or_else(|| Created::from_unix_seconds(place as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(version: &str) -> (bool, String) {
        match told_by(version, 7) {
            Told::Time(created) => (true, created.to_string()),
            Told::StandIn(created) => (false, created.to_string()),
        }
    }

    #[test]
    fn a_version_that_is_a_time_is_read_in_all_its_spellings() {
        for version in [
            "20170926200549",
            "2017-09-26-200549",
            "2017-09-26-200549-0000",
        ] {
            assert_eq!(told(version), (true, "2017-09-26T20:05:49Z".to_owned()));
        }
    }

    #[test]
    fn a_time_that_does_not_exist_becomes_the_nearest_one() {
        for (version, nearest) in [
            ("20140929103763", "2014-09-29T10:37:59Z"),
            ("20241812144402", "2024-12-12T14:44:02Z"),
            ("20230230000000", "2023-02-28T00:00:00Z"),
            ("20230000000000", "2023-01-01T00:00:00Z"),
        ] {
            assert_eq!(told(version), (false, nearest.to_owned()), "{version}");
        }
    }

    #[test]
    fn a_version_without_a_date_counts_seconds() {
        for version in ["00000000000000", "0001", "7", "init", "99999"] {
            assert_eq!(
                told(version),
                (false, "1970-01-01T00:00:07Z".to_owned()),
                "{version}"
            );
        }
    }
}
