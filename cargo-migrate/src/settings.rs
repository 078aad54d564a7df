//! What was decided before a command runs: the package, its configuration, and which sources count.

use std::ffi::OsStr;
use std::path::PathBuf;

use migrate_core::source;

use crate::args::Common;
use crate::database::{self, Address, Database, Locking, Origin};
use crate::environment::Environment;
use crate::failure::{Failure, Usage};
use crate::package::Package;
use crate::shown;

/// What was decided from the command line, the environment and `Cargo.toml`.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The package whose revisions are meant.
    pub(crate) package: Package,
    /// Its `[package.metadata.migrate]`, with every default filled in.
    pub(crate) project: source::Settings,
    /// Whether drafts and every source of the database count.
    pub(crate) locking: Locking,
    environment: Environment,
    /// What stands before the path of a file of the package when it is printed.
    prefix: String,
}

impl Settings {
    /// Decides.
    ///
    /// # Errors
    ///
    /// The package cannot be found, or its configuration is wrong.
    pub(crate) fn resolve(common: &Common) -> Result<Self, Failure> {
        let here = std::env::current_dir().map_err(|why| Failure::io("find", ".".as_ref(), why))?;
        let package = Package::find(common, &here)?;
        let prefix = shown::prefix(&here, &package.root);
        let project = source::Settings::parse(&format!("{prefix}Cargo.toml"), &package.manifest)
            .map_err(Failure::Configuration)?;
        let locking = if common.locked {
            Locking::Locked
        } else {
            Locking::Open
        };
        Ok(Self {
            package,
            project,
            locking,
            environment: Environment::read(),
            prefix,
        })
    }

    /// The path of a file of the package, which is relative to it, as it is printed: from the working directory.
    pub(crate) fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The directory of revisions as it is printed.
    pub(crate) fn shown_directory(&self) -> String {
        self.shown(&self.project.directory)
    }

    /// The directory of revisions.
    pub(crate) fn directory(&self) -> PathBuf {
        self.package.root.join(&self.project.directory)
    }

    /// Where git is started. `GIT_DIR` may be relative, and then it is meant from the working directory, as hooks have it.
    pub(crate) fn git_directory(&self) -> PathBuf {
        match self.environment.is_set("GIT_DIR") {
            true => PathBuf::from("."),
            false => self.package.root.clone(),
        }
    }

    /// Whether drafts may be part of the plan.
    pub(crate) fn drafts(&self) -> source::Drafts {
        match self.locking {
            Locking::Open => source::Drafts::Allowed,
            Locking::Locked => source::Drafts::Refused,
        }
    }

    /// Decides which database is meant.
    ///
    /// # Errors
    ///
    /// Nobody names one, or the first who does names one that cannot be used.
    pub(crate) fn database(&self, option: Option<&OsStr>) -> Result<Database, Failure> {
        self.database_of(option.map(|text| (text, Origin::CommandLine)))
    }

    /// The same where another option than `--database` may name it.
    ///
    /// # Errors
    ///
    /// As [`Settings::database`].
    pub(crate) fn database_of(
        &self,
        option: Option<(&OsStr, Origin)>,
    ) -> Result<Database, Failure> {
        let metadata = self.project.database.as_deref();
        database::resolve(
            option,
            &self.environment,
            &self.package.root,
            metadata,
            self.locking,
        )
    }

    /// An address that was named elsewhere than where a database is configured.
    ///
    /// # Errors
    ///
    /// It cannot be used. Its text, which may hold a password, is not part of the error.
    pub(crate) fn address(&self, text: &str, origin: Origin) -> Result<Address, Failure> {
        let address = Address::parse(text, &self.environment);
        address.map_err(|why| Usage::BadDatabase { origin, why }.into())
    }

    /// The server for scratch databases that this variable names, and that it does; `None` when it is not set.
    ///
    /// # Errors
    ///
    /// It holds no usable address, or `.env` cannot be read.
    pub(crate) fn scratch_server(
        &self,
        variable: &str,
    ) -> Result<Option<(Address, Origin)>, Failure> {
        database::scratch_server(variable, &self.environment, &self.package.root)
    }
}
