//! Reads the package and checks it, with the same core as the command line.

use std::path::PathBuf;

use migrate_core::plan::{Plan, Seal};
use migrate_core::source::files::SourceFiles;
use migrate_core::source::{Code, Drafts, Place, Problem, RevisionSource, Settings, disk, load};

use crate::request::Request;

/// A package whose files are in order.
#[derive(Debug)]
pub(crate) struct Package {
    /// The folder of the package's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The directory of revisions, relative to the package.
    pub(crate) directory: String,
    /// The plan.
    pub(crate) plan: Plan,
    /// What lies beside the plan, in the same order.
    pub(crate) sources: Vec<RevisionSource>,
    /// What a release build would refuse.
    pub(crate) refused_in_release: Vec<Problem>,
}

/// Reads and checks the package.
///
/// # Errors
///
/// Every problem of the first phase that found any.
pub(crate) fn package(request: &Request) -> Result<Package, Vec<Problem>> {
    let settings = settings(request)?;
    let files = disk::read(&request.package, &settings.directory);
    let loaded = load(&files, &settings, Drafts::Allowed);
    let Some(plan) = loaded.plan else {
        return Err(loaded.problems);
    };
    let refused_in_release = refused_in_release(&plan, &files, &settings);
    Ok(Package {
        root: request.package.clone(),
        directory: settings.directory,
        plan,
        sources: loaded.sources,
        refused_in_release,
    })
}

fn settings(request: &Request) -> Result<Settings, Vec<Problem>> {
    let path = request.package.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let unreadable = format!("Cargo.toml cannot be read: {error}");
        vec![
            Problem::new(Code::SettingsUnreadable, unreadable)
                .at(Place::whole("Cargo.toml"))
                .help("correct Cargo.toml"),
        ]
    })?;
    let mut settings = Settings::parse("Cargo.toml", &text)?;
    if let Some(directory) = &request.directory {
        settings.directory.clone_from(directory);
    }
    Ok(settings)
}

/// Whether the caller is a release build is known only to the code that we emit, so both answers are prepared.
fn refused_in_release(plan: &Plan, files: &SourceFiles, settings: &Settings) -> Vec<Problem> {
    if plan
        .revisions
        .iter()
        .all(|revision| revision.seal == Seal::Sealed)
    {
        return Vec::new();
    }
    let mut problems = load(files, settings, Drafts::Refused).problems;
    problems.retain(Problem::is_error);
    problems
}
