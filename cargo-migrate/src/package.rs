//! Finding the package whose revisions are meant.
//!
//! Nothing is started for the usual case: the nearest `Cargo.toml` with a `[package]`, upwards from the working
//! directory, is the package, which is cargo's own rule. Cargo is only asked when `-p` or a virtual workspace makes it
//! a question about the workspace.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};
use toml_edit::Document;

use crate::args::Common;
use crate::failure::{Failure, Usage};

/// The package whose revisions are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    /// The directory of its `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The text of its `Cargo.toml`.
    pub(crate) manifest: String,
}

impl Package {
    /// Finds the package that the command line means.
    ///
    /// # Errors
    ///
    /// There is no `Cargo.toml`, it cannot be read, or it does not say which package is meant.
    pub(crate) fn find(common: &Common, working_directory: &Path) -> Result<Self, Failure> {
        let path = match &common.manifest_path {
            Some(path) if path.is_dir() => working_directory.join(path).join("Cargo.toml"),
            Some(path) => working_directory.join(path),
            None => nearest(working_directory)?,
        };
        if let Some(spec) = &common.package {
            return Self::in_workspace(&path, Some(spec));
        }
        let manifest = read(&path)?;
        if has_package(&manifest) {
            let root = path.parent().unwrap_or(Path::new("/")).to_owned();
            return Ok(Self { root, manifest });
        }
        Self::in_workspace(&path, None)
    }

    /// Whether its settings name the plan. Otherwise it has the name of the package.
    pub(crate) fn names_plan(&self) -> bool {
        let document = Document::parse(self.manifest.as_str());
        document.is_ok_and(|document| {
            let keys = ["package", "metadata", "migrate", "plan"];
            let mut item = Some(document.as_item());
            for key in keys {
                item = item.and_then(|item| item.get(key));
            }
            item.is_some()
        })
    }

    /// The path of its `Cargo.toml`.
    pub(crate) fn manifest_path(&self) -> PathBuf {
        self.root.join("Cargo.toml")
    }

    /// The directory for what is built and may be thrown away. Only cargo knows where it is.
    ///
    /// # Errors
    ///
    /// Cargo does not answer.
    #[cfg(feature = "embedded")]
    pub(crate) fn target_directory(&self) -> Result<PathBuf, Failure> {
        Ok(ask_cargo(&self.manifest_path())?.target_directory.into())
    }

    fn in_workspace(path: &Path, spec: Option<&str>) -> Result<Self, Failure> {
        let metadata = ask_cargo(path)?;
        let members: Vec<_> = metadata.workspace_packages();
        let wanted = |package: &&&cargo_metadata::Package| match spec {
            Some(spec) => match spec.split_once('@') {
                Some((name, version)) => {
                    *package.name == name && package.version.to_string() == version
                }
                None => *package.name == spec,
            },
            None => members.len() == 1 || has_revisions(package),
        };
        let found: Vec<_> = members.iter().filter(wanted).collect();
        let names = |packages: &mut dyn Iterator<Item = String>| {
            let mut names: Vec<_> = packages.collect();
            names.sort();
            names
        };
        match found[..] {
            [package] => {
                let path = package.manifest_path.as_std_path();
                let root = path.parent().unwrap_or(Path::new("/")).to_owned();
                Ok(Self {
                    root,
                    manifest: read(path)?,
                })
            }
            [] => Err(Usage::NoSuchPackage {
                spec: spec.map(str::to_owned),
                members: names(&mut members.iter().map(|member| member.name.to_string())),
            }
            .into()),
            _ => Err(Usage::SeveralPackages {
                names: names(&mut found.iter().map(|member| member.name.to_string())),
            }
            .into()),
        }
    }
}

/// The nearest `Cargo.toml`, upwards.
fn nearest(directory: &Path) -> Result<PathBuf, Failure> {
    let found = directory
        .ancestors()
        .map(|directory| directory.join("Cargo.toml"))
        .find(|path| path.is_file());
    found.ok_or_else(|| {
        Usage::NoManifest {
            directory: directory.to_owned(),
        }
        .into()
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Usage::UnreadableManifest {
            path: path.to_owned(),
            why: error.to_string(),
        }
        .into()
    })
}

/// Whether the manifest describes a package. A text that is not TOML counts as one: whoever reads the settings next
/// points at the mistake.
fn has_package(manifest: &str) -> bool {
    Document::parse(manifest).map_or(true, |document| document.contains_key("package"))
}

/// Whether a member of a workspace looks like the one with the revisions.
fn has_revisions(package: &cargo_metadata::Package) -> bool {
    let beside = |name: &str| {
        package
            .manifest_path
            .parent()
            .is_some_and(|root| root.join(name).exists())
    };
    package.metadata.get("migrate").is_some() || beside("migrations/migrate.lock")
}

fn ask_cargo(manifest: &Path) -> Result<Metadata, Failure> {
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).no_deps();
    command.exec().map_err(|error| {
        let why = match error {
            cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim().to_owned(),
            other => other.to_string(),
        };
        Usage::Cargo { why }.into()
    })
}
