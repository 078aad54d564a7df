//! A package in a temporary directory, and the binary in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use migrate_core::source::{self, Amendment, Settings, Style, disk, render_all};
use tempfile::TempDir;

use crate::server::Server;

/// The variables that decide which database is meant. Whoever runs the tests may have set them.
pub(crate) const FOREIGN: [&str; 35] = [
    "DATABASE_URL",
    "SCRATCH_DATABASE_URL",
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGUSER",
    "PGPASSWORD",
    "PGPASSFILE",
    "PGDATABASE",
    "PGSSLMODE",
    "PGSSLROOTCERT",
    "PGSSLCERT",
    "PGSSLKEY",
    "PGCHANNELBINDING",
    "PGTARGETSESSIONATTRS",
    "PGLOADBALANCEHOSTS",
    "PGCONNECT_TIMEOUT",
    "PGOPTIONS",
    "PGAPPNAME",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGSYSCONFDIR",
    "PGSSLCRL",
    "PGSSLCRLDIR",
    "PGSSLNEGOTIATION",
    "PGSSLMINPROTOCOLVERSION",
    "PGSSLMAXPROTOCOLVERSION",
    "PGSSLCERTMODE",
    "PGGSSENCMODE",
    "PGREQUIREAUTH",
    "PGREQUIREPEER",
    "USER",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
];

/// A package in a temporary directory.
pub(crate) struct Project {
    directory: TempDir,
    /// Where its revisions are proved, if that is not the embedded server.
    scratch: Option<Server>,
}

impl Project {
    /// A package that was not prepared.
    pub(crate) fn bare() -> Self {
        let project = Self {
            directory: tempfile::tempdir().unwrap(),
            scratch: None,
        };
        project.write("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n");
        project.write("src/main.rs", "fn main() {}\n");
        // It ends the search for a `.env` upwards.
        project.write(".env", "");
        project
    }

    /// The package, whose revisions are proved on a native server: not every build has the embedded one, and that opens more slowly.
    pub(crate) fn proved(mut self) -> Self {
        let server = self.scratch.get_or_insert_with(Server::shared);
        let env = format!("SCRATCH_DATABASE_URL={}\n", server.url());
        let scratch = "\n[package.metadata.migrate.scratch]\nenv = \"SCRATCH_DATABASE_URL\"\n";
        let manifest = self.read("Cargo.toml") + scratch;
        self.write(".env", &env);
        self.write("Cargo.toml", &manifest);
        self
    }

    /// A package after `cargo migrate init`.
    pub(crate) fn new() -> Self {
        let project = Self::bare();
        project.migrate(&["init"]).succeeds();
        project
    }

    /// A package with these sealed revisions in a line: id, message, up.sql, down.sql.
    pub(crate) fn with_revisions(revisions: &[(&str, &str, &str, &str)]) -> Self {
        let project = Self::new();
        let mut parent: Vec<&str> = Vec::new();
        for (id, message, up, down) in revisions {
            project.revision(id, &parent, message, up, down);
            parent = vec![id];
        }
        project.seal();
        project
    }

    /// Seals everything as `lock` does, but without its proof: for tests of what comes after, whose scripts may fail, wait
    /// or undo nothing.
    pub(crate) fn seal(&self) {
        seal(self.root());
    }

    /// Two tables and a column, sealed.
    pub(crate) fn shop() -> Self {
        Self::with_revisions(&[
            (
                "aaaa11111111",
                "create users",
                "CREATE TABLE users (id int);",
                "DROP TABLE users;",
            ),
            (
                "bbbb22222222",
                "create orders",
                "CREATE TABLE orders (id int);",
                "DROP TABLE orders;",
            ),
            (
                "cccc33333333",
                "add groups to users",
                "ALTER TABLE users ADD COLUMN groups text;",
                "ALTER TABLE users DROP COLUMN groups;",
            ),
        ])
    }

    /// Writes a revision's folder; its time is that of the id's first digit.
    pub(crate) fn revision(&self, id: &str, parents: &[&str], message: &str, up: &str, down: &str) {
        let minute = u8::from_str_radix(&id[..1], 16).unwrap();
        let folder = format!(
            "migrations/202611210930{minute:02}_{}",
            message.replace(' ', "_")
        );
        let parents: Vec<_> = parents
            .iter()
            .map(|parent| format!("\"{parent}\""))
            .collect();
        let manifest = format!(
            "id = \"{id}\"\nparents = [{}]\nmessage = \"{message}\"\ncreated = 2026-11-21T09:30:{minute:02}Z\n",
            parents.join(", ")
        );
        self.write(&format!("{folder}/revision.toml"), &manifest);
        self.write(&format!("{folder}/up.sql"), &format!("{up}\n"));
        self.write(&format!("{folder}/down.sql"), &format!("{down}\n"));
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a text in a file; it must be there.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.write(path, &text.replace(from, to));
    }

