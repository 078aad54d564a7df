//! Byte classes. A class is a bit, so that a run of several classes is one test for each byte.

pub(super) const SPACE: u8 = 1;
pub(super) const LETTER: u8 = 2;
pub(super) const DIGIT: u8 = 4;
pub(super) const DOLLAR: u8 = 8;
pub(super) const OPERATOR: u8 = 16;
pub(super) const PUNCTUATION: u8 = 32;
/// Letters that may begin the prefix of a string: `e`, `b`, `x`, `n`, `u`.
pub(super) const PREFIX: u8 = 64;

/// The class of every byte.
pub(super) static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => SPACE,
            b'e' | b'E' | b'b' | b'B' | b'x' | b'X' | b'n' | b'N' | b'u' | b'U' => LETTER | PREFIX,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => LETTER,
            b'0'..=b'9' => DIGIT,
            b'$' => DOLLAR,
            b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' | b'~' | b'!' | b'@' | b'#' | b'%'
            | b'^' | b'&' | b'|' | b'`' | b'?' => OPERATOR,
            b'(' | b')' | b'[' | b']' | b',' | b';' => PUNCTUATION,
            _ => 0,
        };
        byte += 1;
    }
    class
}
