//! `cargo migrate new … --auto`: the revision that makes the desired schema of the head's.
//!
//! - [`desired`](crate::desired): two databases, one at the head, one with the desired schema;
//! - [`renames`]: what has another name, which is asked about and never guessed;
//! - [`script`]: the difference as up.sql and down.sql, with what is to be known at each hazard;
//! - [`draft`]: the files, loaded in memory as they will be read;
//! - [`baseline`]: the same of a live database, for a project without revisions;
//! - [`proof`]: the draft carried out: it has to lead there, and back.

mod baseline;
mod draft;
mod proof;
mod renames;
mod report;
mod script;

use migrate_core::plan::Plan;
use migrate_core::source::{self, Lock, RevisionSource, SourceFiles};
use migrate_schema::{Diff, Manner, Options};

use crate::Exit;
use crate::desired::{self, Pair};
use crate::failure::{Failure, Usage};
use crate::output::{Format, Output};
use crate::project;
use crate::scratch::Scratch;
use crate::settings::Settings;

pub(crate) use baseline::Baseline;
use draft::Making;
use proof::DESIRED;
pub(crate) use renames::given;
pub(crate) use report::{ChangeReport, uncovered};

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Request {
    /// What the revision does.
    pub(crate) message: String,
    /// The renames that were given.
    pub(crate) renames: Vec<String>,
    /// Whether it may keep others waiting.
    pub(crate) manner: Manner,
    /// Whether anything is written.
    pub(crate) writing: Writing,
    /// What goes to stdout.
    pub(crate) format: Format,
}

/// Whether the draft is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Into the directory of revisions.
    Files,
    /// To stdout, for a look.
    Preview,
}

/// The revisions so far.
pub(crate) struct Before {
    pub(crate) plan: Plan,
    pub(crate) sources: Vec<RevisionSource>,
    pub(crate) files: SourceFiles,
    pub(crate) lock: Lock,
}

impl Before {
    /// The plan as it is, drafts included; a project without any revision has an empty one.
    ///
    /// # Errors
    ///
    /// The files are wrong.
    pub(crate) fn load(
        files: SourceFiles,
        lock: Lock,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let loaded = source::load(&files, &settings.project, source::Drafts::Allowed);
        let (plan, sources) = project::begun(loaded, settings)?;
        Ok(Self {
            plan,
            sources,
            files,
            lock,
        })
    }
}

/// Writes the draft, or says that nothing differs.
///
/// # Errors
///
/// The files are wrong, there is no scratch database, or the draft does not lead where it should: then it is kept.
pub(crate) fn run(
    request: &Request,
    before: &Before,
    settings: &Settings,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let path = settings.project.schema.as_ref().ok_or(Usage::NoSchema)?;
    let files = desired::files(settings)?.unwrap_or_default();
    let scratch = Scratch::resolve(settings)?;
    output.detail(format_args!("comparing on {scratch}"));
    let pair = Pair::build(&before.plan, &before.sources, &files, &scratch)?;
    let differences = desired::changes(&pair.head.schema, &pair.desired.schema);
    if differences.is_empty() {
        pair.at_head.close()?;
        let path = settings.shown(path);
        output.step(
            "Unchanged",
            format_args!("the revisions lead to {path}; nothing was written"),
        );
        report::nothing(request.format, output);
        return Ok(Exit::Done);
    }
    let renames = renames::settle(&request.renames, &pair.head, &pair.desired, output)?;
    let options = Options {
        renames,
        manner: request.manner,
    };
    let up = pair.head.diff_with(&pair.desired, &options);
    report::changes(&up, output);
    if up.statements.is_empty() {
        pair.at_head.close()?;
        return Err(proof::nothing_written(&up.uncovered, &settings.shown(path)));
    }
    let making = Making::of(request, &up, before)?;
    let (written, problems) = proof::prove(making, &options, pair, (before, settings), &DESIRED)?;
    written.tell(output);
    if request.writing == Writing::Files {
        written.write(settings)?;
        for draft in &written.drafts {
            let place = format!("{}/{}", settings.shown_directory(), draft.folder());
            output.step("Created", format_args!("{} in {place}", draft.manifest.id));
        }
    }
    if !problems.is_empty() {
        return Err(Failure::Findings {
            doing: match request.writing {
                Writing::Files => "the draft is kept, and not proved",
                Writing::Preview => "the draft is not proved",
            },
            problems,
        });
    }
    output.step(
        "Proved",
        "up.sql leads to the desired schema, down.sql back",
    );
    report::made(&written, &up, request, settings, output);
    if request.writing == Writing::Files {
        output.note("read both scripts, apply them with `cargo migrate up`, seal them with `cargo migrate lock`");
    }
    Ok(Exit::Done)
}

/// A difference as a script that begins with this line, as a comment.
pub(crate) fn script(headline: &str, diff: &Diff) -> String {
    script::write(headline, diff, &script::Remarks::new()).text
}
