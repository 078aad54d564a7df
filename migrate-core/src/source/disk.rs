//! The thin reader that the macro and the command line share: the only module that touches the file system.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, File, FileType};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::files::{
    DOWN_FILE, Hindrance, LOCK_FILE, MANIFEST_FILE, Presence, SourceFiles, SourceFolder, Stray,
    StrayKind, UP_FILE, Unreadable,
};
use super::script::LARGEST;
use super::shares;

/// Reads a project's directory of revisions into memory; `directory` is relative to `package`, with `/`.
///
/// It never fails: what could not be read is part of the answer, and [`load`](super::load()) reports it. Symbolic links
/// are not followed, because what they point to is not in the package.
#[must_use]
pub fn read(package: &Path, directory: &str) -> SourceFiles {
    let mut files = SourceFiles {
        directory: directory.to_owned(),
        ..SourceFiles::default()
    };
    let mut root = package.to_owned();
    // A link anywhere on the way leads out of the package as well as one at its end.
    for part in directory.split('/') {
        root.push(part);
        match fs::symlink_metadata(&root) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                files.presence = Presence::Missing;
                return files;
            }
            Ok(metadata) if !metadata.is_dir() => {
                let why = if metadata.is_symlink() {
                    Hindrance::Link
                } else {
                    Hindrance::NoFolder
                };
                files.unreadable.push(unreadable(directory, why));
                return files;
            }
            // What is wrong will show when it is listed.
            Ok(_) | Err(_) => {}
        }
    }
    let names = list_root(&root, &mut files);
    read_folders(&root, &names, &mut files);
    files.strays.sort();
    files.unreadable.sort();
    files
}

fn unreadable(path: &str, why: Hindrance) -> Unreadable {
    let path = path.to_owned();
    Unreadable { path, why }
}

fn hindrance(error: &io::Error) -> Hindrance {
    Hindrance::System(error.to_string())
}

/// Lists the directory: reads the lock, collects strays, returns the folders' names in ascending order.
fn list_root(root: &Path, files: &mut SourceFiles) -> Vec<String> {
    let mut names = Vec::new();
    let directory = files.directory.clone();
    let entries = match list(root) {
        Ok(entries) => entries,
        Err(error) => {
            files
                .unreadable
                .push(unreadable(&directory, hindrance(&error)));
            return names;
        }
    };
    for (entry, kind) in entries {
        let name = entry.file_name();
        match (name.to_str(), kind) {
            (Some(name), Kind::Folder) => names.push(name.to_owned()),
            (Some(LOCK_FILE), Kind::Stray(StrayKind::File)) => {
                match read_file(&root.join(LOCK_FILE)) {
                    Ok(bytes) => files.lock = Some(bytes),
                    Err(why) => {
                        let path = files.lock_path();
                        files.unreadable.push(unreadable(&path, why));
                    }
                }
            }
            (_, kind) => files.strays.push(kind.stray(&directory, &name)),
        }
    }
    names.sort();
    names
}

/// What an entry of a listing is.
enum Kind {
    Folder,
    /// A folder only where folders are expected.
    Stray(StrayKind),
}

impl Kind {
    fn of(file_type: FileType) -> Self {
        if file_type.is_dir() {
            Self::Folder
        } else if file_type.is_symlink() {
            Self::Stray(StrayKind::Link)
        } else if file_type.is_file() {
            Self::Stray(StrayKind::File)
        } else {
            Self::Stray(StrayKind::Other)
        }
    }

    fn stray(&self, folder: &str, name: &OsStr) -> Stray {
        Stray {
            path: format!("{folder}/{}", name.to_string_lossy()),
            kind: match self {
                Self::Folder => StrayKind::Folder,
                Self::Stray(kind) => *kind,
            },
        }
    }
}

/// The entries of a folder without the excepted ones: dot files, and files whose names begin with `README`.
fn list(folder: &Path) -> io::Result<Vec<(DirEntry, Kind)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = Kind::of(entry.file_type()?);
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        let readme = name.starts_with(b"README") && matches!(kind, Kind::Stray(StrayKind::File));
        if !name.starts_with(b".") && !readme {
            entries.push((entry, kind));
        }
    }
    Ok(entries)
}

/// One folder, with what was strange in it.
#[derive(Default)]
struct FolderRead {
    folder: SourceFolder,
    strays: Vec<Stray>,
    unreadable: Vec<Unreadable>,
}

/// Reads the folders, several at a time when there are many.
fn read_folders(root: &Path, names: &[String], files: &mut SourceFiles) {
    let directory = files.directory.as_str();
    let read: Vec<FolderRead> = shares::map(names, |names| {
        let read = |name: &String| read_folder(root, directory, name);
        names.iter().map(read).collect()
    });
    files.folders.reserve(read.len());
    for read in read {
        files.folders.push(read.folder);
        files.strays.extend(read.strays);
        files.unreadable.extend(read.unreadable);
    }
}

fn read_folder(root: &Path, directory: &str, name: &str) -> FolderRead {
    let mut read = FolderRead::default();
    name.clone_into(&mut read.folder.name);
    let folder = root.join(name);
    let entries = match list(&folder) {
        Ok(entries) => entries,
        Err(error) => {
            let path = format!("{directory}/{name}");
            read.unreadable.push(unreadable(&path, hindrance(&error)));
            return read;
        }
    };
    for (entry, kind) in entries {
        let file = entry.file_name();
        let slot = match (file.to_str(), &kind) {
            (Some(MANIFEST_FILE), Kind::Stray(StrayKind::File)) => &mut read.folder.manifest,
            (Some(UP_FILE), Kind::Stray(StrayKind::File)) => &mut read.folder.up,
            (Some(DOWN_FILE), Kind::Stray(StrayKind::File)) => &mut read.folder.down,
            _ => {
                let stray = kind.stray(&format!("{directory}/{name}"), &file);
                read.strays.push(stray);
                continue;
            }
        };
        match read_file(&folder.join(&file)) {
            Ok(bytes) => *slot = Some(bytes),
            Err(why) => {
                // An empty slot would be reported as a missing file.
                *slot = Some(Vec::new());
                let path = format!("{directory}/{name}/{}", file.to_string_lossy());
                read.unreadable.push(unreadable(&path, why));
            }
        }
    }
    read
}

/// Most files of a revision fit into this, so that their size need not be asked for.
const FIRST_READ: usize = 4 << 10;

/// The bytes of a file, unless it is larger than PostgreSQL would take.
fn read_file(path: &Path) -> Result<Vec<u8>, Hindrance> {
    let mut file = File::open(path).map_err(|error| hindrance(&error))?;
    let mut first = [0; FIRST_READ];
    let mut length = 0;
    while length < first.len() {
        match file.read(&mut first[length..]) {
            Ok(0) => return Ok(first[..length].to_vec()),
            // A regular file gives all that is asked for unless it ends, and the listing said that it is one.
            Ok(read) if length + read < first.len() => return Ok(first[..length + read].to_vec()),
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(hindrance(&error)),
        }
    }
    let mut bytes = first.to_vec();
    let rest = (LARGEST - FIRST_READ) as u64;
    let more = file.by_ref().take(rest).read_to_end(&mut bytes);
    if more.map_err(|error| hindrance(&error))? as u64 == rest {
        return Err(Hindrance::TooLarge);
    }
    Ok(bytes)
}
