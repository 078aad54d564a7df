//! Pauses that grow, and differ from run to run.

use std::time::Duration;

/// Pauses from the shortest up to the longest, each between half and the whole of what it has grown to.
#[derive(Debug)]
pub(super) struct Backoff {
    state: u64,
    shortest: Duration,
    pause: Duration,
    longest: Duration,
}

impl Backoff {
    /// The seed spreads out runs that wait for the same thing.
    pub(super) fn new(seed: u64, shortest: Duration, longest: Duration) -> Self {
        Self {
            // Xorshift never leaves zero.
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            shortest,
            pause: shortest,
            longest,
        }
    }

    /// Begins anew with the shortest.
    pub(super) fn restart(&mut self) {
        self.pause = self.shortest;
    }

    /// The next pause.
    pub(super) fn next(&mut self) -> Duration {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let whole = self.pause;
        self.pause = (whole * 3 / 2).min(self.longest);
        let part = u32::try_from(self.state >> 44).unwrap_or(0) & 0xffff;
        whole / 2 + whole / 2 * part / 0x10000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_and_differ_from_run_to_run() {
        let (shortest, longest) = (Duration::from_millis(50), Duration::from_secs(1));
        let pauses = |seed| {
            let mut backoff = Backoff::new(seed, shortest, longest);
            (0..40).map(|_| backoff.next()).collect::<Vec<_>>()
        };
        let one = pauses(1);
        assert!(one[0] >= shortest / 2 && one[0] <= shortest);
        assert!(one.iter().all(|pause| *pause <= longest));
        assert!(one[39] >= longest / 2);
        assert_ne!(one, pauses(2));
        assert_eq!(one, pauses(1), "the core has no randomness of its own");
    }
}
