//! Problems as data: what, where, and what to do. Only [`render`](mod@super::render) turns them into text.

use std::ops::Range;

use super::code::Code;

/// Something that is wrong with the files of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule it breaks.
    pub code: Code,
    /// Whether it stops the work.
    pub severity: Severity,
    /// What is wrong here, in one line, starting in lower case and without a full stop.
    pub message: String,
    /// Where; `None` only where there is no file to point at.
    pub place: Option<Place>,
    /// What the place shows, written beside the underline.
    pub label: Option<String>,
    /// Other places that belong to it, each with what it shows.
    pub related: Vec<Label>,
    /// Facts that do not fit into the message: digests, ids, lists.
    pub notes: Vec<String>,
    /// What to do, in order of preference; never empty.
    pub help: Vec<String>,
}

/// A second place, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What it shows.
    pub text: String,
}

/// Whether a problem stops the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It stops: no plan is built.
    Error,
    /// It is told, and the work goes on.
    Warning,
}

/// A place in a file. Line and column are counted from 1, columns in characters; a place that means the whole file
/// has the range `0..0`, line 1, column 1 and no excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the package and with `/`.
    pub path: String,
    /// The bytes in the file's canonical text (after a BOM, with LF line ends).
    pub range: Range<usize>,
    /// The line of the first byte.
    pub line: usize,
    /// The column of the first byte.
    pub column: usize,
    /// The line on which the range ends.
    pub end_line: usize,
    /// The column behind its last byte.
    pub end_column: usize,
    /// The line itself; `None` when the file has no readable text or the whole file is meant.
    pub excerpt: Option<Excerpt>,
}

/// A line of a file, and which part of it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, without its end.
    pub line: String,
    /// The underlined characters of the line: start (from 0) and length (at least 1).
    pub underline: (usize, usize),
}

impl Problem {
    /// An error or warning, as its code says, without a place yet.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: None,
            label: None,
            related: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// The problem, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The problem, with words beside the underline.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// The problem, with a second place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        let text = text.into();
        self.related.push(Label { place, text });
        self
    }

    /// The problem, with a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// The problem, with an advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Whether it stops the work.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The order in which problems are told: by file, then by position, then by code. What carrying a script out has shown comes
    /// last: whether a statement is meant has to be decided before it is made to work.
    #[must_use]
    pub fn sort_key(&self) -> (Option<(&str, usize)>, bool, Code) {
        let place = self.place.as_ref();
        let place = place.map(|p| (p.path.as_str(), p.range.start));
        (place, self.code.is_proof(), self.code)
    }
}

impl Place {
    /// The whole of a file (or of a folder).
    #[must_use]
    pub fn whole(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            range: 0..0,
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            excerpt: None,
        }
    }

    /// A range of a file's text. A range that spans lines is underlined to the end of its first line.
    #[must_use]
    pub fn within(path: impl Into<String>, text: &str, range: Range<usize>) -> Self {
        let start = floor_char_boundary(text, range.start.min(text.len()));
        let end = floor_char_boundary(text, range.end.clamp(start, text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let before = text[line_start..start].chars().count();
        let line = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
        let (more_lines, end_column) = match text[start..end].rfind('\n') {
            None => (0, before + text[start..end].chars().count() + 1),
            Some(last) => (
                text[start..end].bytes().filter(|b| *b == b'\n').count(),
                text[start + last + 1..end].chars().count() + 1,
            ),
        };
        let width = text[start..end.min(line_end)].chars().count().max(1);
        Self {
            path: path.into(),
            range: start..end,
            line,
            column: before + 1,
            end_line: line + more_lines,
            end_column,
            excerpt: Some(Excerpt {
                line: text[line_start..line_end].trim_end_matches('\r').to_owned(),
                underline: (before, width),
            }),
        }
    }
}

fn floor_char_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That a statement fails matters only when it is meant.
    #[test]
    fn whether_a_statement_is_meant_is_asked_before_why_it_fails() {
        let at = |code, path: &str| Problem::new(code, "").at(Place::whole(path));
        let mut problems = [
            at(Code::UpFails, "b/up.sql"),
            at(Code::BanDropTable, "b/up.sql"),
            at(Code::UpFails, "a/up.sql"),
            at(Code::HistoryRewritten, "b/up.sql"),
        ];
        problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        let codes = problems.map(|problem| problem.code);
        assert_eq!(
            codes,
            [
                Code::UpFails,
                Code::BanDropTable,
                Code::HistoryRewritten,
                Code::UpFails
            ]
        );
    }
}
