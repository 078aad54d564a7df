//! A real history, imported and made fit to be sealed.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::source::{Drafts, Settings, disk, load};

use crate::corpus;
use crate::project::Project;

/// One of the histories of the corpus.
#[derive(Debug, Clone, Copy)]
pub struct History {
    /// Its folder in the corpus, and the package's name.
    pub name: &'static str,
    /// The tool that it was written for.
    pub tool: &'static str,
    /// The number of its revisions.
    pub revisions: usize,
}

/// crates.io, for diesel.
pub const CRATES_IO: History = History {
    name: "cratesio",
    tool: "diesel",
    revisions: 285,
};
/// ZKsync Era, for sqlx.
pub const ZKSYNC: History = History {
    name: "zksync",
    tool: "sqlx",
    revisions: 269,
};

impl History {
    /// The directory of its migrations, as its own tool has them; says so when it is not there.
    #[must_use]
    pub fn directory(self) -> Option<PathBuf> {
        corpus::find(self.name)
    }

    /// Imports it into a package.
    ///
    /// # Panics
    ///
    /// When the import fails.
    pub fn import_into(self, project: &Project, directory: &Path) {
        let directory = directory.to_str().expect("the corpus has a plain path");
        let _ = project
            .migrate(&["import", "--from", self.tool, directory])
            .succeeds();
    }

    /// Puts right what `check` finds in it, as its authors would: broken down scripts are corrected or accepted with a
    /// reason. No up script is touched.
    ///
    /// # Panics
    ///
    /// When `check` finds anything else.
    pub fn put_right(self, project: &Project) {
        correct(project, BROKEN_DOWN, "_pkey\nALTER", "_pkey;\nALTER");
        self.accept_as_written(project);
    }

    /// Leaves broken down scripts as they are, and accepts them with a reason, but for one that could not run at all.
    ///
    /// # Panics
    ///
    /// When something else is wrong with it.
    pub fn accept_as_written(self, project: &Project) {
        correct(
            project,
            INDEXES_IN_DOWN,
            "create index concurrently",
            "create index",
        );
        let settings = Settings::for_package(self.name);
        let files = disk::read(project.root(), &settings.directory);
        for problem in load(&files, &settings, Drafts::Allowed).problems {
            let place = problem.place.as_ref().expect("it is about a script");
            let (folder, script) = place.path.rsplit_once('/').expect("it lies in a folder");
            let rule = match (problem.code.code(), script) {
                ("M401", "down.sql") => "syntax-error",
                ("M406", _) => "session-setting",
                _ => panic!("{problem:?}"),
            };
            allow(&project.path(&format!("{folder}/revision.toml")), rule);
        }
        let problems = load(
            &disk::read(project.root(), &settings.directory),
            &settings,
            Drafts::Allowed,
        )
        .problems;
        assert!(problems.is_empty(), "{problems:?}");
    }

    /// Seals it, after it was put right, as it is: many of its downs could not be proved.
    ///
    /// # Panics
    ///
    /// When it cannot be sealed.
    pub fn seal(self, project: &Project) {
        self.put_right(project);
        let _ = project.migrate(&["check", "--locked"]).exits(3);
        project.seal();
        let _ = project.migrate(&["check", "--locked"]).succeeds();
    }
}

/// The script of crates.io with a syntax error: a semicolon is missing at the end of its first line.
pub const BROKEN_DOWN: &str = "migrations/20170318181441_downloads_need_no_id/down.sql";
/// A script of crates.io that builds indexes concurrently, in a transaction.
const INDEXES_IN_DOWN: &str = "migrations/20240412144536_remove_downloads_column/down.sql";

/// Replaces a text in a file of the package, where there is one.
fn correct(project: &Project, path: &str, wrong: &str, right: &str) {
    let path = project.path(path);
    let Ok(text) = fs::read_to_string(&path) else {
        return;
    };
    fs::write(path, text.replace(wrong, right)).expect("the package is writable");
}

fn allow(manifest: &Path, rule: &str) {
    let mut text = fs::read_to_string(manifest).expect("every revision has a manifest");
    let entry = format!("\n[[allow]]\nrule = \"{rule}\"\nreason = \"written so by its authors\"\n");
    if !text.contains(&entry) {
        text.push_str(&entry);
        fs::write(manifest, text).expect("the package is writable");
    }
}
