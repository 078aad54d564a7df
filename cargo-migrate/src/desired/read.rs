//! The files of a schema, read into memory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use migrate_core::source::{Code, Place, Problem, text};

use crate::failure::Failure;

/// A file of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SchemaFile {
    /// Its path as it is printed.
    pub(crate) path: String,
    /// Its canonical text.
    pub(crate) text: String,
}

/// Reads a file or a folder of the package; `shown` is its path as it is printed.
///
/// Links are not followed, not even on the way: what they point to is no part of the package.
///
/// # Errors
///
/// It is not there, cannot be read, or is no schema.
pub(super) fn in_package(
    root: &Path,
    below: &str,
    shown: &str,
) -> Result<Vec<SchemaFile>, Failure> {
    let mut path = root.to_owned();
    for part in below.split('/') {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => return Err(link(shown)),
            // What is wrong shows when it is read.
            Ok(_) | Err(_) => {}
        }
    }
    read(&path, shown)
}

/// Reads a file or a folder that a person names, wherever it is.
///
/// # Errors
///
/// As [`in_package`], but a link that is named itself is followed.
pub(crate) fn anywhere(path: &Path) -> Result<Vec<SchemaFile>, Failure> {
    read(path, &path.to_string_lossy().replace('\\', "/"))
}

fn read(path: &Path, shown: &str) -> Result<Vec<SchemaFile>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(shown, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![file(path, shown)?]);
    }
    let mut files = Vec::new();
    folder(path, shown, &mut files)?;
    if files.is_empty() {
        let what = format!("the desired schema {shown} holds no file that ends in `.sql`");
        let help = "write the schema into files such as `tables.sql`, in any order";
        return Err(problem(what, shown, help));
    }
    Ok(files)
}

/// The files of a folder and the folders in it, by name.
fn folder(path: &Path, shown: &str, files: &mut Vec<SchemaFile>) -> Result<(), Failure> {
    let listed = || -> io::Result<Vec<(String, PathBuf, fs::FileType)>> {
        let entries = fs::read_dir(path)?.map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, entry.path(), entry.file_type()?))
        });
        entries.collect()
    };
    let mut entries = listed().map_err(|error| unreadable(shown, &error))?;
    entries.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    for (name, path, kind) in entries {
        let shown = format!("{shown}/{name}");
        if name.starts_with('.') {
            continue;
        }
        if kind.is_symlink() {
            return Err(link(&shown));
        }
        if kind.is_dir() {
            folder(&path, &shown, files)?;
        } else if name.ends_with(".sql") {
            files.push(file(&path, &shown)?);
        } else if !name.starts_with("README") {
            let what = format!(
                "{shown} is no part of the desired schema: its name does not end in `.sql`"
            );
            let help = "move it elsewhere, or let its name end in `.sql`";
            return Err(problem(what, &shown, help));
        }
    }
    Ok(())
}

fn file(path: &Path, shown: &str) -> Result<SchemaFile, Failure> {
    let bytes = fs::read(path).map_err(|error| unreadable(shown, &error))?;
    let Ok(text) = text::canonical(&bytes) else {
        let what = format!("{shown} is not text in UTF-8 without NUL");
        return Err(problem(what, shown, "save it as UTF-8"));
    };
    Ok(SchemaFile {
        path: shown.to_owned(),
        text: text.into_owned(),
    })
}

fn unreadable(shown: &str, error: &io::Error) -> Failure {
    let (what, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            format!("the desired schema {shown} does not exist"),
            "write it, or correct `schema` in [package.metadata.migrate]",
        ),
        _ => (
            format!("{shown} cannot be read: {error}"),
            "make it readable",
        ),
    };
    problem(what, shown, help)
}

fn link(shown: &str) -> Failure {
    let what = format!("{shown} cannot be read: a symbolic link is not followed");
    problem(what, shown, "put the file itself into the package")
}

fn problem(what: String, shown: &str, help: &str) -> Failure {
    let problem = Problem::new(Code::SchemaUnreadable, what);
    Failure::Files(vec![problem.at(Place::whole(shown)).help(help)])
}
