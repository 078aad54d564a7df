//! Annotations for GitHub Actions: one workflow command a line, which shows the finding on its line in the pull request.
//!
//! The format and its escapes are those of `actions/toolkit`, `packages/core/src/command.ts`.

use std::fmt::Write;

use migrate_core::source::{Problem, Severity};

use super::Paths;
use super::tell::remarks;
use crate::failure::Failure;

/// The problems, one in a line.
pub(super) fn annotations(problems: &[Problem], paths: &Paths) -> String {
    let mut text = String::new();
    for problem in problems {
        annotate(problem, paths, &mut text);
    }
    text
}

/// A failure that is about no line of any file.
pub(super) fn failure(failure: &Failure) -> String {
    let mut message = failure.to_string();
    if let Some(help) = failure.help() {
        let _infallible = write!(message, "\nhelp: {help}");
    }
    let title = property("cargo migrate check");
    format!("::error title={title}::{}\n", data(&message))
}

fn annotate(problem: &Problem, paths: &Paths, text: &mut String) {
    text.push_str(match problem.severity {
        Severity::Error => "::error ",
        Severity::Warning => "::warning ",
    });
    if let Some(place) = &problem.place {
        let file = property(&paths.in_repository(&place.path));
        let _infallible = write!(text, "file={file},line={}", place.line);
        // GitHub takes columns only where the annotation ends on the line on which it begins.
        let _infallible = if place.end_line > place.line {
            write!(text, ",endLine={}", place.end_line)
        } else if place.excerpt.is_some() {
            write!(text, ",col={},endColumn={}", place.column, place.end_column)
        } else {
            Ok(())
        };
        text.push(',');
    }
    let title = format!("{} {}", problem.code, problem.code.name());
    let message = data(&format!("{}{}", problem.message, remarks(problem)));
    let _infallible = writeln!(text, "title={}::{message}", property(&title));
}

/// What may stand behind the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// What may stand behind the `=` of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use migrate_core::source::{Code, Place};

    use super::*;

    fn annotation(problem: Problem) -> String {
        annotations(&[problem], &Paths::of(Path::new("/"), Path::new("/")))
    }

    /// A line feed would end the command, and a comma or colon its property.
    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        let text = "SELECT 1;\nSELECT '100%: a, b';\n";
        let place = Place::within("odd, name: 50%.sql", text, 17..30);
        let problem = Problem::new(Code::SyntaxError, "100%: a, b\r\nc")
            .at(place)
            .note("d\ne")
            .help("f::g");
        assert_eq!(
            annotation(problem),
            "::error file=odd%2C name%3A 50%25.sql,line=2,col=8,endColumn=21,title=M401 syntax-error::\
             100%25: a, b%0D%0Ac%0Anote: d%0Ae%0Ahelp: f::g\n"
        );
    }

    #[test]
    fn a_finding_that_spans_lines_has_no_columns() {
        let place = Place::within("up.sql", "a\nbcd\nef\n", 3..8);
        let problem = Problem::new(Code::NeedlessNone, "x").at(place);
        assert_eq!(
            annotation(problem),
            "::warning file=up.sql,line=2,endLine=3,title=M407 needless-none::x\n"
        );
    }

    #[test]
    fn a_finding_about_a_whole_file_has_no_columns() {
        let problem = Problem::new(Code::UpMissing, "x").at(Place::whole("migrations/a"));
        assert_eq!(
            annotation(problem),
            "::error file=migrations/a,line=1,title=M111 up-missing::x\n"
        );
        let nowhere = Problem::new(Code::NoRevision, "x");
        assert_eq!(annotation(nowhere), "::error title=M201 no-revision::x\n");
    }
}
