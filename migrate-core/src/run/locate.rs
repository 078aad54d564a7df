//! From what the server says about an error to a place in the script.
//!
//! Nothing here is done before a revision has failed; then the script is split once.

use std::ops::Range;

use super::{ServerError, SourcePlace};
use crate::scan::{TokenKind, statements, tokens};

/// The place of an error in a script that was sent inside a message, behind this text; `None` when it is not in the script,
/// or not known.
pub(super) fn in_message(before: &str, script: &str, error: &ServerError) -> Option<SourcePlace> {
    let (byte, number) = found(before, script, error)?;
    Some(SourcePlace {
        statement: number,
        ..SourcePlace::at(script, byte)
    })
}

/// The byte of a script, sent inside a message behind this text, at which an error happened: the server's position where it
/// gave one, otherwise the beginning of the statement. `None` when it is not in the script, or not known.
#[must_use]
pub fn byte_in_message(before: &str, script: &str, error: &ServerError) -> Option<usize> {
    Some(found(before, script, error)?.0)
}

/// The byte, and which statement of how many.
fn found(before: &str, script: &str, error: &ServerError) -> Option<(usize, Option<(u32, u32)>)> {
    let statements = statements(script);
    let characters = u32::try_from(before.chars().count()).unwrap_or(u32::MAX);
    let at_position = error
        .position
        .and_then(|position| byte(script, position.checked_sub(characters)?));
    let number = match at_position {
        Some(byte) => statements.iter().rposition(|range| range.start <= byte),
        None => failed(before, &statements, error),
    };
    let statement = number.map(|number| statements[number].clone());
    let byte = match (at_position, statement) {
        (Some(byte), _) => byte,
        (None, Some(statement)) => inside(script, &statement, error).unwrap_or(statement.start),
        (None, None) => return None,
    };
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let statement = number.map(|number| (count(number + 1), count(statements.len())));
    Some((byte, statement))
}

/// The place of an error in a statement that was sent alone; its beginning, when the server gave none.
pub(super) fn in_statement(
    script: &str,
    statement: &Range<usize>,
    error: &ServerError,
) -> SourcePlace {
    SourcePlace::at(script, byte_in_statement(script, statement, error))
}

/// The byte of a script at which one of its statements failed that was sent alone; the statement's first, when the server gave
/// no position.
#[must_use]
pub fn byte_in_statement(script: &str, statement: &Range<usize>, error: &ServerError) -> usize {
    let text = &script[statement.clone()];
    let within = error.position.and_then(|position| byte(text, position));
    let found = match within {
        Some(within) => Some(statement.start + within),
        None => inside(script, statement, error),
    };
    found.unwrap_or(statement.start)
}

/// The byte of a position, which the server counts in characters from 1.
fn byte(text: &str, position: u32) -> Option<usize> {
    let characters = position.checked_sub(1)? as usize;
    let (byte, _) = text.char_indices().nth(characters)?;
    Some(byte)
}

/// The statement of the script that failed, by the number of those that did not.
fn failed(before: &str, script: &[Range<usize>], error: &ServerError) -> Option<usize> {
    let Some(completed) = error.completed else {
        return (script.len() == 1 && is_of_a_script(error)).then_some(0);
    };
    let completed = completed as usize;
    // What stands before the script is statements too.
    let before = statements(before).len();
    let number = completed.checked_sub(before)?;
    (number < script.len()).then_some(number)
}

/// Whether the error is one that a script makes: data, constraints, names, what it raises itself. A driver that does not count
/// leaves open whether it was the script, or the run's own statements before and after it.
fn is_of_a_script(error: &ServerError) -> bool {
    let class = error.code.get(..2).unwrap_or_default();
    matches!(class, "22" | "23" | "2F" | "42" | "P0")
}

/// The place inside a statement that runs others: a `DO` block, or a function's body.
fn inside(script: &str, statement: &Range<usize>, error: &ServerError) -> Option<usize> {
    let body = body(script, statement);
    let line = body
        .as_ref()
        .and_then(|body| line_of_block(script, body, error));
    let query = error.internal.as_ref().and_then(|internal| {
        let within = byte(&internal.query, internal.position)?;
        // What stands there as `PERFORM` is run as `SELECT`.
        let performed = internal.query.strip_prefix("SELECT");
        let performed = performed.map(|rest| format!("PERFORM{rest}"));
        let find = |text: &str| {
            let near = line
                .as_ref()
                .map(|line| (line.start..statement.end, line.len()));
            // The query may stand there several times; on the line that the context names it is the one.
            near.and_then(|(near, length)| only(script, &near, length, text))
                .or_else(|| only(script, statement, usize::MAX, text))
        };
        match (find(&internal.query), performed) {
            (Some(start), _) => Some(start + within),
            (None, Some(performed)) => Some(find(&performed)? + within + 1),
            (None, None) => None,
        }
    });
    query
        .filter(|byte| script.is_char_boundary(*byte))
        .or(line.map(|line| line.start))
}

