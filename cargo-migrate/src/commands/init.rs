//! `cargo migrate init`: what a package needs before its first revision.

use std::fs;
use std::path::Path;

use migrate_core::source::files::LOCK_FILE;
use migrate_core::source::{self, Code, Lock, Problem, SourceFiles};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::Exit;
use crate::failure::{Failure, Usage};
use crate::output::Output;
use crate::settings::Settings;
use crate::write::Prepared;

/// Prepare a package for migrations: the directory, the lock, src/migrations.rs
#[derive(Debug, clap::Args)]
#[command(after_help = "It may be run again: what exists is never overwritten.")]
pub(crate) struct Args {
    /// The directory of revisions, inside the package [default: migrations]
    #[arg(long, value_name = "PATH")]
    directory: Option<String>,
}

/// The module that puts the plan into the binary.
const MODULE: &str = "\
//! The migrations of this package: `PLAN`, and `rev` with a constant for each revision.
//!
//! The files under `{directory}/` are checked when this is compiled.

migrate_runtime::embed_plan!();
";

/// Git must not translate line ends of what is hashed by people's other tools and shown in diffs.
const ATTRIBUTES: &str = "* text eol=lf\n";

/// Writes what is missing and says what to do next.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let configured = configure(args, settings)?;
    let package = &settings.package;
    let directory = package.root.join(&configured.directory);
    let name = &configured.directory;
    let files = source::disk::read(&package.root, name).named(&settings.shown(name));
    refuse_unreadable(&files, &settings.project)?;
    if let Some(manifest) = &configured.manifest {
        Prepared::file(&package.manifest_path(), manifest)?.publish()?;
        output.step(
            "Configured",
            format_args!(
                "[package.metadata.migrate] in {}",
                settings.shown("Cargo.toml")
            ),
        );
    }
    fs::create_dir_all(&directory).map_err(|why| Failure::io("create", &directory, why))?;
    let lock = Lock {
        head: None,
        entries: Vec::new(),
    }
    .to_string();
    // A directory with revisions and no lock came from somewhere; its lock is for `cargo migrate lock` to write.
    if files.folders.is_empty() {
        add(
            &directory.join(LOCK_FILE),
            &lock,
            &settings.shown(&format!("{name}/{LOCK_FILE}")),
            output,
        )?;
    }
    add(
        &directory.join(".gitattributes"),
        ATTRIBUTES,
        &settings.shown(&format!("{name}/.gitattributes")),
        output,
    )?;
    let sources = package.root.join("src");
    fs::create_dir_all(&sources).map_err(|why| Failure::io("create", &sources, why))?;
    let module = MODULE.replace("{directory}", name);
    add(
        &sources.join("migrations.rs"),
        &module,
        &settings.shown("src/migrations.rs"),
        output,
    )?;
    for step in next_steps(&package.manifest, &sources, &directory) {
        output.note(step);
    }
    Ok(Exit::Done)
}

/// What cannot be read may hold revisions, or be a link that leads out of the package: nothing is written beside it.
fn refuse_unreadable(files: &SourceFiles, project: &source::Settings) -> Result<(), Failure> {
    if files.unreadable.is_empty() {
        return Ok(());
    }
    let loaded = source::load(files, project, source::Drafts::Allowed);
    let unreadable = |problem: &Problem| problem.code == Code::Unreadable;
    let problems: Vec<_> = loaded.problems.into_iter().filter(unreadable).collect();
    Err(problems.into())
}

/// The directory of revisions, and `Cargo.toml` when it has to say which.
struct Configured {
    directory: String,
    manifest: Option<String>,
}

fn configure(args: &Args, settings: &Settings) -> Result<Configured, Failure> {
    let current = &settings.project.directory;
    let wanted = match &args.directory {
        None => {
            return Ok(Configured {
                directory: current.clone(),
                manifest: None,
            });
        }
        Some(wanted) if wanted == current => {
            return Ok(Configured {
                directory: current.clone(),
                manifest: None,
            });
        }
        Some(wanted) => wanted,
    };
    let mut document: DocumentMut =
        settings
            .package
            .manifest
            .parse()
            .map_err(|_| Usage::UnreadableManifest {
                path: settings.package.manifest_path(),
                why: "it is not TOML".to_owned(),
            })?;
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let metadata = document["package"]
        .as_table_like_mut()
        .map(|package| package.entry("metadata").or_insert_with(implicit));
    let migrate = metadata
        .and_then(Item::as_table_like_mut)
        .and_then(|metadata| {
            metadata
                .entry("migrate")
                .or_insert(Item::Table(Table::new()))
                .as_table_like_mut()
        });
    let Some(migrate) = migrate else {
        return Err(Usage::UnreadableManifest {
            path: settings.package.manifest_path(),
            why: "`package.metadata.migrate` is not a table".to_owned(),
        }
        .into());
    };
    if migrate.contains_key("directory") {
        return Err(Usage::DirectoryConfigured {
            directory: current.clone(),
        }
        .into());
    }
    migrate.insert("directory", value(wanted.as_str()));
    let manifest = document.to_string();
    // The same door as for everybody: a directory that leads out of the package is refused here.
    let project = source::Settings::parse(&settings.shown("Cargo.toml"), &manifest)
        .map_err(Failure::Configuration)?;
    Ok(Configured {
        directory: project.directory,
        manifest: Some(manifest),
    })
}

/// Writes a file that is not there yet.
fn add(path: &Path, text: &str, name: &str, output: &mut Output) -> Result<(), Failure> {
    if path.symlink_metadata().is_ok() {
        output.detail(format_args!("{name} exists already"));
        return Ok(());
    }
    Prepared::file(path, text)?.publish()?;
    output.step("Created", name);
    Ok(())
}

/// What is left to the author, in order.
fn next_steps(manifest: &str, sources: &Path, directory: &Path) -> Vec<String> {
    let mut steps = Vec::new();
    let depends = manifest.parse::<DocumentMut>().is_ok_and(|document| {
        document
            .get("dependencies")
            .and_then(Item::as_table_like)
            .is_some_and(|table| table.contains_key("migrate-runtime"))
    });
    if !depends {
        steps.push("add the runtime: `cargo add migrate-runtime`".to_owned());
    }
    let declares = |file: &str| {
        fs::read_to_string(sources.join(file))
            .is_ok_and(|text| text.lines().any(|line| line.contains("mod migrations;")))
    };
    if !declares("main.rs") && !declares("lib.rs") {
        steps.push("declare the module: `mod migrations;` in src/main.rs or src/lib.rs".to_owned());
    }
    let has_revisions = fs::read_dir(directory).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
    });
    if !has_revisions {
        steps.push("create the first revision: `cargo migrate new \"create users\"`".to_owned());
    }
    steps
}
