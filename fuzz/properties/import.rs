//! Imports: the same files always give the same history, every path of it lies in the new directory, and the only thing
//! that a check may object to is what the other tool's scripts say.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use cargo_migrate::import::{Content, Found, Import, Tool, import};
use migrate_core::source::{
    Code, Drafts, Lock, Manifest, Settings, SourceFiles, SourceFolder, load,
};

/// Ends a file in the bytes that describe a directory.
const END: u8 = 0x1e;
/// Ends a file's name.
const NAME: u8 = 0x1f;

/// Holds for any bytes. They describe a directory: files, each ended by `0x1e`, of a path and a text parted by `0x1f`.
pub(crate) fn holds(bytes: &[u8]) {
    let found = directory(bytes);
    for tool in [Tool::Diesel, Tool::Sqlx] {
        let made = import(tool, &found);
        assert_eq!(made, import(tool, &found), "it gives the same twice");
        match made {
            Ok(import) => sound(&import),
            Err(obstacles) => assert!(!obstacles.is_empty(), "a refusal says why"),
        }
    }
}

/// What a directory with these files is to the import.
fn directory(bytes: &[u8]) -> Vec<Found> {
    let mut tree: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for file in bytes.split(|byte| *byte == END) {
        let mut parts = file.splitn(2, |byte| *byte == NAME);
        let path = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        let text = parts.next().unwrap_or_default().to_owned();
        // What no file system holds, the import never sees; and it does not look at dot files.
        let is_name =
            |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\0']);
        match path.split_once('/') {
            Some((folder, name)) if is_name(folder) && is_name(name) => {
                tree.entry(folder.to_owned())
                    .or_default()
                    .insert(name.to_owned(), text);
            }
            None if is_name(&path) => {
                files.insert(path, text);
            }
            _ => {}
        }
    }
    let mut found: Vec<Found> = Vec::new();
    for (folder, inside) in tree {
        files.remove(&folder);
        let inside = inside.into_iter().map(|(name, text)| Found {
            path: format!("{folder}/{name}"),
            content: Content::File(text),
        });
        let content = Content::Folder(inside.collect());
        found.push(Found {
            path: folder,
            content,
        });
    }
    found.extend(files.into_iter().map(|(path, text)| Found {
        path,
        content: Content::File(text),
    }));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What is to be written is a sound directory of revisions.
fn sound(import: &Import) {
    let mut files = SourceFiles {
        directory: "migrations".to_owned(),
        lock: Some(import.lock().to_string().into_bytes()),
        ..SourceFiles::default()
    };
    for revision in &import.revisions {
        let parts: Vec<Component<'_>> = Path::new(&revision.folder).components().collect();
        assert!(
            matches!(parts[..], [Component::Normal(_)])
                && !revision.folder.contains(['/', '\\', ':']),
            "{:?} leads elsewhere",
            revision.folder
        );
        let written = revision.manifest.to_toml();
        let read = Manifest::parse("revision.toml", &written);
        assert_eq!(
            read.as_ref(),
            Ok(&revision.manifest),
            "written as {written}"
        );
        files = files.with_folder(SourceFolder {
            name: revision.folder.clone(),
            manifest: Some(written.into_bytes()),
            up: Some(revision.up.clone()),
            down: revision.down.clone(),
        });
    }
    let written = import.lock().to_string();
    assert_eq!(Lock::parse("migrate.lock", &written), Ok(import.lock()));
    for problem in load(&files, &Settings::for_package("app"), Drafts::Allowed).problems {
        let is_of_a_script = matches!(problem.code, Code::UpEmpty | Code::NotUtf8 | Code::Nul)
            || problem.code.code().starts_with("M4");
        assert!(is_of_a_script, "the import made it: {problem:?}");
    }
}
