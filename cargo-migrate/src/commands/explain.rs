//! `cargo migrate explain`: what a diagnostic means and what to do about it.

use std::fmt::Write;

use migrate_core::source::{Code, Severity};
use serde::Serialize;

use crate::Exit;
use crate::args::Report;
use crate::failure::{Failure, Usage};
use crate::output::{Format, Output};

/// Explain a diagnostic code, such as M203, or list all of them
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code or its name; without one, all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document {
    codes: Vec<Explained>,
}

#[derive(Debug, Serialize)]
struct Explained {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    summary: &'static str,
    explanation: &'static str,
}

impl From<Code> for Explained {
    fn from(code: Code) -> Self {
        Self {
            code: code.code(),
            name: code.name(),
            severity: match code.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            summary: code.summary(),
            explanation: code.explanation(),
        }
    }
}

/// Prints one code in full, or all of them in a line each.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let wanted = match &args.code {
        None => None,
        Some(text) => Some(
            text.parse::<Code>()
                .map_err(|_| Usage::UnknownCode { code: text.clone() })?,
        ),
    };
    let codes = match wanted {
        None => Code::ALL.iter().copied().map(Explained::from).collect(),
        Some(code) => vec![Explained::from(code)],
    };
    match (args.report.format, wanted) {
        (Format::Json, _) => output.json("explain", &Document { codes }),
        (Format::Human, Some(code)) => output.data(&page(code)),
        (Format::Human, None) => output.data(&list()),
    }
    Ok(Exit::Done)
}

fn page(code: Code) -> String {
    format!(
        "{code} {}\n\n{}\n\n{}\n",
        code.name(),
        code.summary(),
        code.explanation()
    )
}

fn list() -> String {
    let mut text = String::new();
    for code in Code::ALL {
        let _infallible = writeln!(text, "{code}  {:<22} {}", code.name(), code.summary());
    }
    text
}
