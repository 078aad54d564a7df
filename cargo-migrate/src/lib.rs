//! `cargo migrate`: the command line.
//!
//! The way of a run, top-down:
//!
//! - `args`: what was typed;
//! - `settings`: what was decided: the package, its configuration, the database, each with where it came from;
//! - `commands`: one file for each verb, all with the same face, `Args` and `run`;
//! - `project`, `database`: the files and the database that most verbs begin with;
//! - `output`: the one place that prints;
//! - `failure`, [`Exit`]: every way to end badly, and the code that a script sees.
//!
//! Another program may use the embedded PostgreSQL, behind the feature `embedded`: an example or a test that wants a
//! database without an installed server. Applications link `migrate-runtime`, not this crate.
//!
//! [`import`] decides, as values, what another tool's history becomes here.
//!
//! What is checked and what is sent is decided in `migrate-core`; the runs are driven by `migrate-runtime`.

mod args;
mod autogenerate;
mod both_ways;
mod catalog;
mod commands;
mod database;
mod desired;
mod draft;
mod drift;
#[cfg(feature = "embedded")]
pub mod embedded;
mod environment;
mod exit;
mod failure;
mod findings;
mod graph_text;
mod history;
pub mod import;
mod interrupts;
mod landed;
mod lint;
mod live;
mod losses;
mod monitor;
mod outline;
mod output;
mod package;
mod progress;
mod project;
mod proof;
mod rebase;
mod recover;
mod report;
mod runs;
mod scratch;
mod settings;
mod shown;
mod sides;
mod watch;
mod write;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
pub use exit::Exit;
use failure::Failure;
use output::Output;
use settings::Settings;

/// Runs the command line of this process. Only the binary calls it.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(args::words(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version are printed to stdout and are no errors.
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            let _unwritable = error.print();
            return exit.into();
        }
    };
    let mut output = Output::new(cli.common.verbosity(), cli.common.color.into());
    let (name, format) = (cli.command.name(), cli.command.format());
    let exit = match run(cli, &mut output) {
        Ok(exit) => exit,
        Err(failure) => {
            report::failure(&failure, name, format, &mut output);
            failure.exit()
        }
    };
    match output.lost() {
        Some(error) if exit == Exit::Done => {
            // Who asked for data and did not get it must not believe that all is well.
            Output::new(output::Verbosity::Normal, anstream::ColorChoice::Auto)
                .error(format_args!("cannot write to stdout: {error}"));
            Exit::Internal.into()
        }
        _ => exit.into(),
    }
}

/// Decides and obeys.
fn run(cli: Cli, output: &mut Output) -> Result<Exit, Failure> {
    let settings = || Settings::resolve(&cli.common);
    match cli.command {
        Command::Init(args) => commands::init::run(&args, &settings()?, output),
        Command::New(args) => commands::new::run(&args, &settings()?, output),
        Command::Lock(args) => commands::lock::run(&args, &settings()?, output),
        Command::Check(args) => Ok(commands::check::run(&args, &cli.common, output)),
        Command::Diff(args) => commands::diff::run(&args, &settings()?, output),
        Command::Schema(args) => commands::schema::run(&args, &settings()?, output),
        Command::Up(args) => commands::up::run(&args, &settings()?, output),
        Command::Down(args) => commands::down::run(&args, &settings()?, output),
        Command::Status(args) => commands::status::run(&args, &settings()?, output),
        Command::History(args) => commands::history::run(&args, &settings()?, output),
        Command::Heads(args) => commands::heads::run(&args, &settings()?, output),
        Command::Show(args) => commands::show::run(&args, &settings()?, output),
        Command::Explain(args) => commands::explain::run(&args, output),
        Command::Import(args) => commands::import::run(&args, &settings()?, output),
        Command::Merge(args) => commands::merge::run(&args, &settings()?, output),
        Command::Rebase(args) => commands::rebase::run(&args, &settings()?, output),
        Command::Recover(args) => commands::recover::run(&args, &settings()?, output),
        Command::Grants(args) => commands::grants::run(&args, &settings()?, output),
        Command::Redo(args) => commands::redo::run(&args, &settings()?, output),
        Command::Resume(args) => commands::resume::run(&args, &settings()?, output),
        Command::Resolve(args) => commands::resolve::run(&args, &settings()?, output),
        Command::Baseline(args) => commands::baseline::run(&args, &settings()?, output),
        Command::Stamp(args) => commands::stamp::run(&args, &settings()?, output),
        Command::Verify(args) => commands::verify::run(&args, &settings()?, output),
        Command::Completions(args) => commands::completions::run(&args, output),
    }
}