/// The one place where a query stands in a range, and begins within the first so many bytes of it.
///
/// PL/pgSQL writes blanks in place of an `INTO` clause, so a blank of the query stands for any character.
fn only(script: &str, range: &Range<usize>, within: usize, query: &str) -> Option<usize> {
    let text = &script.as_bytes()[range.clone()];
    let stands = |at: &usize| {
        let found = text.get(*at..*at + query.len());
        found.is_some_and(|found| {
            let mut pairs = query.bytes().zip(found);
            pairs.all(|(asked, found)| asked == *found || asked == b' ')
        })
    };
    let mut found = (0..text.len().min(within)).filter(stands);
    let at = found.next()?;
    found.next().is_none().then_some(range.start + at)
}

/// The text of a statement's last dollar string: the body of a `DO` block or of a function.
fn body(script: &str, statement: &Range<usize>) -> Option<Range<usize>> {
    let text = &script[statement.clone()];
    let is_body = |token: &crate::scan::Token| token.kind == TokenKind::DollarString;
    let token = tokens(text).filter(is_body).last()?;
    let literal = &text[token.range()];
    let tag = literal[1..].find('$')? + 2;
    let start = statement.start + token.start + tag;
    let end = (statement.start + token.end).checked_sub(tag)?;
    (start <= end).then_some(start..end)
}

/// The line of a `DO` block's body that the context names, from its first visible character.
fn line_of_block(script: &str, body: &Range<usize>, error: &ServerError) -> Option<Range<usize>> {
    const BLOCK: &str = "PL/pgSQL function inline_code_block line ";
    let context = error.context.as_deref()?;
    let entry = context
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(BLOCK))?;
    let digits = entry.split(|c: char| !c.is_ascii_digit()).next()?;
    let number: usize = digits.parse().ok()?;
    let mut start = body.start;
    for _ in 1..number {
        start += script[start..body.end].find('\n')? + 1;
    }
    let line = script[start..body.end].lines().next().unwrap_or_default();
    let visible = line.len() - line.trim_start().len();
    Some(start + visible..start + line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line, the column, and which statement of how many.
    type Found = (u32, u32, Option<(u32, u32)>);

    fn place(sent: (&str, &str), error: &ServerError) -> Option<Found> {
        let (before, script) = sent;
        let place = in_message(before, script, error)?;
        Some((place.line, place.column, place.statement))
    }

    #[test]
    fn positions_count_characters_and_places_count_lines_of_the_script() {
        let message = (
            "-- ünrelated\nBEGIN;\n",
            "SELECT 'größe';\nSELECT 'ä', nope;\n",
        );
        let text = format!("{}{}", message.0, message.1);
        let byte = text.find("nope").unwrap();
        let position = u32::try_from(text[..byte].chars().count() + 1).unwrap();
        let error = ServerError {
            position: Some(position),
            ..ServerError::default()
        };
        assert_eq!(place(message, &error), Some((2, 13, Some((2, 2)))));
        let shown = in_message(message.0, message.1, &error).unwrap();
        assert_eq!(shown.text, "SELECT 'ä', nope;");
    }

    #[test]
    fn a_position_in_our_own_text_is_no_place_in_the_script() {
        let message = ("BEGIN;\n", "SELECT 1;");
        for position in [0, 1, 7, 18, 19, 900] {
            let error = ServerError {
                position: Some(position),
                ..ServerError::default()
            };
            assert_eq!(place(message, &error), None, "{position}");
        }
    }

    #[test]
    fn without_a_position_the_completed_statements_are_counted() {
        let message = (
            "BEGIN; SET a = 1;\n",
            "SELECT 1;\n\n  SELECT 2; ;\nSELECT 3",
        );
        let at = |completed| {
            let error = ServerError {
                completed: Some(completed),
                ..ServerError::default()
            };
            place(message, &error)
        };
        assert_eq!(at(1), None, "before the script");
        assert_eq!(at(2), Some((1, 1, Some((1, 3)))));
        assert_eq!(at(3), Some((3, 3, Some((2, 3)))));
        assert_eq!(at(4), Some((4, 1, Some((3, 3)))));
        assert_eq!(at(5), None, "after the script");
        assert_eq!(place(message, &ServerError::default()), None);
    }

    #[test]
    fn the_only_statement_of_a_script_needs_no_counting() {
        let message = ("BEGIN; SET a = 1;\n", "\nSELECT 1");
        let at = |code: &str| {
            let error = ServerError {
                code: code.to_owned(),
                ..ServerError::default()
            };
            place(message, &error)
        };
        assert_eq!(at("23505"), Some((2, 1, Some((1, 1)))));
        // The guard, and the wait for the ledger.
        assert_eq!(at("MG001"), None);
        assert_eq!(at("55P03"), None);
    }

    #[test]
    fn a_statement_sent_alone_is_found_in_its_script() {
        let script = "VACUUM;\n\nVACUUM nope;\n";
        let at = |position| {
            let error = ServerError {
                position,
                ..ServerError::default()
            };
            let place = in_statement(script, &(9..20), &error);
            (place.line, place.column)
        };
        assert_eq!(at(None), (3, 1));
        assert_eq!(at(Some(8)), (3, 8));
    }
}
