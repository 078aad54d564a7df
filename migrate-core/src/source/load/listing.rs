//! The listing: what is there that should not be, and what is not.

use crate::source::code::Code;
use crate::source::files::{Hindrance, Presence, SourceFiles, Stray, StrayKind};
use crate::source::folder;
use crate::source::problem::{Place, Problem};

/// The problems of the listing.
pub(super) fn check(files: &SourceFiles) -> Vec<Problem> {
    let directory = &files.directory;
    if files.presence == Presence::Missing {
        let problem = Problem::new(
            Code::DirectoryMissing,
            format!("the directory `{directory}` does not exist"),
        )
        .at(Place::whole(directory))
        .help("run `cargo migrate init`, which creates it")
        .help("or correct `directory` in `[package.metadata.migrate]` of Cargo.toml");
        return vec![problem];
    }
    let mut problems: Vec<_> = files.strays.iter().map(stray).collect();
    for unreadable in &files.unreadable {
        let problem = Problem::new(
            Code::Unreadable,
            format!("cannot read `{}`: {}", unreadable.path, unreadable.why),
        )
        .at(Place::whole(&unreadable.path))
        .help(readable(&unreadable.why));
        problems.push(problem);
    }
    if files.folders.is_empty() && files.unreadable.is_empty() {
        let problem = Problem::new(
            Code::NoRevision,
            format!("the directory `{directory}` holds no revision"),
        )
        .at(Place::whole(directory))
        .help("create the first one: `cargo migrate new \"create the first tables\"`")
        .help("or correct `directory` in `[package.metadata.migrate]` of Cargo.toml");
        problems.push(problem);
    }
    for folder in &files.folders {
        if folder::slug_of(&folder.name).is_none() {
            let problem = Problem::new(
                Code::FolderName,
                format!("`{}` is not the name of a revision's folder", folder.name),
            )
            .at(Place::whole(format!("{directory}/{}", folder.name)))
            .note("a name is a number, an underscore, and a slug of letters, digits, `_` and `-`")
            .help("rename the folder: 20261121093000_add_groups_to_users");
            problems.push(problem);
        }
    }
    problems
}

/// What to do about something that could not be read.
fn readable(why: &Hindrance) -> &'static str {
    match why {
        Hindrance::System(_) => "correct its permissions, or restore it from git",
        Hindrance::Link => {
            "put the folder itself there, or name it in `directory`: what a link leads to is not in the package"
        }
        Hindrance::NoFolder => {
            "move it away, or correct `directory` in `[package.metadata.migrate]` of Cargo.toml"
        }
        Hindrance::TooLarge => "split it into several revisions",
    }
}

fn stray(stray: &Stray) -> Problem {
    let what = match stray.kind {
        StrayKind::File => "file",
        StrayKind::Folder => "folder",
        StrayKind::Link => "symbolic link",
        StrayKind::Other => "thing that is neither a file nor a folder",
    };
    let name = stray.path.rsplit('/').next().unwrap_or(&stray.path);
    let mut problem = Problem::new(
        Code::Stray,
        format!("the {what} `{name}` does not belong here"),
    )
    .at(Place::whole(&stray.path));
    if stray.kind == StrayKind::Link {
        problem = problem.note("links are not followed: what they point to is not in the package");
    }
    problem.help("a revision is a folder with revision.toml, up.sql and down.sql: correct the name if it is meant as one of them")
    .help("otherwise move it elsewhere; dot files and README* may stay")
}
