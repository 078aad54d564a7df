//! What was typed, and nothing else: no file, no variable and no socket is touched here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;

use crate::commands;
use crate::output::{Format, Verbosity};

/// Alembic's workflow for Rust and PostgreSQL, checked by rustc.
#[derive(Debug, clap::Parser)]
#[command(
    name = "cargo-migrate",
    bin_name = "cargo migrate",
    version,
    styles = STYLES,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = EXIT_CODES
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The same colours as cargo's.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The table of [`crate::Exit`], for who reads the help.
const EXIT_CODES: &str = "\
Exit codes:
  0  done, or nothing to do
  1  a bug, or the machine: a file that cannot be written, an embedded database that does not open
  2  usage or configuration; a server that cannot be reached, is lost, or fails outside a revision
  3  the files are wrong: chain, lock or script
  4  the database's state is refused
  5  busy: the lock was not obtained, or a table stayed locked; or interrupted between revisions
  6  a revision failed, or was cut by an interruption
  7  findings: `check`, `lock`, `new`, `verify`, `stamp`; with --exit-code `status`, `diff`";

/// What every verb understands.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Common {
    /// The package's Cargo.toml
    #[arg(long, value_name = "PATH", global = true)]
    pub(crate) manifest_path: Option<PathBuf>,

    /// The package of the workspace whose revisions are meant
    #[arg(short, long, value_name = "SPEC", global = true)]
    pub(crate) package: Option<String>,

    /// Refuse drafts, and take the database only from --database, DATABASE_URL or .env
    #[arg(long, global = true)]
    pub(crate) locked: bool,

    /// Whether to colour the output
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,

    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Print more
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

impl Common {
    /// How much is said.
    pub(crate) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    // Plain comments: a doc comment would make every page of the help three lines longer. `Auto` means on a terminal.
    Auto,
    Always,
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// For the verbs that have something to report.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Report {
    /// What is written to stdout: text, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// For the verbs that talk to a database.
#[derive(Debug, clap::Args)]
pub(crate) struct DatabaseArgs {
    /// The database; else DATABASE_URL, `.env`, or `database` of [package.metadata.migrate]
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<OsString>,
}

/// The verbs. Each is a file of [`commands`].
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Init(commands::init::Args),
    #[command(visible_alias = "revision")]
    New(commands::new::Args),
    Lock(commands::lock::Args),
    Check(commands::check::Args),
    Diff(commands::diff::Args),
    Schema(commands::schema::Args),
    #[command(visible_alias = "upgrade")]
    Up(commands::up::Args),
    #[command(visible_alias = "downgrade")]
    Down(commands::down::Args),
    #[command(visible_alias = "current")]
    Status(commands::status::Args),
    History(commands::history::Args),
    Heads(commands::heads::Args),
    Show(commands::show::Args),
    Explain(commands::explain::Args),
    Merge(commands::merge::Args),
    Rebase(commands::rebase::Args),
    Redo(commands::redo::Args),
    Resume(commands::resume::Args),
    Resolve(commands::resolve::Args),
    Baseline(commands::baseline::Args),
    Verify(commands::verify::Args),
    Stamp(commands::stamp::Args),
    Recover(commands::recover::Args),
    Grants(commands::grants::Args),
    Import(commands::import::Args),
    Completions(commands::completions::Args),
}

/// The words of the command line, without the `migrate` that cargo puts first when it is called as `cargo migrate`.
pub(crate) fn words(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<_> = words.into_iter().collect();
    if words.get(1).is_some_and(|word| word == "migrate") {
        words.remove(1);
    }
    words
}

impl Command {
    /// The verb, as JSON reports name it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::New(_) => "new",
            Self::Lock(_) => "lock",
            Self::Check(_) => "check",
            Self::Diff(_) => "diff",
            Self::Schema(_) => "schema",
            Self::Up(_) => "up",
            Self::Down(_) => "down",
            Self::Status(_) => "status",
            Self::History(_) => "history",
            Self::Heads(_) => "heads",
            Self::Show(_) => "show",
            Self::Explain(_) => "explain",
            Self::Import(_) => "import",
            Self::Merge(_) => "merge",
            Self::Rebase(_) => "rebase",
            Self::Stamp(_) => "stamp",
            Self::Verify(_) => "verify",
            Self::Baseline(_) => "baseline",
            Self::Grants(_) => "grants",
            Self::Recover(_) => "recover",
            Self::Redo(_) => "redo",
            Self::Resume(_) => "resume",
            Self::Resolve(_) => "resolve",
            Self::Completions(_) => "completions",
        }
    }

    /// What is written to stdout.
    pub(crate) const fn format(&self) -> Format {
        match self {
            Self::Init(_) | Self::Grants(_) | Self::Completions(_) => Format::Human,
            // It has formats of its own, and tells its failures itself.
            Self::Check(_) => Format::Human,
            Self::New(args) => args.report.format,
            Self::Diff(args) => args.report.format,
            Self::Schema(args) => args.format.of_failures(),
            Self::Lock(args) => args.report.format,
            Self::Up(args) => args.both_ways.report.format,
            Self::Down(args) => args.both_ways.report.format,
            Self::Status(args) => args.report.format,
            Self::History(args) => args.report.format,
            Self::Heads(args) => args.report.format,
            Self::Show(args) => args.report.format,
            Self::Explain(args) => args.report.format,
            Self::Import(args) => args.report.format,
            Self::Merge(args) => args.report.format,
            Self::Rebase(args) => args.report.format,
            Self::Stamp(args) => args.report.format,
            Self::Verify(args) => args.report.format,
            Self::Baseline(args) => args.report.format,
            Self::Recover(args) => args.report.format,
            Self::Redo(args) => args.report.format,
            Self::Resume(args) => args.report.format,
            Self::Resolve(args) => args.report.format,
        }
    }
}

#[cfg(test)]
mod tests;
