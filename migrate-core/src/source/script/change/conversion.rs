//! How a change of a column's type makes the new values of the old ones.

use std::ops::Range;

use crate::source::script::name;
use crate::source::script::types::{self, Conversion, SqlType};
use crate::source::script::words::Words;

/// What kind of expression stands after `USING`. Parentheses say nothing, around the column as around the whole.
pub(super) fn read(
    words: &Words<'_>,
    expression: Range<usize>,
    column: &str,
    new: &SqlType,
) -> Conversion {
    let mut inner = expression;
    while words.text(inner.start) == "(" && words.after_list(inner.start) == inner.end {
        inner = inner.start + 1..inner.end - 1;
    }
    let named = name::read(words, inner.start);
    if named.is_some_and(|it| it.name.name == column && it.next == inner.end) {
        return Conversion::Assignment;
    }
    if let Some(zone) = inner.end.checked_sub(4).filter(|zone| *zone > inner.start)
        && words.are(zone, &["AT", "TIME", "ZONE"])
    {
        // What the zone of the old values was is said, and an instant is one.
        return match read(words, inner.start..zone, column, new) {
            Conversion::Assignment if new.is_instant() => Conversion::Assignment,
            _ => Conversion::Expression,
        };
    }
    match cast(words, &inner) {
        Some((operand, to)) => through(read(words, operand, column, new), &to, new),
        None => Conversion::Expression,
    }
}

/// What the last cast of an expression is of, and to which type, when the whole expression is a cast.
fn cast(words: &Words<'_>, whole: &Range<usize>) -> Option<(Range<usize>, SqlType)> {
    if words.is(whole.start, "CAST") && words.after_list(whole.start + 1) == whole.end {
        let as_ = words.find(whole.start + 2, "AS")?;
        let (to, next) = types::read(words, as_ + 1)?;
        return (next + 1 == whole.end).then_some((whole.start + 2..as_, to));
    }
    let mut last = None;
    let mut at = whole.start;
    while let Some(found) = words.find(at, "::").filter(|found| *found < whole.end) {
        last = Some(found);
        at = found + 1;
    }
    let last = last?;
    let (to, next) = types::read(words, last + 1)?;
    (next == whole.end).then_some((whole.start..last, to))
}

/// What one more cast makes of a conversion.
fn through(operand: Conversion, to: &SqlType, new: &SqlType) -> Conversion {
    match operand {
        Conversion::Expression => Conversion::Expression,
        Conversion::TextCast if to == new => Conversion::TextCast,
        _ if to == new => Conversion::Cast,
        _ if to.is_text() => Conversion::TextCast,
        _ => Conversion::Expression,
    }
}
