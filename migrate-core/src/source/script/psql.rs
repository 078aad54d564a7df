//! What psql would have taken for itself: backslash commands, and the data of `COPY … FROM STDIN`.
//!
//! Both are blanked before the script is parsed, so that they are reported as what they are, and the rest of the
//! script is still checked.

use std::borrow::Cow;
use std::ops::Range;

use super::words::Words;
use crate::source::code::Code;
use crate::source::problem::{Place, Problem};
use crate::source::scan::{TokenKind, tokens};

/// A script without what belongs to psql; offsets are those of the script.
pub(super) struct Looked<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) findings: Vec<Finding>,
}

/// Something that belongs to psql.
pub(super) enum Finding {
    /// A backslash command, to the end of its line.
    Command(Range<usize>),
    /// `COPY` that reads from or writes to the client.
    Copy(Range<usize>, Stream),
}

/// The direction of a `COPY`.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    In,
    Out,
}

impl Finding {
    pub(super) fn problem(&self, path: &str, text: &str) -> Problem {
        match self {
            Self::Command(range) => {
                let line = &text[range.clone()];
                let command = line.split_whitespace().next().unwrap_or(line);
                Problem::new(
                    Code::PsqlCommand,
                    format!("`{command}` is a command of psql, and the server does not know it"),
                )
                .at(Place::within(path, text, range.clone()))
                .label("a command of psql")
                .help(advice(command))
            }
            Self::Copy(range, stream) => {
                let (message, help) = match stream {
                    Stream::In => (
                        "`COPY … FROM STDIN` reads rows from a stream that a script has not",
                        "write the rows as `INSERT INTO … VALUES (…)`; from a dump: `pg_dump --inserts`",
                    ),
                    Stream::Out => (
                        "`COPY … TO STDOUT` writes rows to a client that does not read them",
                        "remove the statement: a revision changes the database and reports nothing",
                    ),
                };
                Problem::new(Code::CopyFromStdin, message)
                    .at(Place::within(path, text, range.clone()))
                    .help(help)
            }
        }
    }
}

fn advice(command: &str) -> &'static str {
    match command {
        "\\i" | "\\ir" | "\\include" => "put the text of the included file in its place",
        "\\set" => "write the value where the variable is used",
        "\\copy" | "\\." => {
            "write the rows as `INSERT INTO … VALUES (…)`; from a dump: `pg_dump --inserts`"
        }
        "\\c" | "\\connect" => {
            "remove the line: a revision is applied to the database that the command names"
        }
        "\\restrict" | "\\unrestrict" => "remove the line: it belongs to pg_dump's plain format",
        _ => "remove the line",
    }
}

/// Finds and blanks what belongs to psql.
pub(super) fn look(text: &str) -> Looked<'_> {
    let mut findings = Vec::new();
    let mut blanks: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    // The scan starts again after data, whose quotes mean nothing.
    while let Some(next) = look_from(text, from, &mut findings, &mut blanks) {
        from = next;
    }
    let text = if blanks.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(blanked(text, &blanks))
    };
    Looked { text, findings }
}

fn look_from(
    text: &str,
    from: usize,
    findings: &mut Vec<Finding>,
    blanks: &mut Vec<Range<usize>>,
) -> Option<usize> {
    let mut statement = from;
    for token in tokens(&text[from..]) {
        let (start, end) = (from + token.start, from + token.end);
        match token.kind {
            TokenKind::Other if text[start..].starts_with('\\') => {
                let line = start..line_end(text, start);
                blanks.push(line.clone());
                findings.push(Finding::Command(trimmed(text, line.clone())));
                return Some(line.end);
            }
            TokenKind::Punctuation if &text[start..end] == ";" => {
                let words = Words::new(text, statement..start);
                statement = end;
                let Some(stream) = copy_stream(&words) else {
                    continue;
                };
                findings.push(Finding::Copy(words.range(), stream));
                if let Some(data) = data_after(text, end, stream) {
                    let next = data.end;
                    blanks.push(data);
                    return Some(next);
                }
            }
            _ => {}
        }
    }
    let words = Words::new(text, statement..text.len());
    if let Some(stream) = copy_stream(&words) {
        findings.push(Finding::Copy(words.range(), stream));
    }
    None
}

fn copy_stream(words: &Words<'_>) -> Option<Stream> {
    if !words.is(0, "COPY") {
        return None;
    }
    let follows = |word, stream| {
        let mut at = 1;
        while let Some(found) = words.find(at, word) {
            if words.is(found + 1, stream) {
                return true;
            }
            at = found + 1;
        }
        false
    };
    if follows("FROM", "STDIN") {
        Some(Stream::In)
    } else if follows("TO", "STDOUT") {
        Some(Stream::Out)
    } else {
        None
    }
}

/// The lines of data after a statement, with the `\.` that ends them; `None` when there is no such end.
fn data_after(text: &str, at: usize, stream: Stream) -> Option<Range<usize>> {
    match stream {
        Stream::Out => return None,
        Stream::In => {}
    }
    let begin = line_end(text, at);
    let end = begin + text[begin..].find("\n\\.\n")? + "\n\\.".len();
    Some(begin..end)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = &text[range.clone()];
    range.start..range.start + line.trim_end().len()
}

/// The text with the ranges as spaces. A semicolon takes the first byte, because the command ended the statement too.
fn blanked(text: &str, blanks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for blank in blanks {
        out.push_str(&text[at..blank.start]);
        for (i, byte) in text[blank.clone()].bytes().enumerate() {
            out.push(match byte {
                b'\n' => '\n',
                _ if i == 0 => ';',
                _ => ' ',
            });
        }
        at = blank.end;
    }
    out.push_str(&text[at..]);
    out
}
