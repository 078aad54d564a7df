//! Sealed revisions that mean something else than when they were sealed.

use super::revisions::Found;
use super::sealed::Sides;
use crate::plan::{RevisionId, TransactionMode};
use crate::source::code::Code;
use crate::source::created::Created;
use crate::source::digest::{Digester, Facts};
use crate::source::files::{DOWN_FILE, SourceFiles, UP_FILE};
use crate::source::manifest::Part;
use crate::source::problem::{Place, Problem};

/// The problem of an edited `up.sql`, or of an edited manifest that changes what it does.
pub(super) fn up(
    files: &SourceFiles,
    found: &Found<'_>,
    sides: Sides,
    digester: &mut Digester,
) -> Problem {
    let id = found.id();
    let path = files.path(&found.folder.name, UP_FILE);
    if mode_was_changed(found, sides, digester) {
        let problem = Problem::new(
            Code::UpEdited,
            format!("the transaction mode of sealed revision {id} was changed"),
        )
        .at(found.place(Part::Transaction))
        .label("sealed with the other mode");
        return ways_back(problem, id, &found.manifest_path, sides);
    }
    let problem = Problem::new(
        Code::UpEdited,
        format!(
            "sealed revision {id} was edited: it goes forward differently than when it was sealed"
        ),
    )
    .at(first_line(found, &path))
    .label("this file, or `id` or `parents` in revision.toml, was changed");
    ways_back(problem, id, &path, sides)
}

/// The problem of an edited `down.sql`.
pub(super) fn down(files: &SourceFiles, found: &Found<'_>, sides: Sides) -> Problem {
    let id = found.id();
    let path = files.path(&found.folder.name, DOWN_FILE);
    let place = match found.down.text() {
        Some(Some(text)) => Place::within(&path, text, 0..first_line_end(text)),
        Some(None) | None => found.place(Part::Irreversible),
    };
    let problem = Problem::new(
        Code::DownEdited,
        format!(
            "sealed revision {id} was edited: it goes back differently than when it was sealed"
        ),
    )
    .at(place)
    .label("this was changed, added or removed");
    ways_back(problem, id, &path, sides)
}

/// The problem of a manifest of which the plan embeds something else than what was sealed.
pub(super) fn manifest(
    found: &Found<'_>,
    all: &[Found<'_>],
    sides: Sides,
    digester: &mut Digester,
) -> Problem {
    let id = found.id();
    let path = &found.manifest_path;
    let (message, part, label) = match changed_fact(found, all, sides, digester) {
        Some(Changed { key, part, was }) => (
            format!("sealed revision {id} was edited: its `{key}` is not what was sealed"),
            part,
            was,
        ),
        None => (
            format!("sealed revision {id} was edited: its revision.toml is not what was sealed"),
            Part::Id,
            "its message, created, irreversible, compatible or a timeout was changed".to_owned(),
        ),
    };
    let problem = Problem::new(Code::ManifestEdited, message)
        .at(found.place(part))
        .label(label);
    restore(problem, path, sides).help(format!(
        "or, if it says the right thing now: `cargo migrate lock --amend {id} --reason \"…\"`"
    ))
}

/// The one fact of a manifest that was changed.
struct Changed {
    key: &'static str,
    part: Part,
    was: String,
}

/// The fact with whose earlier value the digest is the sealed one, as far as an earlier value can be guessed: a key may
/// have been added, `created` stands in the folder's name too, and `compatible` names one of the revisions.
fn changed_fact(
    found: &Found<'_>,
    all: &[Found<'_>],
    sides: Sides,
    digester: &mut Digester,
) -> Option<Changed> {
    let now = found.manifest.facts();
    let mut sealed = |facts: Facts<'_>| digester.manifest(&facts) == sides.sealed;
    let changed = |key, part, was: &str| {
        let was = was.to_owned();
        Some(Changed { key, part, was })
    };
    let absent = "was not there when it was sealed";
    if let Some(created) = Created::from_stamp(&found.folder.name) {
        let created = created.to_string();
        let facts = Facts {
            created: created.clone().into(),
            ..now.clone()
        };
        if sealed(facts) {
            return changed("created", Part::Created, &format!("was {created}"));
        }
    }
    let facts = Facts {
        lock_timeout: None,
        ..now.clone()
    };
    if sealed(facts) {
        return changed("lock_timeout", Part::LockTimeout, absent);
    }
    let facts = Facts {
        statement_timeout: None,
        ..now.clone()
    };
    if sealed(facts) {
        return changed("statement_timeout", Part::StatementTimeout, absent);
    }
    for compatible in std::iter::once(None).chain(all.iter().map(|other| Some(other.id()))) {
        let facts = Facts {
            compatible,
            ..now.clone()
        };
        if sealed(facts) {
            let was = compatible.map_or_else(|| absent.to_owned(), |id| format!("was {id}"));
            return changed("compatible", Part::Compatible, &was);
        }
    }
    None
}

/// The problem of an amendment that would change what other revisions were written upon.
pub(super) fn amended_below(found: &Found<'_>, sides: Sides) -> Problem {
    let id = found.id();
    let problem = Problem::new(
        Code::UpEdited,
        format!("revision {id} cannot be amended: other revisions are based upon what it did"),
    )
    .at(found.place(Part::Id))
    .label("has children");
    digests(problem, sides).help("put the change into a new revision: `cargo migrate new`")
}

fn first_line(found: &Found<'_>, path: &str) -> Place {
    match &found.up {
        Some(script) => Place::within(path, &script.text, 0..first_line_end(&script.text)),
        None => Place::whole(path),
    }
}

fn first_line_end(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Whether the sealed digest is that of the other transaction mode.
fn mode_was_changed(found: &Found<'_>, sides: Sides, digester: &mut Digester) -> bool {
    let Some(up) = &found.up else {
        return false;
    };
    let other = match found.manifest.transaction {
        TransactionMode::Single => TransactionMode::None,
        TransactionMode::None => TransactionMode::Single,
    };
    digester.up(found.id(), &found.manifest.parents, other, &up.text) == sides.sealed
}

fn digests(problem: Problem, sides: Sides) -> Problem {
    problem
        .note(format!("sealed as {}", sides.sealed))
        .note(format!("found now {}", sides.found))
}

fn restore(problem: Problem, path: &str, sides: Sides) -> Problem {
    digests(problem, sides).help(format!(
        "restore the file: `git checkout -- {path}`; `git log -p -- {path}` shows what was changed"
    ))
}

fn ways_back(problem: Problem, id: RevisionId, path: &str, sides: Sides) -> Problem {
    restore(problem, path, sides)
        .help("put the change into a new revision: `cargo migrate new`")
        .help(format!(
            "if no database has applied it: `cargo migrate lock --amend {id} --reason \"…\"`"
        ))
}
