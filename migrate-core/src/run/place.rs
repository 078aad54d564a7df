//! A place in a script, for people.

use super::SourcePlace;

impl SourcePlace {
    /// The place of a byte of a script.
    #[must_use]
    pub fn at(script: &str, byte: usize) -> Self {
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
            statement: None,
        }
    }

    /// The line with a caret below the column, and a gutter with the line's number.
    pub(super) fn snippet(&self) -> String {
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let (text, column) = self.window();
        // A tab before the caret keeps both lines aligned whatever a tab's width is.
        let lead: String = text
            .chars()
            .take(column)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        format!(" {gutter} |\n {number} | {text}\n {gutter} | {lead}^")
    }

    /// As much of the line as a person reads, and where in it the column is: a generated script may be one line of
    /// megabytes.
    fn window(&self) -> (String, usize) {
        let column = self.column.saturating_sub(1) as usize;
        let from = match column > BEFORE {
            true if self.text.chars().nth(BEFORE + AFTER).is_some() => column - BEFORE,
            _ => 0,
        };
        let mut characters = self.text.chars().skip(from);
        let mut text: String = characters.by_ref().take(BEFORE + AFTER).collect();
        if characters.next().is_some() {
            text.push('…');
        }
        match from {
            0 => (text, column),
            _ => (format!("…{text}"), column - from + 1),
        }
    }
}

/// How many characters are shown before the column, where a line is long.
const BEFORE: usize = 60;
/// And from it on.
const AFTER: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_megabytes_is_shown_around_the_caret() {
        let script = format!("{}nope{}", "a, ".repeat(1 << 20), ", b".repeat(1 << 20));
        let snippet = SourcePlace::at(&script, script.find("nope").unwrap()).snippet();
        let lines: Vec<&str> = snippet.lines().collect();
        let caret = lines[2].find('^').unwrap();
        // The ellipsis is one character and three bytes.
        assert_eq!(&lines[1][caret + 2..caret + 6], "nope");
        assert!(lines[1].chars().count() < 200, "{snippet}");
        assert!(lines[1].ends_with('…'), "{snippet}");
    }
}
