//! Whether two bodies differ in layout only.

use migrate_core::scan::tokens;

use super::text::Definition;

/// Whether nothing but white space and comments in a body of SQL or PL/pgSQL differs.
///
/// In other languages white space may have a meaning, so a difference there is a change.
pub(super) fn is_all_that_differs(before: &Definition, after: &Definition) -> bool {
    let (Some(one), Some(other)) = (&before.body, &after.body) else {
        return false;
    };
    one.header == other.header && words(&one.text).eq(words(&other.text))
}

/// The tokens of a text, to the letter, without white space and comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    tokens(text)
        .filter(|token| !token.is_gap())
        .map(|token| &text[token.range()])
}
