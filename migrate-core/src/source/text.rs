//! Canonical text: what is parsed, hashed and executed.

use std::borrow::Cow;

/// The canonical text of a file: UTF-8 without NUL, no byte order mark, LF line ends, a final LF.
///
/// It borrows when the file's bytes already are the canonical text, which is how a caller learns that it may embed the
/// file as it is.
///
/// ```
/// use migrate_core::source::text::canonical;
///
/// assert_eq!(canonical(b"\xEF\xBB\xBFselect 1;\r\n").unwrap(), "select 1;\n");
/// assert!(matches!(canonical(b"select 1;\n"), Ok(std::borrow::Cow::Borrowed(_))));
/// ```
///
/// # Errors
///
/// [`BadText`] when the bytes are not UTF-8 or hold a NUL, which PostgreSQL cannot store in any text.
pub fn canonical(bytes: &[u8]) -> Result<Cow<'_, str>, BadText> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| BadText::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    if let Some(at) = find(bytes, 0) {
        return Err(BadText::Nul { at });
    }
    let carriage_return = find(bytes, b'\r').is_some();
    if !carriage_return && (bytes.is_empty() || bytes.ends_with(b"\n")) {
        return Ok(Cow::Borrowed(text));
    }
    let mut text = if carriage_return {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(Cow::Owned(text))
}

/// Why bytes have no canonical text. Offsets count from after a byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadText {
    /// The byte at this offset does not belong to UTF-8 text.
    NotUtf8 {
        /// The offset.
        at: usize,
    },
    /// The byte at this offset is NUL.
    Nul {
        /// The offset.
        at: usize,
    },
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    // `contains` on bytes is specialised to memchr in the standard library, which is compiled with optimisation even
    // when this crate is not.
    if bytes.contains(&wanted) {
        bytes.iter().position(|byte| *byte == wanted)
    } else {
        None
    }
}
