//! What differs, for people and for programs.

use migrate_schema::{Class, Difference, Object, Touch, Touched};
use serde::Serialize;

use super::compare::Comparison;
use crate::output::Output;

/// An object that differs, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct DifferenceReport<'d> {
    /// `missing` (from the database), `extra` or `changed`.
    class: &'static str,
    /// What it is: `column`.
    kind: &'d str,
    name: &'d str,
    /// As the database has it.
    database: Option<&'d str>,
    /// As the revisions make it.
    revisions: Option<&'d str>,
}

impl<'d> From<&'d Difference> for DifferenceReport<'d> {
    fn from(one: &'d Difference) -> Self {
        Self {
            class: word(one.class),
            kind: one.object.kind.words(),
            name: &one.object.name,
            database: one.before.as_deref(),
            revisions: one.after.as_deref(),
        }
    }
}

/// How an object of the database differs from what the revisions make.
const fn word(class: Class) -> &'static str {
    match class {
        Class::Leftover => "missing",
        Class::Missing => "extra",
        Class::Changed | Class::Order | Class::Layout => "changed",
    }
}

/// Tells people what differs, each object with both definitions. It is told however quiet the run is.
pub(crate) fn tell(differences: &[Difference], output: &mut Output) {
    for one in differences {
        let verb = match word(one.class) {
            "missing" => "Missing",
            "extra" => "Extra",
            _ => "Changed",
        };
        let mut text = format!("{verb:>12} {}", one.object);
        for (side, definition) in [("database", &one.before), ("revisions", &one.after)] {
            if let Some(definition) = definition {
                text.push_str(&format!("\n{side:>16}: {definition}"));
            }
        }
        output.plain(text);
    }
}

/// Tells people which objects are not as they were recorded. It is told however quiet the run is.
pub(crate) fn tell_touched(touched: &[Touched], output: &mut Output) {
    for one in touched {
        let verb = match one.touch {
            Touch::Missing => "Missing",
            Touch::Extra => "Extra",
            Touch::Changed => "Changed",
        };
        output.plain(format_args!("{verb:>12} {}", one.object));
    }
}

/// A comparison, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct CompareReport<'c> {
    /// Whether nothing differs.
    equal: bool,
    differences: Vec<DifferenceReport<'c>>,
    /// What differs and is not written into the script.
    uncovered: Vec<String>,
    /// What is compared by name only.
    by_name: Vec<String>,
    /// How many objects the settings leave out.
    ignored: usize,
    versions: Versions,
    /// The statements that would bring the database back.
    script: &'c str,
}

/// The major versions of both servers.
#[derive(Debug, Serialize)]
struct Versions {
    database: u32,
    scratch: u32,
}

impl<'c> CompareReport<'c> {
    pub(crate) fn of(comparison: &'c Comparison) -> Self {
        let [database, scratch] = comparison.versions;
        let names = |objects: &[Object]| objects.iter().map(Object::to_string).collect();
        Self {
            equal: comparison.is_equal(),
            differences: comparison.differences.iter().map(Into::into).collect(),
            uncovered: names(&comparison.uncovered),
            by_name: names(&comparison.by_name),
            ignored: comparison.ignored,
            versions: Versions { database, scratch },
            script: &comparison.script,
        }
    }
}

/// Tells what is compared by name only, and how much was left out.
pub(crate) fn tell_limits(comparison: &Comparison, output: &mut Output) {
    for object in &comparison.by_name {
        output.warning(format_args!(
            "{object} is compared by name only: its definition may hold a password, and is not read"
        ));
    }
    for object in &comparison.uncovered {
        output.warning(format_args!(
            "{object} differs, and no statement is written for it: its whole definition is not known"
        ));
    }
    if comparison.ignored > 0 {
        output.note(format_args!(
            "{} left out, as [[package.metadata.migrate.ignore]] says",
            objects(comparison.ignored)
        ));
    }
}

/// `1 object`, `2 objects`.
fn objects(count: usize) -> String {
    match count {
        1 => "1 object".to_owned(),
        many => format!("{many} objects"),
    }
}
