//! The one place that prints: data on stdout, everything for people on stderr.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Errors only.
    Quiet,
    /// What happens.
    Normal,
    /// Why, too.
    Verbose,
}

/// What is written to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Format {
    // Text for people, or one versioned document; doc comments would lengthen every page of the help.
    #[default]
    Human,
    Json,
}

const VERB: Style = AnsiColor::Green.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// The version of the JSON documents: raised when a field changes its meaning or goes away, not when one is added.
pub(crate) const JSON_VERSION: u32 = 1;

/// Both streams, and how to write to them.
pub(crate) struct Output {
    stdout: AutoStream<io::Stdout>,
    stderr: AutoStream<io::Stderr>,
    verbosity: Verbosity,
    /// The first error of stdout. Later data is dropped: half a document is worse than its beginning.
    broken: Option<io::Error>,
    /// What is told once.
    said: BTreeSet<String>,
}

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// `y` or `yes`.
    Yes,
    /// Anything else.
    No,
}

/// Writes a line to stderr from a thread that has no [`Output`]: a signal came, or something is waited for.
pub(crate) fn beside(what: impl Display) {
    let _unwritable = writeln!(io::stderr(), "{what}");
}

impl Output {
    /// Streams with these habits.
    pub(crate) fn new(verbosity: Verbosity, color: ColorChoice) -> Self {
        Self {
            stdout: AutoStream::new(io::stdout(), color),
            stderr: AutoStream::new(io::stderr(), color),
            verbosity,
            broken: None,
            said: BTreeSet::new(),
        }
    }

    /// Whether this was not asked for before: what a preview and the run after it both find is told once.
    pub(crate) fn is_news(&mut self, what: String) -> bool {
        self.said.insert(what)
    }

    /// Writes text that was asked for to stdout.
    pub(crate) fn data(&mut self, text: &str) {
        if self.broken.is_none()
            && let Err(error) = self
                .stdout
                .write_all(text.as_bytes())
                .and_then(|()| self.stdout.flush())
        {
            self.broken = Some(error);
        }
    }

    /// Writes one JSON document to stdout: `version`, `command`, and the fields of `report`.
    pub(crate) fn json(&mut self, command: &'static str, report: &impl serde::Serialize) {
        #[derive(serde::Serialize)]
        struct Document<'r, T> {
            version: u32,
            command: &'static str,
            #[serde(flatten)]
            report: &'r T,
        }
        let document = Document {
            version: JSON_VERSION,
            command,
            report,
        };
        match serde_json::to_string_pretty(&document) {
            Ok(mut text) => {
                text.push('\n');
                self.data(&text);
            }
            Err(error) => self.broken = Some(error.into()),
        }
    }

    /// A step that is done or that begins, in cargo's manner: a verb and what it is about.
    pub(crate) fn step(&mut self, verb: &str, what: impl Display) {
        if self.verbosity >= Verbosity::Normal {
            self.people(format_args!("{VERB}{verb:>12}{VERB:#} {what}\n"));
        }
    }

    /// Something worth knowing.
    pub(crate) fn note(&mut self, what: impl Display) {
        if self.verbosity >= Verbosity::Normal {
            self.people(format_args!("{NOTE}note{NOTE:#}: {what}\n"));
        }
    }

    /// Something worth knowing for who asked for more.
    pub(crate) fn detail(&mut self, what: impl Display) {
        if self.verbosity >= Verbosity::Verbose {
            self.people(format_args!("{NOTE}note{NOTE:#}: {what}\n"));
        }
    }

    /// Something that should be changed and stops nothing.
    pub(crate) fn warning(&mut self, what: impl Display) {
        if self.verbosity >= Verbosity::Normal {
            self.people(format_args!("{WARNING}warning{WARNING:#}: {what}\n"));
        }
    }

    /// Why the run ends. It is printed however quiet the run is.
    pub(crate) fn error(&mut self, what: impl Display) {
        self.people(format_args!("{ERROR}error{ERROR:#}: {what}\n"));
    }

    /// What to do about it.
    pub(crate) fn help(&mut self, what: impl Display) {
        self.people(format_args!("{NOTE}help{NOTE:#}: {what}\n"));
    }

    /// Text for people that has its own shape, at any verbosity.
    pub(crate) fn plain(&mut self, what: impl Display) {
        self.people(format_args!("{what}\n"));
    }

    /// How much is said.
    pub(crate) fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// Whether stderr is a terminal, where a progress bar may be drawn.
    pub(crate) fn is_terminal(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Whether a person can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a person; no answer is a no.
    pub(crate) fn ask(&mut self, question: &str) -> Answer {
        self.people(format_args!("{question} [y/N] "));
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(_) if matches!(line.trim(), "y" | "Y" | "yes") => Answer::Yes,
            _ => Answer::No,
        }
    }

    /// The error of stdout, when data was lost. A reader that went away (`| head`) is not an error.
    pub(crate) fn lost(self) -> Option<io::Error> {
        self.broken
            .filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }

    /// Nothing can be said about a stderr that cannot be written.
    fn people(&mut self, text: std::fmt::Arguments<'_>) {
        let _unwritable = self
            .stderr
            .write_fmt(text)
            .and_then(|()| self.stderr.flush());
    }
}
