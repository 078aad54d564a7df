//! The first revision of a project whose database was there before it.

use migrate_core::plan::Plan;
use migrate_core::source::Problem;
use migrate_core::target::Place;
use migrate_schema::{Object, Options, Snapshot};

use super::draft::{Making, Written};
use super::proof::{self, LIVE};
use super::{Before, Request, report};
use crate::commands::new::Document;
use crate::desired::{self, Pair};
use crate::failure::Failure;
use crate::live;
use crate::output::Output;
use crate::proof::AtRevision;
use crate::scratch::Scratch;
use crate::settings::Settings;

/// A draft that makes what a database holds, carried out.
pub(crate) struct Baseline {
    written: Written,
    /// What stands against it.
    pub(crate) problems: Vec<Problem>,
    /// What the database holds and the draft does not make.
    pub(crate) uncovered: Vec<Object>,
}

impl Baseline {
    /// Makes the draft and carries it out on a scratch database; `None` when the database holds nothing. Nothing is written.
    ///
    /// # Errors
    ///
    /// There is no scratch database, or what was made is not accepted when it is read.
    pub(crate) fn of(
        request: &Request,
        (live, version): (Snapshot, u32),
        before: &Before,
        scratch: &Scratch,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Option<Self>, Failure> {
        output.detail(format_args!("proving on {scratch}"));
        let mut at_base = AtRevision::build(scratch, &before.plan, &before.sources, Place::Base)?;
        let base = at_base.snapshot()?;
        live::tell_versions([version, at_base.version()], scratch, output);
        let up = base.diff(&live);
        if desired::changes(&base.schema, &live.schema).is_empty() {
            at_base.close()?;
            return Ok(None);
        }
        report::uncovered(&up, output);
        let pair = Pair {
            at_head: at_base,
            head: base,
            desired: live,
        };
        let making = Making::of(request, &up, before)?;
        let given = (before, settings);
        let (written, problems) = proof::prove(making, &Options::default(), pair, given, &LIVE)?;
        written.tell(output);
        Ok(Some(Self {
            written,
            problems,
            uncovered: up.uncovered,
        }))
    }

    /// The plan with the draft in it.
    pub(crate) fn plan(&self) -> &Plan {
        &self.written.plan
    }

    /// Writes the draft, and says where.
    ///
    /// # Errors
    ///
    /// It cannot be written; then nothing is.
    pub(crate) fn write(&self, settings: &Settings, output: &mut Output) -> Result<(), Failure> {
        self.written.write(settings)?;
        for draft in &self.written.drafts {
            let place = format!("{}/{}", settings.shown_directory(), draft.folder());
            output.step("Created", format_args!("{} in {place}", draft.manifest.id));
        }
        Ok(())
    }

    /// What was written, for programs.
    pub(crate) fn documents(&self, settings: &Settings) -> Vec<Document> {
        let drafts = self.written.drafts.iter();
        drafts.map(|draft| Document::of(draft, settings)).collect()
    }
}
