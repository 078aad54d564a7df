//! A live database beside the revisions.
//!
//! - [`read`]: its schema, as the role that migrates would read it;
//! - [`ledger`]: which revisions it says are applied;
//! - [`ignore`]: what the settings leave out, with reasons;
//! - [`compare`]: what differs from a scratch database with the same revisions, and what would bring it back;
//! - [`inspect`]: the schema for a run that watches it, with a digest for each object;
//! - [`report`]: the same, for people and for programs.

mod compare;
mod ignore;
mod inspect;
mod ledger;
mod read;
mod report;

use migrate_core::source::{self, RevisionSource};

pub(crate) use compare::{Comparison, Drifted, Planned, Sides, tell_versions, without_ignored};
pub(crate) use inspect::LiveInspector;
pub(crate) use ledger::{Recorded, applied, named};
pub(crate) use read::Live;
pub(crate) use report::{CompareReport, DifferenceReport, tell, tell_limits, tell_touched};

use crate::args::DatabaseArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::project;
use crate::runs::Ready;
use crate::settings::Settings;

/// The checked plan with the files that it was read from, and a connection to the database.
///
/// # Errors
///
/// As [`Ready::new`].
pub(crate) fn ready(
    args: &DatabaseArgs,
    settings: &Settings,
    output: &mut Output,
) -> Result<(Ready, Vec<RevisionSource>), Failure> {
    let mut sources = Vec::new();
    let ready = Ready::with(args, settings, output, |output| {
        let files = project::read(settings);
        let mut loaded = source::load(&files, &settings.project, settings.drafts());
        sources = std::mem::take(&mut loaded.sources);
        project::accept(loaded, output)
    })?;
    Ok((ready, sources))
}