    /// Every file of the directory of revisions with its bytes: to see that nothing was changed.
    pub(crate) fn tree(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut waiting = vec![self.path("migrations")];
        while let Some(directory) = waiting.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    files.push((path, bytes));
                }
            }
        }
        files.sort();
        files
    }

    /// The one folder of a revision with this slug, relative to the package.
    pub(crate) fn folder(&self, slug: &str) -> String {
        let names = fs::read_dir(self.path("migrations"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let found: Vec<_> = names
            .map(|name| name.into_string().unwrap())
            .filter(|name| name.ends_with(&format!("_{slug}")))
            .collect();
        assert_eq!(found.len(), 1, "{slug}: {found:?}");
        format!("migrations/{}", found[0])
    }

    /// Runs git in the package, without anybody's configuration; it has to succeed. What it prints is given back.
    pub(crate) fn git(&self, words: &[&str]) -> String {
        let (succeeded, text) = self.tries_git(words);
        assert!(succeeded, "git {}: {text}", words.join(" "));
        text
    }

    /// Runs git in the package; whether it succeeded, and what it prints.
    pub(crate) fn tries_git(&self, words: &[&str]) -> (bool, String) {
        let output = in_git(Command::new("git").args(words), self.root());
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    }

    /// Commits everything, on `main` the first time.
    pub(crate) fn commit(&self, message: &str) {
        if !self.path(".git").exists() {
            self.git(&["init", "--quiet", "--initial-branch", "main"]);
        }
        self.git(&["add", "--all", "."]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Runs a command line that a message told, as a person would.
    pub(crate) fn shell(&self, line: &str) -> String {
        let output = in_git(Command::new("sh").args(["-c", line]), self.root());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `cargo migrate …` in the package.
    pub(crate) fn migrate(&self, words: &[&str]) -> Ran {
        self.migrate_with(words, &[])
    }

    /// Runs `cargo migrate …` in the package, with these variables.
    pub(crate) fn migrate_with(&self, words: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = command(self.root());
        // As cargo does it.
        command
            .arg("migrate")
            .args(words)
            .envs(variables.iter().copied());
        Ran::new(words, self.root(), command.output().unwrap())
    }
}

/// Runs a command that may start git: nobody's configuration counts, and every commit is by the same person.
fn in_git(command: &mut Command, directory: &Path) -> Output {
    command
        .current_dir(directory)
        .stdin(Stdio::null())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_EDITOR", "true")
        .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "Ada")))
        .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "ada@example.org")));
    for name in FOREIGN {
        command.env_remove(name);
    }
    command.output().unwrap()
}

/// The binary, in this directory, without anybody's variables and without a terminal.
pub(crate) fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-migrate"));
    command
        .current_dir(directory)
        .stdin(Stdio::null())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    line: String,
    root: String,
}

impl Ran {
    pub(crate) fn new(words: &[&str], root: &Path, output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal ends these runs"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            line: words.join(" "),
            root: root.display().to_string(),
        }
    }

    /// It ended with 0.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.exits(0)
    }

    /// It ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// The document on stdout.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// Takes a text that differs from run to run out of the command line that is shown.
    pub(crate) fn hide(&mut self, text: &str) {
        self.line = self.line.replace(text, "[url]");
    }

    /// Everything, for a snapshot. The filters of [`assert_shown`] make it the same on every machine.
    pub(crate) fn shown(&self) -> String {
        self.to_string().replace(&self.root, "[package]")
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "$ cargo migrate {}\nexit {}", self.line, self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "-- {name} --\n{text}")?;
            }
        }
        Ok(())
    }
}

/// Snapshots what a run printed, without what differs from run to run; under the test's name, or a given one.
#[macro_export]
macro_rules! assert_shown {
    ($name:literal, $ran:expr) => {
        $crate::with_filters!({ insta::assert_snapshot!($name, $ran.shown()) })
    };
    ($ran:expr) => {
        $crate::with_filters!({ insta::assert_snapshot!($ran.shown()) })
    };
}

/// What differs from run to run.
#[macro_export]
macro_rules! with_filters {
    ($body:block) => {
        insta::with_settings!({
            filters => vec![
                (r"\b\d{14}_", "[time]_"),
                (r"b3:[0-9a-f]{64}", "b3:[digest]"),
                (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00)", "[time]"),
                (r"\b(?:\d+ ms|\d+\.\d s)", "[took]"),
                (r"(localhost|127\.0\.0\.1):\d{2,5}", "$1:[port]"),
                (r"`?pgtempdb[-0-9a-z]*`?", "`[name]`"),
                (r"\bshared_\d+\b", "postgres"),
                (r"process \d+", "process [pid]"),
            ],
            omit_expression => true,
            prepend_module_to_snapshot => false,
        }, $body)
    };
}

/// Seals everything in a package, as somebody does who has no `cargo migrate`.
pub(crate) fn seal(package: &Path) {
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    let settings = Settings::parse("Cargo.toml", &manifest).unwrap();
    let files = disk::read(package, &settings.directory);
    let sealed = source::seal(&files, &settings, Amendment::Nothing);
    let problems = render_all(&sealed.loaded.problems, Style::Plain);
    let lock = sealed.lock.unwrap_or_else(|| panic!("{problems}"));
    let path = package.join(settings.directory).join("migrate.lock");
    fs::write(path, lock.to_string()).unwrap();
}
