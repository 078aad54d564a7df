//! Sealed revisions that mean something else than when they were sealed.

use super::revisions::Found;
use crate::plan::{Digest, Digests, RevisionId, TransactionMode};
use crate::source::code::Code;
use crate::source::digest::Digester;
use crate::source::files::{DOWN_FILE, SourceFiles, UP_FILE};
use crate::source::manifest::Part;
use crate::source::problem::{Place, Problem};

/// The two digests of one side of a revision.
#[derive(Clone, Copy)]
pub(super) struct Sides {
    pub(super) sealed: Digest,
    pub(super) found: Digest,
}

/// The problem of an edited `up.sql`, or of an edited manifest that counts.
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

fn ways_back(problem: Problem, id: RevisionId, path: &str, sides: Sides) -> Problem {
    digests(problem, sides)
        .help(format!(
            "restore the file: `git checkout -- {path}`; `git log -p -- {path}` shows what was changed"
        ))
        .help("put the change into a new revision: `cargo migrate new`")
        .help(format!(
            "if no database has applied it: `cargo migrate lock --amend {id} --reason \"…\"`"
        ))
}

/// The two sides of a revision whose digests are known.
pub(super) fn sides(sealed: (Digest, Digest), found: &Digests) -> (Sides, Sides) {
    let (up, down) = sealed;
    (
        Sides {
            sealed: up,
            found: found.up,
        },
        Sides {
            sealed: down,
            found: found.down,
        },
    )
}
