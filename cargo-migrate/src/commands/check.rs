//! `cargo migrate check`: the gate for CI. Phase after phase, and then everything that they found, in one report.

use migrate_core::plan::Plan;
use migrate_core::source::{self, Problem, RevisionSource};

use crate::args::Common;
use crate::failure::Failure;
use crate::findings::{self, Findings, Format, Paths, Phase};
use crate::history::GitRef;
use crate::output::Output;
use crate::proof::{self, Ahead, Which};
use crate::scratch::Scratch;
use crate::settings::Settings;
use crate::{Exit, desired, history, lint, project, report, watch};

/// Check the revisions, the lock and the scripts: the gate for CI
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing found, 2 it could not be checked, 3 the files are wrong, 7 findings.
With --locked a draft is a problem too, as it is in a release build."
)]
pub(crate) struct Args {
    /// A branch, tag or commit: what is sealed there must be here, unchanged and in the same order
    #[arg(long, value_name = "GITREF")]
    against: Option<GitRef>,

    /// What is written to stdout: nothing, one JSON document, SARIF, or annotations for GitHub Actions
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,

    /// Prove every revision, not only the drafts
    #[arg(long)]
    all: bool,

    /// Check again at every save, until Ctrl-C
    #[arg(long, conflicts_with = "format")]
    watch: bool,
}

/// Checks, and tells what was found, or why it could not be checked.
pub(crate) fn run(args: &Args, common: &Common, output: &mut Output) -> Exit {
    if args.watch {
        let mut proving = Proving::Again(Ahead::default());
        let watched = watch::watch(common, output, |settings, output| {
            examine(args, settings, &mut proving, output)
        });
        return watched.unwrap_or_else(|failure| {
            report::told(&failure, output);
            failure.exit()
        });
    }
    let here = std::env::current_dir().unwrap_or_default();
    let settings = Settings::resolve(common);
    let package = settings
        .as_ref()
        .map_or(&here, |settings| &settings.package.root);
    let paths = Paths::of(&here, package);
    let examined =
        settings.and_then(|settings| examine(args, &settings, &mut Proving::Once, output));
    findings::tell(examined, args.format, &paths, output)
}

/// How often the revisions are proved.
enum Proving {
    /// Once.
    Once,
    /// At every save.
    Again(Ahead),
}

/// Runs the phases, each upon what the ones before it accepted.
///
/// # Errors
///
/// A phase could not be run. What a phase finds is no error.
fn examine(
    args: &Args,
    settings: &Settings,
    proving: &mut Proving,
    output: &mut Output,
) -> Result<Findings, Failure> {
    let files = project::read(settings);
    let loaded = source::load(&files, &settings.project, settings.drafts());
    let mut findings = Findings::about(loaded.plan.as_ref());
    findings.add(Phase::Files, loaded.problems);
    let mut unapplied = loaded.plan.as_ref().map(lint::drafts).unwrap_or_default();
    if let Some(reference) = args.against.as_ref().map(GitRef::as_str) {
        match history::against(reference, &files, settings, output) {
            Ok(against) => {
                findings.add(
                    Phase::Against {
                        reference: reference.to_owned(),
                        new: against.new.len(),
                    },
                    against.problems,
                );
                unapplied.extend(against.new);
            }
            // What is wrong with the files comes first; the reference is asked about when they are right.
            Err(_) if loaded.plan.is_none() => {}
            Err(failure) => return Err(failure),
        }
    }
    // Without a plan there is nothing that a later phase could look at.
    let Some(plan) = loaded.plan else {
        return Ok(findings.in_file_order());
    };
    let found = lint::findings(
        &plan,
        &loaded.sources,
        &unapplied.clone().into(),
        &settings.project,
    );
    findings.add(Phase::Lint, found);
    if findings.problems.iter().any(Problem::is_error) {
        // A script that may not be sealed is not run either, not even on a server that may be thrown away.
        output.note("nothing was proved, because there are errors");
        return Ok(findings.in_file_order());
    }
    let which = match args.all {
        true => Which::All,
        false => Which::These(unapplied),
    };
    let sources = loaded.sources;
    let proved = match proving {
        Proving::Once if which.is_empty(&plan) => None,
        Proving::Once => {
            let scratch = Scratch::resolve(settings)?;
            Some(proof::prove(&plan, &sources, &which, &scratch, output)?)
        }
        Proving::Again(ahead) => {
            Some(ahead.prove(plan.clone(), sources.clone(), &which, settings)?)
        }
    };
    if let Some(proved) = proved {
        if args.all {
            proof::tell(&proved, &plan, output);
        }
        let revisions = proved.reports(&plan);
        findings.add(Phase::Proof { revisions }, proved.problems);
    }
    // Revisions that fail lead nowhere.
    if !findings.problems.iter().any(Problem::is_error)
        && let Some(problems) = compare(&plan, &sources, settings)?
    {
        findings.add(Phase::Schema, problems);
    }
    Ok(findings.in_file_order())
}

/// The revisions beside the desired schema; `None` when the settings name none.
///
/// # Errors
///
/// There is no scratch database. That the desired schema cannot be read or carried out is no error, but found.
fn compare(
    plan: &Plan,
    sources: &[RevisionSource],
    settings: &Settings,
) -> Result<Option<Vec<Problem>>, Failure> {
    let Some(path) = &settings.project.schema else {
        return Ok(None);
    };
    let compared = desired::files(settings).and_then(|files| {
        let scratch = Scratch::resolve(settings)?;
        let files = files.unwrap_or_default();
        desired::check(plan, sources, &files, &settings.shown(path), &scratch)
    });
    match compared {
        Ok(problems) => Ok(Some(problems)),
        Err(Failure::Files(problems)) => Ok(Some(problems)),
        // A sealed revision fails, which no proof of drafts has met.
        Err(Failure::Findings { problems, .. }) => Ok(Some(problems)),
        Err(failure) => Err(failure),
    }
}
