//! The names of what a proof makes on a server for itself: nobody else chooses them, and they tell their age.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;

/// How they all begin.
pub(super) const PREFIX: &str = "cargo_migrate_scratch_";

/// How old something is that nobody uses before another run takes it away.
const STALE: u64 = 24 * 60 * 60;

/// A name that no other run chooses: when it was chosen, and something random.
pub(super) fn fresh() -> Result<String, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Randomness {
        why: error.to_string(),
    })?;
    Ok(name(now(), u64::from_be_bytes(bytes)))
}

/// Whether this is the name of something that a run of another day has left.
pub(super) fn is_stale(name: &str) -> bool {
    made(name).is_some_and(|made| made.saturating_add(STALE) < now())
}

fn name(seconds: u64, random: u64) -> String {
    format!("{PREFIX}{seconds:010x}_{random:016x}")
}

/// When a name was chosen; `None` when it is none of ours.
fn made(name: &str) -> Option<u64> {
    let (seconds, random) = name.strip_prefix(PREFIX)?.split_once('_')?;
    let is_hex = |text: &str, length| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_ours = is_hex(seconds, 10) && is_hex(random, 16);
    is_ours.then(|| u64::from_str_radix(seconds, 16).ok())?
}

/// The seconds since 1970; a clock that stands before that makes nothing old.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_age() {
        let new = fresh().unwrap();
        assert!(new.len() <= 63, "{new}");
        assert!(made(&new).is_some(), "{new}");
        assert!(!is_stale(&new));
        assert!(is_stale(&name(now() - 2 * STALE, 1)));
    }

    #[test]
    fn a_name_that_is_not_ours_has_no_age() {
        for name in [
            "postgres",
            "cargo_migrate_scratch_0123456789abcdef",
            "cargo_migrate_scratch_0000000001_1",
            "cargo_migrate_scratch_0000000001_0000000000000001_",
            "cargo_migrate_scratch_+000000001_0000000000000001",
        ] {
            assert!(!is_stale(name), "{name}");
        }
    }
}
