//! `cargo migrate lock`: checks the drafts, lints and proves them, and seals them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use migrate_core::plan::{Digest, Plan, RevisionId, Seal};
use migrate_core::source::files::{LOCK_FILE, MANIFEST_FILE};
use migrate_core::source::{
    self, Amended, Amendment, Entry, Lock, Manifest, Problem, RevisionSource, SourceFiles,
};
use serde::Serialize;

use crate::args::Report;
use crate::draft;
use crate::failure::{Failure, Usage};
use crate::lint::{self, Unapplied};
use crate::outline::Outline;
use crate::output::{Format, Output};
use crate::proof::{self, ProofReport, Proved, Which};
use crate::scratch::Scratch;
use crate::settings::Settings;
use crate::write::Prepared;
use crate::{Exit, history, project, report, runs};

/// Check, lint, prove and seal the drafts: then a change of their meaning is an error
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each draft is carried out up, down and up again on a PostgreSQL that is thrown away: the embedded one, or a server that \
`scratch = { env = \"NAME\" }` names. A down that does not restore the schema is an error; `irreversible` in revision.toml \
says that there is none.

Exit codes: 0 sealed, 2 no scratch database, 3 the files are wrong, 7 not proved; what is not 0 has written nothing.")]
pub(crate) struct Args {
    /// Seal this revision anew although it was sealed before; the reason is written into its revision.toml
    #[arg(long, value_name = "ID", requires = "reason")]
    amend: Option<String>,

    /// Why the change is right
    #[arg(long, value_name = "TEXT", requires = "amend")]
    reason: Option<String>,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// Revisions that were drafts, or were not listed.
    sealed: Vec<report::RevisionReport<'r>>,
    /// Drafts that were listed and have no folder any more.
    dropped: Vec<String>,
    /// The revision that was sealed anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    amended: Option<String>,
    /// What was proved, and what its down does.
    proofs: Vec<ProofReport>,
    /// Whether the lock's text is another one now.
    written: bool,
}

/// Writes the lock when everything is in order; otherwise nothing.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let files = project::read(settings);
    let amend = match (&args.amend, &args.reason) {
        (Some(name), Some(reason)) => Some(Amend::new(name, reason, &files, settings)?),
        _ => None,
    };
    let amendment = amend
        .as_ref()
        .map_or(Amendment::Nothing, |amend| Amendment::Revision(amend.id));
    let mut sealed = source::seal(&files, &settings.project, amendment);
    let before = sealed.before;
    let sources = std::mem::take(&mut sealed.loaded.sources);
    let plan = project::accept(sealed.loaded, output)?;
    let lock = sealed
        .lock
        .expect("the core hands out a lock with every plan that has no error");
    let was_sealed = |id| {
        matches!(
            before.as_ref().and_then(|lock| lock.entry(id)),
            Some(Entry::Sealed { .. })
        )
    };
    let new: Vec<_> = plan
        .revisions
        .iter()
        .filter(|revision| !was_sealed(revision.id))
        .collect();
    if let Some(amend) = &amend {
        amend.changes(&lock)?;
    }
    let unlisted = history::unlisted(&files, &plan, before.as_ref(), settings);
    if !unlisted.is_empty() {
        return Err(unlisted.into());
    }
    let changed = new.iter().map(|revision| revision.id);
    let changed = changed.chain(amend.as_ref().map(|amend| amend.id));
    let changed: BTreeSet<RevisionId> = changed.collect();
    let unapplied = unapplied(&changed, before.as_ref());
    let found = lint::findings(&plan, &sources, &unapplied, &settings.project);
    if found.iter().any(Problem::is_error) {
        return Err(Failure::not_sealed(found));
    }
    report::problems(&found, output);
    let proved = prove(&plan, &sources, changed, settings, output)?;
    let dropped = dropped(before.as_ref(), &lock);
    let text = lock.to_string();
    let written = files.lock.as_deref() != Some(text.as_bytes());
    if let Some(amend) = &amend {
        amend.write(&lock, settings)?;
        output.step("Amended", format_args!("{}: {}", amend.id, amend.reason));
    } else if written {
        Prepared::file(&settings.directory().join(LOCK_FILE), &text)?.publish()?;
    }
    for revision in &new {
        output.step(
            "Sealed",
            format_args!("{} {}", revision.id, revision.message),
        );
    }
    for id in &dropped {
        output.step(
            "Dropped",
            format_args!("{id}: the draft has no folder any more"),
        );
    }
    let remark = if written {
        "commit migrate.lock"
    } else {
        "nothing changed"
    };
    let revisions = runs::count(plan.revisions.len());
    output.step("Locked", format_args!("{revisions}; {remark}"));
    if args.report.format == Format::Json {
        let sealed = new.into_iter().map(Into::into).collect();
        output.json(
            "lock",
            &Document {
                sealed,
                dropped,
                amended: amend.map(|amend| amend.id.to_string()),
                proofs: proved.reports(&plan),
                written,
            },
        );
    }
    Ok(Exit::Done)
}

