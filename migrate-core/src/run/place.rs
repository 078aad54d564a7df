//! From a position in a message to a place in a script.

use std::ops::Range;

use super::SourcePlace;

impl SourcePlace {
    /// The place of a position that the server gave: in characters from 1, in a message with so many characters before the
    /// script. `None` when it is outside the script.
    #[must_use]
    pub fn in_message(before: usize, script: &str, position: u32) -> Option<Self> {
        let characters = (position as usize).checked_sub(before + 1)?;
        let (byte, _) = script.char_indices().nth(characters)?;
        Some(Self::at(script, byte))
    }

    /// The place of a position in a statement that was sent alone; its beginning, when the server gave none.
    #[must_use]
    pub fn in_statement(script: &str, statement: &Range<usize>, position: Option<u32>) -> Self {
        let text = &script[statement.clone()];
        let within = position
            .and_then(|position| position.checked_sub(1))
            .and_then(|characters| text.char_indices().nth(characters as usize))
            .map_or(0, |(byte, _)| byte);
        Self::at(script, statement.start + within)
    }

    fn at(script: &str, byte: usize) -> Self {
        let before = &script[..byte];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = script[byte..]
            .find('\n')
            .map_or(script.len(), |newline| byte + newline);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            line: number(before.matches('\n').count() + 1),
            column: number(script[line_start..byte].chars().count() + 1),
            text: script[line_start..line_end].to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_places_count_lines_of_the_script() {
        let script = "SELECT 'größe';\nSELECT 'ä', nope;\n";
        let message = format!("-- ünrelated\nBEGIN;\n{script};\nCOMMIT;\n");
        let before = message[..message.find(script).unwrap()].chars().count();
        let byte = message.find("nope").unwrap();
        let position = u32::try_from(message[..byte].chars().count() + 1).unwrap();
        let place = SourcePlace::in_message(before, script, position).unwrap();
        assert_eq!(
            place,
            SourcePlace {
                line: 2,
                column: 13,
                text: "SELECT 'ä', nope;".to_owned()
            }
        );
    }

    #[test]
    fn a_position_in_our_own_text_is_no_place_in_the_script() {
        let (before, script) = ("BEGIN;\n".len(), "SELECT 1;\n");
        for position in [0, 1, 7, 18, 19, 900] {
            assert_eq!(SourcePlace::in_message(before, script, position), None);
        }
        assert!(SourcePlace::in_message(before, script, 8).is_some());
        assert!(SourcePlace::in_message(before, script, 17).is_some());
    }

    #[test]
    fn a_statement_sent_alone_is_found_in_its_script() {
        let script = "VACUUM;\n\nVACUUM nope;\n";
        let range = 9..20;
        assert_eq!(SourcePlace::in_statement(script, &range, None).line, 3);
        let place = SourcePlace::in_statement(script, &range, Some(8));
        assert_eq!((place.line, place.column), (3, 8));
    }
}
