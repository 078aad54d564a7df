//! The normal form: what of a script is hashed. Layout never matters, meaning always does.
//!
//! It is the script's tokens, to the letter, with one space between them, and a line feed before a string that
//! continues another. Comments and white space are gone. `docs/normal-form.md` specifies it.

use super::scan::{TokenKind, tokens};

/// The version of the scanner and the normal form; the digests' context strings carry it.
pub const VERSION: u32 = 1;

/// The normal form of a script's canonical text.
///
/// ```
/// use migrate_core::source::normal::form;
///
/// assert_eq!(form("SELECT  f(a,b) -- why\n  ;\n"), "SELECT f ( a , b ) ;");
/// assert_eq!(form("select 'a'  \n\n  'b'"), "select 'a'\n'b'");
/// ```
#[must_use]
pub fn form(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    append(text, &mut out);
    out
}

/// Appends the normal form of a text, so that many scripts can share one buffer.
pub fn append(text: &str, out: &mut String) {
    let begin = out.len();
    let mut gap = false;
    let mut after_dot = false;
    for token in tokens(text) {
        if token.is_gap() {
            gap = true;
            continue;
        }
        let dot = token.kind == TokenKind::Dot;
        if out.len() > begin {
            if token.kind == TokenKind::Continuation {
                out.push('\n');
            } else if gap || !(dot || after_dot) {
                // Beside a dot the text decides: `1 .. 2`, `a.b` and `.5` are told apart by it.
                out.push(' ');
            }
        }
        out.push_str(&text[token.start..token.end]);
        gap = false;
        after_dot = dot;
    }
}

/// Whether the text holds no statement: nothing but comments, white space and semicolons.
#[must_use]
pub fn is_empty(text: &str) -> bool {
    tokens(text).all(|token| token.is_gap() || &text[token.range()] == ";")
}
