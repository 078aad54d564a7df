//! Telling what was found: to people always, to programs in the format that was asked for.

use std::fmt::Write;

use migrate_core::source::Problem;

use super::json::Document;
use super::{Findings, Format, Paths, github, sarif};
use crate::failure::Failure;
use crate::output::Output;
use crate::{Exit, report, runs};

/// Tells what was found, or why the check could not be done, and says how the process ends.
pub(crate) fn tell(
    examined: Result<Findings, Failure>,
    format: Format,
    paths: &Paths,
    output: &mut Output,
) -> Exit {
    match examined {
        Ok(findings) => found(&findings, format, paths, output),
        Err(failure) => failed(&failure, format, paths, output),
    }
}

fn found(findings: &Findings, format: Format, paths: &Paths, output: &mut Output) -> Exit {
    let exit = findings.exit();
    report::problems(&findings.problems, output);
    let failure = (exit == Exit::Files).then(|| {
        let errors: Vec<Problem> = findings.wrong_files().cloned().collect();
        Failure::from(errors)
    });
    if let Some(failure) = &failure {
        output.error(failure);
    } else if let Some(counted) = findings.counted {
        output.step(
            "Checked",
            format_args!(
                "{}: {} sealed, {} in draft",
                runs::count(counted.revisions),
                counted.revisions - counted.drafts,
                counted.drafts
            ),
        );
        if let Some(counts) = counts(&findings.problems) {
            output.step("Found", counts);
        }
    }
    match format {
        Format::Human => {}
        Format::Json => output.json("check", &Document::of(findings, failure.as_ref())),
        Format::Sarif => output.data(&sarif::log(&findings.problems, None, exit, paths)),
        Format::Github => output.data(&github::annotations(&findings.problems, paths)),
    }
    exit
}

fn failed(failure: &Failure, format: Format, paths: &Paths, output: &mut Output) -> Exit {
    let exit = failure.exit();
    report::told(failure, output);
    let problems = failure.problems();
    match format {
        Format::Human => {}
        Format::Json => output.json("check", &Document::failed(failure, exit)),
        Format::Sarif => output.data(&sarif::log(problems, Some(failure), exit, paths)),
        Format::Github if problems.is_empty() => output.data(&github::failure(failure)),
        Format::Github => output.data(&github::annotations(problems, paths)),
    }
    exit
}

/// `1 error and 2 warnings`; `None` when nothing was found.
fn counts(problems: &[Problem]) -> Option<String> {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let count = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        many => format!("{many} {word}s"),
    };
    match (errors, problems.len() - errors) {
        (0, 0) => None,
        (0, warnings) => Some(count(warnings, "warning")),
        (errors, 0) => Some(count(errors, "error")),
        (errors, warnings) => Some(format!(
            "{} and {}",
            count(errors, "error"),
            count(warnings, "warning")
        )),
    }
}

/// What stands below the message of a problem, for readers that show text only: label, notes and help, each in its lines.
pub(super) fn remarks(problem: &Problem) -> String {
    let mut text = String::new();
    let label = problem.label.iter().map(|label| ("here", label));
    let notes = problem.notes.iter().map(|note| ("note", note));
    let help = problem.help.iter().map(|help| ("help", help));
    for (kind, remark) in label.chain(notes).chain(help) {
        let _infallible = write!(text, "\n{kind}: {remark}");
    }
    text
}
