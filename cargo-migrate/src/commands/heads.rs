//! `cargo migrate heads`: the revisions on which nothing is built.

use crate::args::Report;
use crate::failure::Failure;
use crate::outline::Outline;
use crate::output::{Format, Output};
use crate::settings::Settings;
use crate::{Exit, project, report};

/// List the revisions on which nothing is built; more than one have to be merged
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) report: Report,
}

/// Lists the heads, also when the chain is broken: that is when they are asked for.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let outline = Outline::read(&project::read(settings), settings)?;
    let heads = outline.heads();
    match args.report.format {
        Format::Json => output.json("heads", &report::RevisionsReport::of(&heads)),
        Format::Human => output.data(&report::list(&heads)),
    }
    if heads.len() > 1 {
        output.note("the revisions need one head: `cargo migrate rebase` puts yours on top, `cargo migrate merge` joins them");
    }
    Ok(Exit::Done)
}
