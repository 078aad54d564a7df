//! The revisions of the project, checked.

use migrate_core::plan::Plan;
use migrate_core::source::{self, Code, Loaded, Problem, RevisionSource, SourceFiles};

use crate::failure::Failure;
use crate::output::Output;
use crate::report;
use crate::settings::Settings;

/// Reads the directory of revisions; its paths are those that are printed.
pub(crate) fn read(settings: &Settings) -> SourceFiles {
    source::disk::read(&settings.package.root, &settings.project.directory)
        .named(&settings.shown_directory())
}

/// Reads and checks the revisions; what is no error is told, and the plan is handed on.
///
/// # Errors
///
/// The files are wrong.
pub(crate) fn load(settings: &Settings, output: &mut Output) -> Result<Plan, Failure> {
    let loaded = source::load(&read(settings), &settings.project, settings.drafts());
    accept(loaded, output)
}

/// Tells the warnings and hands the plan on.
///
/// # Errors
///
/// The files are wrong.
pub(crate) fn accept(loaded: Loaded, output: &mut Output) -> Result<Plan, Failure> {
    let Loaded {
        plan,
        problems,
        sources: _,
    } = loaded;
    let (errors, warnings): (Vec<Problem>, _) = problems.into_iter().partition(Problem::is_error);
    match plan {
        Some(plan) if errors.is_empty() => {
            report::problems(&warnings, output);
            Ok(plan)
        }
        _ => Err(errors.into()),
    }
}

/// The plan and what lies beside it; of a project without any revision an empty one.
///
/// # Errors
///
/// The files are wrong otherwise.
pub(crate) fn begun(
    loaded: Loaded,
    settings: &Settings,
) -> Result<(Plan, Vec<RevisionSource>), Failure> {
    if let Some(plan) = loaded.plan {
        return Ok((plan, loaded.sources));
    }
    let mut errors = loaded.problems;
    errors.retain(Problem::is_error);
    if errors.iter().any(|one| one.code != Code::NoRevision) {
        return Err(errors.into());
    }
    let plan = Plan {
        name: settings.project.plan.clone().into(),
        ledger: settings.project.ledger.clone(),
        directory: settings.shown_directory().into(),
        revisions: Vec::new().into(),
    };
    Ok((plan, Vec::new()))
}
