//! Paths for readers that know the repository and not the working directory.

use std::path::{Component, Path, PathBuf};

/// Where the working directory lies in its repository.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    here: PathBuf,
    root: PathBuf,
    /// The package's `Cargo.toml`, from the root.
    manifest: String,
}

impl Paths {
    /// Paths relative to the git repository around a package; without one, to the working directory.
    pub(crate) fn of(here: &Path, package: &Path) -> Self {
        let package = plain(package);
        let is_root = |directory: &&Path| directory.join(".git").exists();
        let root = package.ancestors().find(is_root).unwrap_or(here);
        let mut paths = Self {
            here: here.to_owned(),
            root: root.to_owned(),
            manifest: String::new(),
        };
        paths.manifest = paths.in_repository(&package.join("Cargo.toml").to_string_lossy());
        paths
    }

    /// The package's `Cargo.toml`, from the repository's root.
    pub(crate) fn manifest(&self) -> &str {
        &self.manifest
    }

    /// A path as it is printed, from the repository's root and with `/`. A path outside of it stays as it is.
    pub(crate) fn in_repository(&self, printed: &str) -> String {
        let path = plain(&self.here.join(printed));
        let Ok(below) = path.strip_prefix(&self.root) else {
            return printed.to_owned();
        };
        let parts = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    }
}

/// The path without `.` and `..`, by its letters alone: the directories of a package are no links.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_path_is_told_from_the_root_of_the_repository() {
        let repository = tempfile::tempdir().unwrap();
        let root = repository.path();
        for directory in [".git", "api/src", "jobs"] {
            fs::create_dir_all(root.join(directory)).unwrap();
        }
        for (here, package, printed, expected) in [
            (
                "",
                "api",
                "api/migrations/x/up.sql",
                "api/migrations/x/up.sql",
            ),
            (
                "api",
                "api",
                "migrations/x/up.sql",
                "api/migrations/x/up.sql",
            ),
            ("api/src", "api", "../migrations/x", "api/migrations/x"),
            ("jobs", "jobs/../api", "../api/Cargo.toml", "api/Cargo.toml"),
            ("api", "api", "/elsewhere/up.sql", "/elsewhere/up.sql"),
        ] {
            let paths = Paths::of(&root.join(here), &root.join(package));
            assert_eq!(
                paths.in_repository(printed),
                expected,
                "{printed} from {here}"
            );
        }
    }

    #[test]
    fn without_a_repository_a_path_is_told_from_the_working_directory() {
        let directory = tempfile::tempdir().unwrap();
        let paths = Paths::of(directory.path(), &directory.path().join("api"));
        assert_eq!(paths.in_repository("api/./up.sql"), "api/up.sql");
    }
}
