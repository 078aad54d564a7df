//! Digests as they are written in the lock and in the ledger.

use std::fmt;
use std::str::FromStr;

/// A BLAKE3 digest of 32 bytes, written `b3:` and 64 lower-case hex digits.
///
/// What goes into a digest is the business of the `source` half; here it is only compared, read and printed.
///
/// # Example: reading and printing a digest
///
/// ```
/// use migrate_core::plan::Digest;
///
/// let text = format!("b3:{}", "0f".repeat(32));
/// let digest: Digest = text.parse()?;
/// assert_eq!(digest, Digest::from_bytes([0x0f; 32]));
/// assert_eq!(digest.to_string(), text);
/// # Ok::<(), migrate_core::plan::BadDigest>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The prefix that names the algorithm.
    pub const PREFIX: &'static str = "b3:";

    /// The digest with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Digest {
    type Err = BadDigest;

    fn from_str(text: &str) -> Result<Self, BadDigest> {
        let hex = text.strip_prefix(Self::PREFIX).ok_or(BadDigest)?.as_bytes();
        if hex.len() != 64 {
            return Err(BadDigest);
        }
        // Thousands are read in the unoptimised macro: a table, and one decision at the end.
        let mut bytes = [0; 32];
        let mut seen = 0;
        let mut at = 0;
        while at < 32 {
            let (high, low) = (
                NIBBLE[hex[2 * at] as usize],
                NIBBLE[hex[2 * at + 1] as usize],
            );
            seen |= high | low;
            bytes[at] = (high << 4) | (low & 15);
            at += 1;
        }
        if seen & NO_DIGIT == 0 {
            Ok(Self(bytes))
        } else {
            Err(BadDigest)
        }
    }
}

/// The value of each lower-case hex digit; for every other byte a value with this bit.
const NO_DIGIT: u8 = 16;
static NIBBLE: [u8; 256] = nibbles();

const fn nibbles() -> [u8; 256] {
    let mut nibbles = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        f.write_str(Self::PREFIX)?;
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// The text is not `b3:` and 64 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadDigest;

impl fmt::Display for BadDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `b3:` and 64 lower-case hex digits")
    }
}

impl std::error::Error for BadDigest {}
