//! Whether a run compares the schema with what the last one recorded of it, and what a person says when it differs.

use migrate_core::run::{Drift, Run};

use crate::draft;
use crate::failure::{Failure, Usage};
use crate::live::LiveInspector;
use crate::settings::Settings;

/// What a person says about a schema that is not as it was recorded.
#[derive(Debug, clap::Args)]
pub(crate) struct DriftArgs {
    /// Go on from a schema that something else than a revision changed, and record it as it is
    #[arg(long, requires = "reason")]
    accept_drift: bool,

    /// Why it is accepted; it stays in the ledger's log
    #[arg(long, value_name = "TEXT", requires = "accept_drift")]
    reason: Option<String>,
}

impl DriftArgs {
    /// What the run does with such a schema.
    ///
    /// # Errors
    ///
    /// The reason is blank, or nothing is compared.
    pub(crate) fn drift(&self, settings: &Settings) -> Result<Drift, Failure> {
        match &self.reason {
            None => Ok(Drift::Refused),
            Some(_) if !settings.project.fingerprint => Err(Usage::NothingRecorded.into()),
            Some(reason) => Ok(Drift::Accepted {
                reason: draft::reason(reason)?.into(),
            }),
        }
    }
}

/// The run, which watches the schema where the settings ask for it.
pub(crate) fn watched<'p>(run: Run<'p>, drift: Drift, settings: &Settings) -> Run<'p> {
    match settings.project.fingerprint {
        true => run.watching(drift, LiveInspector::new(settings)),
        false => run,
    }
}
