//! `cargo migrate recover`: writes a revision's files back from the ledger.

use migrate_core::ledger::Row;
use migrate_core::plan::{Plan, RevisionId};
use migrate_core::run::Run;
use migrate_core::source::files::LOCK_FILE;
use migrate_core::source::{Entry, Lock, SourceFiles};
use migrate_core::sql;
use migrate_runtime::{Error as RunError, Outcome, Reply, Session, State, Wanted};
use serde::Serialize;

use crate::args::{DatabaseArgs, Report};
use crate::commands::merge;
use crate::database::Connected;
use crate::failure::Failure;
use crate::outline::Outline;
use crate::output::{Format, Output};
use crate::recover::{self, Files, Missing, RecoverFailure, Recovered};
use crate::runs::{self, Ready};
use crate::settings::Settings;
use crate::write::{self, Prepared};
use crate::{Exit, project, report};

/// Write a revision that is applied and has no files back from the ledger
#[derive(Debug, clap::Args)]
#[command(after_help = "\
What the revision is built on and the files lack comes with it. The digests of what is written are those of what was \
applied. It needs SELECT on the ledger, takes no lock and changes nothing in the database; no file is overwritten.")]
pub(crate) struct Args {
    /// Its id or a unique prefix of it, its folder's name or its slug; `cargo migrate status` lists them
    #[arg(value_name = "ID")]
    revision: String,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    revisions: Vec<RecoveredReport<'r>>,
    /// The heads of the chain; more than one have to be joined.
    heads: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RecoveredReport<'r> {
    id: String,
    message: &'r str,
    parents: Vec<String>,
    seal: &'static str,
    path: String,
    files: Vec<String>,
}

/// Writes the folders and the lock, or nothing.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let files = project::read(settings);
    merge::refuse_missing_lock(&files, settings)?;
    let outline = Outline::read(&files, settings)?;
    let before = outline.lock.unwrap_or_default();
    let load = |_: &mut Output| Ok(outline.plan);
    let Ready {
        plan, mut session, ..
    } = Ready::with(&args.database, settings, output, load)?;
    let read = read(&args.revision, &plan, &mut session, output);
    let (rows, recorded) = runs::close(session, read)?;
    let recovered = rows
        .iter()
        .zip(recorded)
        .map(|(row, files)| recover::folder(row, files))
        .collect::<Result<Vec<_>, _>>()?;

    let mut after = recovered.iter().fold(files.clone(), |files, recovered| {
        files.with_folder(recovered.source_folder())
    });
    let outline = Outline::read(&after, settings)?;
    let lock = recover::lock(&before, &recovered, &outline.plan)?;
    after.lock = Some(lock.to_string().into_bytes());
    let problems = recover::check(&files, &after, settings);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    write(&recovered, &lock, settings)?;
    tell(&recovered, &lock, &outline, args, &after, output);
    Ok(Exit::Done)
}

/// The rows that are meant, parents first, and what is recorded of their files.
fn read(
    name: &str,
    plan: &Plan,
    session: &mut Connected,
    output: &mut Output,
) -> Result<(Vec<Row>, Vec<Files>), Failure> {
    let rows = match runs::drive_run(Run::ledger(plan), session, output)? {
        Outcome::Ledger {
            state: state @ (State::Foreign { .. } | State::Unmanaged { .. }),
            ..
        } => return Err(RunError::State(Box::new(state)).into()),
        Outcome::Ledger { rows, .. } => rows,
        // A run that reads the ledger ends with the ledger.
        outcome => unreachable!("reading the ledger ended with {outcome:?}"),
    };
    let chosen = recover::choose(name, plan, &Missing::new(&rows, plan))?;
    let ids: Vec<RevisionId> = chosen.iter().map(|row| row.id).collect();
    let doing = "reading the recorded files";
    let text = sql::recorded_files(&plan.ledger, &plan.name, &ids);
    let found = match session.send(&text, Wanted::Rows) {
        Reply::Rows(rows) => rows,
        Reply::Error(error) => return Err(RunError::Database { doing, error }.into()),
        Reply::Lost(why) => return Err(RunError::Lost { doing, why }.into()),
        reply => unreachable!("a driver answers a query with rows or an error, not with {reply:?}"),
    };
    // The rows were read one message earlier: what went in between is as unknown as if it had never been there.
    let files = ids.iter().map(|id| {
        let key = Some(id.to_string());
        let columns = found.iter().find(|columns| columns.first() == Some(&key));
        let Some(columns) = columns else {
            return Err(RecoverFailure::Unknown {
                name: id.to_string(),
                plan: plan.name.to_string(),
            });
        };
        Files::from_columns(columns.clone())
            .map_err(|column| RecoverFailure::Altered { id: *id, column })
    });
    let files = files.collect::<Result<_, _>>()?;
    Ok((chosen.into_iter().cloned().collect(), files))
}

fn write(recovered: &[Recovered], lock: &Lock, settings: &Settings) -> Result<(), Failure> {
    let directory = settings.directory();
    let folders = recovered
        .iter()
        .map(|recovered| {
            let files = recovered.files();
            let texts: Vec<_> = files
                .iter()
                .map(|(name, text)| (*name, text.as_str()))
                .collect();
            Prepared::folder(&directory.join(&recovered.folder), &texts)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let lock = Prepared::file(&directory.join(LOCK_FILE), &lock.to_string())?;
    write::publish_together(folders, lock)
}

fn tell(
    recovered: &[Recovered],
    lock: &Lock,
    outline: &Outline,
    args: &Args,
    files: &SourceFiles,
    output: &mut Output,
) {
    let path = |recovered: &Recovered| format!("{}/{}", files.directory, recovered.folder);
    for one in recovered {
        let Recovered { manifest, .. } = one;
        output.step(
            "Recovered",
            format_args!("{} {} in {}", manifest.id, manifest.message, path(one)),
        );
    }
    output.note(
        "the ledger keeps no [[allow]] and no [[amended]]: what there was of them is to be added to revision.toml",
    );
    let heads: Vec<String> = outline
        .heads()
        .iter()
        .map(|head| head.id.to_string())
        .collect();
    if heads.len() > 1 {
        output.warning(format_args!(
            "there are several heads now: {}; join them with `cargo migrate merge`",
            heads.join(", ")
        ));
    }
    if args.report.format == Format::Json {
        let revisions = recovered.iter().map(|one| {
            let Recovered { manifest, .. } = one;
            RecoveredReport {
                id: manifest.id.to_string(),
                message: &manifest.message,
                parents: manifest.parents.iter().map(ToString::to_string).collect(),
                seal: report::seal(match lock.entry(manifest.id) {
                    Some(Entry::Sealed { .. }) => migrate_core::plan::Seal::Sealed,
                    Some(Entry::Draft) | None => migrate_core::plan::Seal::Draft,
                }),
                files: one
                    .files()
                    .iter()
                    .map(|(name, _)| format!("{}/{name}", path(one)))
                    .collect(),
                path: path(one),
            }
        });
        output.json(
            "recover",
            &Document {
                revisions: revisions.collect(),
                heads,
            },
        );
    }
}
