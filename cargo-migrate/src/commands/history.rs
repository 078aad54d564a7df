//! `cargo migrate history`: the revisions of the files, newest first.

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::Revision;
use migrate_core::target::Range;

use crate::args::Report;
use crate::failure::{Failure, Usage};
use crate::outline::Outline;
use crate::output::{Format, Output};
use crate::settings::Settings;
use crate::{Exit, graph_text, project, report};

/// List the revisions, newest first
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only these: `A..B` is what B is built on without A and its ancestors; either side may be left out
    #[arg(value_name = "RANGE")]
    range: Option<String>,

    /// Draw the branches and merges
    #[arg(long)]
    graph: bool,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// Lists the revisions by their manifests, whatever else is wrong with the files.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let plan = Outline::read(&project::read(settings), settings)?.plan;
    let graph = Graph::new(&plan);
    let selected = match &args.range {
        None => PositionSet::all(graph.len()),
        Some(text) => resolve(text, &graph)?,
    };
    let revisions: Vec<&Revision> = selected
        .iter()
        .rev()
        .map(|position| graph.revision(position))
        .collect();
    match args.report.format {
        Format::Json => output.json("history", &report::RevisionsReport::of(&revisions)),
        Format::Human if args.graph => {
            let is_selected = |id| {
                graph
                    .position(id)
                    .is_some_and(|position| selected.contains(position))
            };
            output.data(&graph_text::draw(&plan, is_selected));
        }
        Format::Human => output.data(&report::list(&revisions)),
    }
    Ok(Exit::Done)
}

/// No database is asked, so nothing can be counted from what is applied.
fn resolve(text: &str, graph: &Graph<'_>) -> Result<PositionSet, Failure> {
    let range: Range = text
        .parse()
        .map_err(migrate_runtime::TargetError::Malformed)?;
    for side in [&range.from, &range.to] {
        if side.is_relative() {
            return Err(Usage::RelativeTarget {
                target: side.to_string(),
            }
            .into());
        }
    }
    Ok(range.resolve(graph, &PositionSet::none(graph.len()))?)
}
