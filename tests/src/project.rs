//! A package in a directory of its own, and the command line run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use migrate_core::source::{self, Amendment, Settings, Style, disk, render_all};
use tempfile::TempDir;

/// The name of the command line's binary in this package.
const BINARY: &str = "cargo-migrate-under-test";

/// A package that was made for a test.
pub struct Project {
    root: PathBuf,
    _home: Option<TempDir>,
}

impl Project {
    /// A package with nothing in it, in a temporary directory.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let home = TempDir::new().expect("a temporary directory can be made");
        let root = home.path().to_owned();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n"
        );
        fs::create_dir_all(root.join("src")).expect("the temporary directory is writable");
        fs::write(root.join("src/lib.rs"), "").expect("the temporary directory is writable");
        fs::write(root.join("Cargo.toml"), manifest).expect("the temporary directory is writable");
        Self {
            root,
            _home: Some(home),
        }
    }

    /// A binary package that embeds its plan, under the workspace's target directory: cargo knows it again there, and
    /// builds what it depends on once. What an earlier run left is removed, except what cargo built.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    #[must_use]
    pub fn embedding(name: &str, main: &str) -> Self {
        let root = generated().join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("an earlier run's package can be removed");
        }
        let runtime = crate::corpus::workspace_root().join("migrate-runtime");
        let runtime = runtime.canonicalize().expect("the workspace has a runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             migrate-runtime = {{ path = {runtime:?} }}\npostgres = \"0.19\"\n\n[workspace]\n"
        );
        let write = |path: &str, text: &str| {
            fs::write(root.join(path), text).expect("the target directory is writable");
        };
        fs::create_dir_all(root.join("src")).expect("the target directory is writable");
        write("Cargo.toml", &manifest);
        write("src/main.rs", main);
        // The versions that the workspace was built with: nothing is fetched, and nothing else is tested.
        let lock = crate::corpus::workspace_root().join("Cargo.lock");
        fs::copy(lock, root.join("Cargo.lock")).expect("the workspace has a lock");
        Self { root, _home: None }
    }

    /// The package's directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file of the package.
    #[must_use]
    pub fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// `cargo migrate` in the package, without a database in the environment, not yet started.
    ///
    /// # Panics
    ///
    /// When the test does not know where it is.
    #[must_use]
    pub fn command(&self, args: &[&str]) -> Command {
        let tests = std::env::current_exe().expect("a test knows its own path");
        let target = tests
            .parent()
            .and_then(Path::parent)
            .expect("it lies in target/PROFILE/deps");
        let mut command = Command::new(target.join(BINARY));
        command
            .arg("migrate")
            .args(args)
            .current_dir(&self.root)
            .env_remove("DATABASE_URL")
            .env_remove("PGHOST")
            .env_remove("PGDATABASE");
        command
    }

    /// Runs `cargo migrate` in the package, without a database in the environment.
    ///
    /// # Panics
    ///
    /// When the binary is not there.
    #[must_use]
    pub fn migrate(&self, args: &[&str]) -> Run {
        let output = self
            .command(args)
            .output()
            .expect("cargo builds the binary for these tests");
        Run::new(format!("cargo migrate {}", args.join(" ")), output)
    }

    /// Seals everything as `cargo migrate lock` does, but without its proof: for tests of what comes after, whose scripts may
    /// fail, wait or undo nothing.
    ///
    /// # Panics
    ///
    /// When it cannot be sealed.
    pub fn seal(&self) {
        let manifest = fs::read_to_string(self.path("Cargo.toml")).expect("a package has one");
        let settings = Settings::parse("Cargo.toml", &manifest).expect("its settings are right");
        let files = disk::read(self.root(), &settings.directory);
        let sealed = source::seal(&files, &settings, Amendment::Nothing);
        let problems = render_all(&sealed.loaded.problems, Style::Plain);
        let lock = sealed.lock.unwrap_or_else(|| panic!("{problems}"));
        let path = self.path(&settings.directory).join("migrate.lock");
        fs::write(path, lock.to_string()).expect("the package is writable");
    }

    /// Runs cargo in a package made by [`embedding`](Self::embedding).
    ///
    /// # Panics
    ///
    /// When cargo cannot be started.
    #[must_use]
    pub fn cargo(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO"))
            .args(args)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", built())
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTC_WRAPPER")
            .output()
            .expect("cargo is there");
        Run::new(format!("cargo {}", args.join(" ")), output)
    }

    /// Runs the package's binary with a database in the environment.
    ///
    /// # Panics
    ///
    /// When it was not built.
    #[must_use]
    pub fn run(&self, profile: &str, database: &str) -> Run {
        self.start(self.binary(profile).env("DATABASE_URL", database))
    }

    /// Runs the package's binary without a database.
    ///
    /// # Panics
    ///
    /// When it was not built.
    #[must_use]
    pub fn run_plain(&self, profile: &str) -> Run {
        self.start(self.binary(profile).env_remove("DATABASE_URL"))
    }

    /// What rustc says that the package's binary was made of: the files that cargo and compiler caches look at.
    ///
    /// # Panics
    ///
    /// When it was not built.
    #[must_use]
    pub fn inputs(&self, profile: &str) -> String {
        let info = built().join(profile).join(format!("{}.d", self.name()));
        fs::read_to_string(info).expect("it was built")
    }

    fn name(&self) -> String {
        let name = self.root.file_name().expect("a package has a name");
        name.to_string_lossy().into_owned()
    }

    fn binary(&self, profile: &str) -> Command {
        Command::new(built().join(profile).join(self.name()))
    }

    fn start(&self, command: &mut Command) -> Run {
        let output = command.output().expect("it was built");
        Run::new(self.name(), output)
    }
}

/// Where generated packages lie.
fn generated() -> PathBuf {
    crate::corpus::workspace_root().join("target/generated")
}

/// Where cargo builds them: one directory for all, so that dependencies are built once.
fn built() -> PathBuf {
    crate::corpus::workspace_root().join("target/generated-target")
}

/// How a command ended, and what it said.
pub struct Run {
    command: String,
    /// Its exit code.
    pub code: Option<i32>,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Run {
    fn new(command: String, output: Output) -> Self {
        Self {
            command,
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The run, if it ended with this code.
    ///
    /// # Panics
    ///
    /// When it ended otherwise; with everything that it said.
    #[must_use]
    pub fn exits(self, code: i32) -> Self {
        let Self {
            command,
            stdout,
            stderr,
            ..
        } = &self;
        assert_eq!(self.code, Some(code), "{command}\n{stdout}\n{stderr}");
        self
    }

    /// Requires exit code 0.
    ///
    /// # Panics
    ///
    /// When it ended otherwise.
    pub fn succeeds(self) -> Self {
        self.exits(0)
    }

    /// Requires each of these texts in stderr.
    ///
    /// # Panics
    ///
    /// When one is missing.
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "{}: no {text:?} in\n{}",
                self.command,
                self.stderr
            );
        }
        self
    }
}
