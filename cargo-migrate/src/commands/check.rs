//! `cargo migrate check`: everything that can be known without a database. It is the gate for CI.

use migrate_core::plan::Seal;
use migrate_core::source::{self, Problem};
use serde::Serialize;

use crate::args::Report;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::report::ProblemReport;
use crate::settings::Settings;
use crate::{Exit, history, project, report, runs};

/// Check the revisions, the lock and the scripts, without a database
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing found, 3 the files are wrong, 7 only warnings were found.
With --locked a draft is a problem too, as it is in a release build."
)]
pub(crate) struct Args {
    /// A branch, tag or commit: what is sealed there must be here, unchanged and in the same order
    #[arg(long, value_name = "GITREF")]
    against: Option<String>,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'p> {
    revisions: usize,
    drafts: usize,
    problems: Vec<ProblemReport<'p>>,
}

/// Tells every problem.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let files = project::read(settings);
    let mut loaded = source::load(&files, &settings.project, settings.drafts());
    if let Some(reference) = &args.against {
        let against = history::against(reference, &files, settings, output)?;
        let count = runs::count(against.new.len());
        output.detail(format_args!("{count} not sealed at `{reference}`"));
        loaded.problems.extend(against.problems);
        if loaded.problems.iter().any(Problem::is_error) {
            loaded.plan = None;
        }
    }
    let Some(plan) = loaded.plan else {
        return Err(loaded.problems.into());
    };
    let drafts = plan
        .revisions
        .iter()
        .filter(|revision| revision.seal == Seal::Draft)
        .count();
    let revisions = plan.revisions.len();
    report::problems(&loaded.problems, output);
    output.step(
        "Checked",
        format_args!(
            "{}: {} sealed, {drafts} in draft",
            runs::count(revisions),
            revisions - drafts
        ),
    );
    if args.report.format == Format::Json {
        let problems = loaded.problems.iter().map(Into::into).collect();
        output.json(
            "check",
            &Document {
                revisions,
                drafts,
                problems,
            },
        );
    }
    Ok(exit(&loaded.problems))
}

/// A warning is a finding; an error never comes here.
fn exit(warnings: &[Problem]) -> Exit {
    if warnings
        .iter()
        .all(|problem| problem.code == source::Code::HistoryAmended)
    {
        Exit::Done
    } else {
        Exit::Findings
    }
}