/// Which of the revisions that are sealed now are new together: the drafts that the lock lists. A lock that is gone, or does
/// not list a revision, does not tell that the revision is new, and one that is amended is not.
fn unapplied(changed: &BTreeSet<RevisionId>, before: Option<&Lock>) -> Unapplied {
    let is_draft = |id: &RevisionId| {
        let entry = before.and_then(|lock| lock.entry(*id));
        entry == Some(Entry::Draft)
    };
    let (together, alone) = changed.iter().copied().partition(is_draft);
    Unapplied { together, alone }
}

/// Proves what is to be sealed.
///
/// # Errors
///
/// Something stands against it, or there is no scratch database.
fn prove(
    plan: &Plan,
    sources: &[RevisionSource],
    revisions: BTreeSet<RevisionId>,
    settings: &Settings,
    output: &mut Output,
) -> Result<Proved, Failure> {
    if revisions.is_empty() {
        return Ok(Proved::default());
    }
    // The plan is loaded as if they were sealed already; so far they can be edited, and the advice says so.
    let mut plan = plan.clone();
    for revision in plan.revisions.to_mut() {
        if revisions.contains(&revision.id) {
            revision.seal = Seal::Draft;
        }
    }
    let scratch = Scratch::resolve(settings)?;
    let which = Which::These(revisions);
    let proved = proof::prove(&plan, sources, &which, &scratch, output)?;
    if !proved.problems.is_empty() {
        return Err(Failure::not_sealed(proved.problems));
    }
    let count = runs::count(proved.revisions.len());
    output.step("Proved", format_args!("{count}: up, down and up again"));
    Ok(proved)
}

/// A sealed revision that is to be sealed anew.
struct Amend {
    id: RevisionId,
    reason: String,
    manifest: PathBuf,
    text: String,
    before: Entry,
}

impl Amend {
    /// Finds the revision and what the lock says about it.
    fn new(
        name: &str,
        reason: &str,
        files: &SourceFiles,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let reason = draft::reason(reason)?;
        let outline = Outline::read(files, settings)?;
        let revision = outline.find(name)?;
        let manifest = settings
            .directory()
            .join(&*revision.folder)
            .join(MANIFEST_FILE);
        let before = match outline
            .lock
            .as_ref()
            .and_then(|lock| lock.entry(revision.id))
        {
            Some(entry @ Entry::Sealed { .. }) => entry,
            Some(Entry::Draft) | None => {
                let id = revision.id.to_string();
                return Err(Usage::NothingToAmend { id }.into());
            }
        };
        let text =
            fs::read_to_string(&manifest).map_err(|why| Failure::io("read", &manifest, why))?;
        Ok(Self {
            id: revision.id,
            reason,
            manifest,
            text,
            before,
        })
    }

    /// The digests that it was sealed with, if it means something else now.
    fn changes(&self, lock: &Lock) -> Result<Then, Failure> {
        let Entry::Sealed { up, down, manifest } = self.before else {
            return Err(Usage::NothingToAmend {
                id: self.id.to_string(),
            }
            .into());
        };
        // A lock of the time before manifests were sealed is only completed.
        let same = Entry::Sealed {
            up,
            down,
            manifest: manifest.or_else(|| lock.entry(self.id)?.manifest()),
        };
        if lock.entry(self.id) == Some(same) {
            return Err(Usage::NothingToAmend {
                id: self.id.to_string(),
            }
            .into());
        }
        Ok(Then { up, down, manifest })
    }

    /// Writes the reason into the manifest, and the lock.
    fn write(&self, lock: &Lock, settings: &Settings) -> Result<(), Failure> {
        let Then { up, down, manifest } = self.changes(lock)?;
        let amended = Amended {
            reason: self.reason.clone(),
            at: draft::now(),
            up,
            down,
            manifest,
        };
        let manifest = Prepared::file(
            &self.manifest,
            &Manifest::append_amended(&self.text, &amended),
        )?;
        let lock = Prepared::file(&settings.directory().join(LOCK_FILE), &lock.to_string())?;
        manifest.publish()?;
        lock.publish().inspect_err(|_| {
            // The reason without the lock would tell of a change that did not happen.
            let _left = fs::write(&self.manifest, &self.text);
        })
    }
}

/// The digests that a revision was sealed with.
struct Then {
    up: Digest,
    down: Digest,
    manifest: Option<Digest>,
}

/// What the lock listed and does not list any more.
fn dropped(before: Option<&Lock>, after: &Lock) -> Vec<String> {
    let before = before.into_iter().flat_map(|lock| &lock.entries);
    before
        .filter(|line| after.entry(line.id).is_none())
        .map(|line| line.id.to_string())
        .collect()
}
