//! SQL as psql has to be given it.

use super::scan::{TokenKind, tokens};

/// A text in which psql finds none of its variables: `a[lo:hi]` would become `a[lo1]` where `hi` is set to 1, and `PORT`
/// and its like are always set.
///
/// psql replaces `:name`, `:'name'`, `:"name"` and `:{?name}` outside of quotes and comments; a backslash keeps the colon.
///
/// ```
/// use migrate_core::source::psql::without_variables;
///
/// assert_eq!(without_variables("SELECT a[1:PORT], ':PORT', b::int;"), "SELECT a[1\\:PORT], ':PORT', b::int;");
/// ```
#[must_use]
pub fn without_variables(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text) {
        let token_text = &text[token.range()];
        let next = text.as_bytes().get(token.end);
        let names_a_variable = next.is_some_and(|next| {
            next.is_ascii_alphanumeric() || matches!(next, b'_' | b'\'' | b'"' | b'{' | 0x80..)
        });
        if token.kind == TokenKind::Operator && token_text == ":" && names_a_variable {
            out.push('\\');
        }
        out.push_str(token_text);
    }
    out
}
