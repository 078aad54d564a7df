//! Problems as text, in the manner of rustc.

use std::fmt::Write;

use super::problem::{Place, Problem, Severity};

/// Of a longer line only a part is shown.
const LONGEST_LINE: usize = 160;

/// How problems are rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone: for the compiler, for files and for pipes.
    Plain,
    /// With ANSI colours: for a terminal.
    Ansi,
}

/// What a piece of the text is; only its colour depends on it.
#[derive(Clone, Copy)]
enum Ink {
    Error,
    Warning,
    Frame,
    Title,
    Related,
}

impl Ink {
    const fn ansi(self) -> &'static str {
        match self {
            Self::Error => "\x1b[1;31m",
            Self::Warning => "\x1b[1;33m",
            Self::Frame | Self::Related => "\x1b[1;34m",
            Self::Title => "\x1b[1m",
        }
    }
}

/// One problem as text; it ends with a line feed.
#[must_use]
pub fn render(problem: &Problem, style: Style) -> String {
    let mut page = Page {
        text: String::new(),
        style,
        gutter: gutter(problem),
    };
    page.header(problem);
    if let Some(place) = &problem.place {
        let ink = severity_ink(problem.severity);
        page.place("-->", place, '^', ink, problem.label.as_deref());
    }
    for label in &problem.related {
        page.place(":::", &label.place, '-', Ink::Related, Some(&label.text));
    }
    for note in &problem.notes {
        page.footer("note", note);
    }
    for help in &problem.help {
        page.footer("help", help);
    }
    page.text
}

/// Several problems, separated by empty lines.
#[must_use]
pub fn render_all(problems: &[Problem], style: Style) -> String {
    let texts: Vec<_> = problems.iter().map(|p| render(p, style)).collect();
    texts.join("\n")
}

fn severity_ink(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Error,
        Severity::Warning => Ink::Warning,
    }
}

/// The width of the widest line number.
fn gutter(problem: &Problem) -> usize {
    let places = problem.related.iter().map(|label| &label.place);
    let places = places.chain(&problem.place);
    let lines = places.filter(|p| p.excerpt.is_some()).map(|p| p.line);
    lines.max().map_or(1, |line| line.to_string().len())
}

struct Page {
    text: String,
    style: Style,
    gutter: usize,
}

impl Page {
    fn ink(&mut self, ink: Ink, text: &str) {
        match self.style {
            Style::Plain => self.text.push_str(text),
            Style::Ansi => {
                self.text.push_str(ink.ansi());
                self.text.push_str(text);
                self.text.push_str("\x1b[0m");
            }
        }
    }

    fn header(&mut self, problem: &Problem) {
        let word = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let ink = severity_ink(problem.severity);
        self.ink(ink, &format!("{word}[{}]", problem.code));
        self.ink(Ink::Title, &format!(": {}", problem.message));
        self.text.push('\n');
    }

    fn place(&mut self, arrow: &str, place: &Place, mark: char, ink: Ink, label: Option<&str>) {
        let indent = " ".repeat(self.gutter);
        self.ink(Ink::Frame, &format!("{indent}{arrow} "));
        self.text.push_str(&place.path);
        let Some(excerpt) = &place.excerpt else {
            let label = label.map_or_else(String::new, |label| format!(" ({label})"));
            self.text.push_str(&label);
            self.text.push('\n');
            return;
        };
        let _ = writeln!(self.text, ":{}:{}", place.line, place.column);
        self.bar("");
        let number = format!("{:>width$} | ", place.line, width = self.gutter);
        self.ink(Ink::Frame, &number);
        let (line, start, length) = shown(&excerpt.line, excerpt.underline);
        self.text.push_str(&line);
        self.text.push('\n');
        self.bar(" ");
        self.text.push_str(&" ".repeat(start));
        let marks: String = std::iter::repeat_n(mark, length).collect();
        match label {
            Some(label) => self.ink(ink, &format!("{marks} {label}")),
            None => self.ink(ink, &marks),
        }
        self.text.push('\n');
    }

    /// An empty gutter and the bar; `tail` follows it on the same line, an empty one ends the line.
    fn bar(&mut self, tail: &str) {
        let bar = format!("{} |{tail}", " ".repeat(self.gutter));
        self.ink(Ink::Frame, &bar);
        if tail.is_empty() {
            self.text.push('\n');
        }
    }

    fn footer(&mut self, kind: &str, text: &str) {
        let indent = " ".repeat(self.gutter);
        self.ink(Ink::Frame, &format!("{indent} = "));
        self.ink(Ink::Title, kind);
        self.text.push_str(": ");
        // Later lines of the text stand under its first one.
        let margin = format!("\n{}", " ".repeat(self.gutter + kind.len() + 5));
        self.text.push_str(&text.replace('\n', &margin));
        self.text.push('\n');
    }
}

/// A line as it is shown, and where its underline begins and how long it is: a tab becomes four spaces, another control
/// character a replacement character, and of a long line only the part around the underline is left.
fn shown(line: &str, (start, length): (usize, usize)) -> (String, usize, usize) {
    let skipped = if line.chars().count() > LONGEST_LINE {
        start.saturating_sub(LONGEST_LINE / 4)
    } else {
        0
    };
    let mut text = String::new();
    if skipped > 0 {
        text.push('…');
    }
    let mut width = text.chars().count();
    let (mut under, mut under_length) = (width, 0);
    for (i, c) in line.chars().enumerate().skip(skipped).take(LONGEST_LINE) {
        let columns = if c == '\t' { 4 } else { 1 };
        match c {
            '\t' => text.push_str("    "),
            c if c.is_control() => text.push('\u{fffd}'),
            c => text.push(c),
        }
        if i < start {
            under = width + columns;
        } else if i < start + length {
            under_length += columns;
        }
        width += columns;
    }
    if line.chars().count() > skipped + LONGEST_LINE {
        text.push('…');
    }
    (text, under, under_length.max(1))
}
