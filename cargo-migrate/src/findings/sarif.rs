//! SARIF 2.1.0, the format of static analysis that code scanning and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>; what GitHub reads of it is written at
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.

mod model;

use std::collections::HashMap;

use migrate_core::source::problem::Label;
use migrate_core::source::{Code, Place, Problem, Severity};

use self::model::{
    Artifact, Artifacts, Configuration, Driver, Help, Invocation, Level, Location, Log, Message,
    Notification, PhysicalLocation, Region, Related, Rule, Run, SarifResult, Tool,
};
use super::Paths;
use super::tell::remarks;
use crate::Exit;
use crate::failure::Failure;

/// The document; `failure` is why the check could not be done.
pub(super) fn log(
    problems: &[Problem],
    failure: Option<&Failure>,
    exit: Exit,
    paths: &Paths,
) -> String {
    let mut fingerprints = Fingerprints::default();
    let results = problems
        .iter()
        .map(|problem| result(problem, paths, &mut fingerprints))
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "cargo-migrate",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: Code::ALL.iter().copied().map(rule).collect(),
                },
            },
            // Columns are counted in characters.
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: Artifacts::default(),
            invocations: [invocation(failure, exit)],
            results,
        }],
    };
    let mut text = serde_json::to_string_pretty(&log)
        .expect("the keys are texts, and nothing in it fails to serialise");
    text.push('\n');
    text
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    }
}

fn rule(code: Code) -> Rule {
    Rule {
        id: code.code(),
        name: code.name(),
        short_description: Message::of(code.summary()),
        help: Help {
            text: code.explanation(),
            markdown: code.explanation(),
        },
        help_uri: help_uri(code),
        default_configuration: Configuration {
            level: level(code.severity()),
        },
    }
}

/// The section of a code in the book; GitHub makes its anchor from the heading.
fn help_uri(code: Code) -> String {
    let tail = match code.severity() {
        Severity::Error => "",
        Severity::Warning => "-a-warning",
    };
    format!(
        "{}/blob/main/docs/diagnostics.md#{}-{}{tail}",
        env!("CARGO_PKG_REPOSITORY"),
        code.code().to_lowercase(),
        code.name()
    )
}

fn invocation(failure: Option<&Failure>, exit: Exit) -> Invocation {
    let notification = failure.map(|failure| Notification {
        level: Level::Error,
        message: Message::of(match failure.help() {
            Some(help) => format!("{failure}\nhelp: {help}"),
            None => failure.to_string(),
        }),
    });
    Invocation {
        execution_successful: failure.is_none(),
        exit_code: exit.code(),
        tool_execution_notifications: notification.into_iter().collect(),
    }
}

fn result(problem: &Problem, paths: &Paths, fingerprints: &mut Fingerprints) -> SarifResult {
    let rule_index = Code::ALL.iter().position(|code| *code == problem.code);
    // GitHub takes no result without a place; what is about no file is about the package.
    let place = match &problem.place {
        Some(place) => location(place, paths),
        None => whole(paths.manifest()),
    };
    SarifResult {
        rule_id: problem.code.code(),
        rule_index: rule_index.expect("the table holds every code"),
        level: level(problem.severity),
        message: Message::of(format!("{}{}", problem.message, remarks(problem))),
        locations: [place],
        related_locations: related(&problem.related, paths),
        partial_fingerprints: fingerprints.of(problem, paths),
    }
}

fn location(place: &Place, paths: &Paths) -> Location {
    let region = place.excerpt.is_some().then_some(Region {
        start_line: place.line,
        start_column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    });
    let mut location = whole(&paths.in_repository(&place.path));
    location.physical_location.region = region;
    location
}

/// A whole file or folder; the path is from the root of the repository.
fn whole(path: &str) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: Artifact {
                uri: uri(path),
                uri_base_id: model::ROOT,
            },
            region: None,
        },
    }
}

fn related(labels: &[Label], paths: &Paths) -> Vec<Related> {
    let numbered = labels.iter().enumerate();
    numbered
        .map(|(id, label)| Related {
            id,
            location: location(&label.place, paths),
            message: Message::of(label.text.clone()),
        })
        .collect()
}

/// A path as a relative reference: what RFC 3986 does not allow in a path's segment is encoded.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// Finds a finding again in the next run, wherever its line has moved to: the rule, the file and the text of the line, and
/// the how-manieth of its kind it is. The key is the one that GitHub reads.
#[derive(Default)]
struct Fingerprints {
    seen: HashMap<String, usize>,
}

impl Fingerprints {
    fn of(&mut self, problem: &Problem, paths: &Paths) -> model::Fingerprint {
        let mut hasher = blake3::Hasher::new_derive_key("cargo-migrate 2026 finding v1");
        let place = problem.place.as_ref();
        let path = place.map(|place| paths.in_repository(&place.path));
        let excerpt = place.and_then(|place| place.excerpt.as_ref());
        for part in [
            problem.code.code(),
            path.as_deref().unwrap_or_default(),
            excerpt.map_or("", |excerpt| excerpt.line.trim()),
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        let number = self.seen.entry(hash.clone()).or_default();
        *number += 1;
        model::Fingerprint {
            primary_location_line_hash: format!("{hash}:{number}"),
        }
    }
}

#[cfg(test)]
mod tests;
