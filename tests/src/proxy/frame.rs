//! The messages of the protocol: a length in front of each, and from the second on a letter in front of that.

use std::io::{self, Read};

/// What a client begins a connection with.
pub(super) enum Opening {
    /// It asks for TLS or for GSSAPI encryption.
    Encryption,
    /// It wants a statement of another connection to be cancelled.
    Cancel(Vec<u8>),
    /// It says who it is.
    Startup(Vec<u8>),
}

const CANCEL: u32 = 80_877_102;
const TLS: u32 = 80_877_103;
const GSSAPI: u32 = 80_877_104;

/// Reads a message without a letter.
pub(super) fn opening(mut from: impl Read) -> io::Result<Opening> {
    let bytes = body(&mut from, Vec::new())?;
    let code = bytes.get(4..8).map(|code| {
        code.iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte))
    });
    Ok(match code {
        Some(TLS | GSSAPI) => Opening::Encryption,
        Some(CANCEL) => Opening::Cancel(bytes),
        _ => Opening::Startup(bytes),
    })
}

/// Reads a message with its letter.
pub(super) fn message(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut letter = [0];
    from.read_exact(&mut letter)?;
    body(&mut from, letter.to_vec())
}

/// Reads a length, which counts itself, and as much as it says.
fn body(from: &mut impl Read, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    bytes.extend_from_slice(&length);
    let rest = u64::from(u32::from_be_bytes(length)).saturating_sub(4);
    let read = from.take(rest).read_to_end(&mut bytes)?;
    match read as u64 == rest {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The beginning of a request's text, for people.
pub(super) fn beginning(bytes: &[u8]) -> String {
    match bytes {
        [b'Q', _, _, _, _, text @ ..] => {
            let text = String::from_utf8_lossy(&text[..text.len().min(400)]).into_owned();
            let text = text.trim_end_matches('\0').chars().take(100);
            text.map(|c| if c.is_control() { ' ' } else { c }).collect()
        }
        _ => "(extended protocol)".to_owned(),
    }
}
