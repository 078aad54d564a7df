//! Strings, quoted identifiers, dollar strings and parameters.

use super::class::{DIGIT, LETTER};
use super::{Continuable, Escapes, TokenKind, Tokens};

impl Tokens<'_> {
    /// A string or identifier with a prefix, if one begins here.
    pub(super) fn prefixed(&mut self, start: usize, first: u8) -> Option<TokenKind> {
        match (first, self.peek(start + 1)) {
            (b'e' | b'E', b'\'') => Some(self.string(start + 2, Escapes::Backslash)),
            (b'b' | b'B' | b'x' | b'X' | b'n' | b'N', b'\'') => {
                Some(self.string(start + 2, Escapes::None))
            }
            (b'u' | b'U', b'&') => match self.peek(start + 2) {
                b'\'' => Some(self.string(start + 3, Escapes::None)),
                b'"' => Some(self.quoted_identifier(start + 2)),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn plain_string(&mut self, start: usize) -> TokenKind {
        match self.open {
            Some(open) if open.line_ended => {
                self.string(start + 1, open.escapes);
                TokenKind::Continuation
            }
            _ => self.string(start + 1, Escapes::None),
        }
    }

    /// The rest of a string, from after its first quote.
    fn string(&mut self, mut at: usize, escapes: Escapes) -> TokenKind {
        let bytes = self.bytes;
        self.open = Some(Continuable {
            escapes,
            line_ended: false,
        });
        while at < bytes.len() {
            let byte = bytes[at];
            at += 1;
            if byte == b'\'' {
                if at < bytes.len() && bytes[at] == b'\'' {
                    at += 1;
                } else {
                    break;
                }
            } else if byte == b'\\' && escapes == Escapes::Backslash && at < bytes.len() {
                at += 1;
            }
        }
        self.at = at;
        TokenKind::String
    }

    /// A quoted identifier whose first quote stands at `quote`.
    pub(super) fn quoted_identifier(&mut self, quote: usize) -> TokenKind {
        let bytes = self.bytes;
        let mut at = quote + 1;
        while at < bytes.len() {
            let byte = bytes[at];
            at += 1;
            if byte == b'"' {
                if at < bytes.len() && bytes[at] == b'"' {
                    at += 1;
                } else {
                    break;
                }
            }
        }
        self.at = at;
        TokenKind::QuotedIdentifier
    }

    pub(super) fn dollar(&mut self, start: usize) -> TokenKind {
        if self.class(start + 1) & DIGIT != 0 {
            self.run(start + 1, DIGIT);
            return TokenKind::Parameter;
        }
        // A tag is an identifier without `$`, or nothing.
        if self.class(start + 1) & LETTER != 0 {
            self.run(start + 2, LETTER | DIGIT);
        } else {
            self.at = start + 1;
        }
        if self.peek(self.at) != b'$' {
            self.at = start + 1;
            return TokenKind::Other;
        }
        let body = self.at + 1;
        let tag = &self.bytes[start..body];
        self.at = match find(&self.bytes[body..], tag) {
            Some(found) => body + found + tag.len(),
            None => self.bytes.len(),
        };
        TokenKind::DollarString
    }
}

/// The offset of `tag` in `bytes`.
fn find(bytes: &[u8], tag: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(|byte| *byte == b'$') {
        let at = from + found;
        if bytes[at..].starts_with(tag) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
