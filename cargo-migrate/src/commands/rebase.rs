//! `cargo migrate rebase`: puts the revisions of one branch on top of those of another one.

use std::time::{SystemTime, UNIX_EPOCH};

use migrate_core::plan::{Plan, Revision, RevisionId};
use migrate_core::source::lock::LockEntry;
use migrate_core::source::{self, Created, Entry, Lock, RevisionSource, SourceFiles, text};
use serde::Serialize;

use crate::args::{DatabaseArgs, Report};
use crate::commands::merge;
use crate::failure::Failure;
use crate::history::{GitRef, Repository, sealed_at};
use crate::outline::Outline;
use crate::output::{Format, Output};
use crate::proof::{self, ProofReport, Proved, Which};
use crate::rebase::{self, By, Known, Looked, Move, Rewrite, Why};
use crate::report::{ProblemReport, RevisionReport};
use crate::scratch::Scratch;
use crate::settings::Settings;
use crate::{Exit, landed, project, report, runs};

/// Put the revisions of your branch on top of those of another one
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The head that stays is the one that --onto names, or the one that the reference of --against has; else the one that is sealed \
while the others are drafts; else the one that the default branch of origin has. The revisions that are moved keep their ids and become \
drafts: `cargo migrate lock` seals them anew. A migrate.lock with git's conflict markers is read as both sides together and written anew.
A revision that a database has applied is not moved: the database at hand is looked at, with SELECT alone.

Exit codes: 0 moved or nothing to move, 2 not decided, 3 the files are wrong, 4 applied to a database, 7 moved, and the \
proof upon what landed found something.")]
pub(crate) struct Args {
    /// The head that stays; everything that it is not built on is put on top of it
    #[arg(long, value_name = "ID")]
    onto: Option<String>,

    /// A branch, tag or commit: what is sealed there is not yours, and is not moved
    #[arg(long, value_name = "GITREF")]
    against: Option<GitRef>,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// The head that stayed; null when there was one head only.
    onto: Option<String>,
    moved: Vec<MovedReport<'r>>,
    /// What the moved revisions were not built on before.
    landed: Vec<RevisionReport<'r>>,
    /// The database that has none of the moved revisions; null when none was asked.
    database: Option<String>,
    /// What was proved, and what its down does.
    proofs: Vec<ProofReport>,
    /// What the proof found.
    problems: Vec<ProblemReport<'r>>,
}

#[derive(Debug, Serialize)]
struct MovedReport<'r> {
    #[serde(flatten)]
    revision: RevisionReport<'r>,
    path: String,
    was: String,
}

/// Moves, or changes nothing.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let files = project::read(settings);
    merge::refuse_missing_lock(&files, settings)?;
    let outline = Outline::read(&files, settings)?;
    let heads = outline.heads();
    if heads.len() < 2 && args.onto.is_none() {
        return one_head(&files, args, settings, output);
    }
    let known = known(args, &outline, settings)?;
    let (onto, why) = rebase::choose(&outline, args.onto.as_deref(), known.as_ref())?;
    let now = seconds();
    let moves = rebase::moves(&outline.plan, onto.id, |later| {
        Created::from_unix_seconds(now + later)
    })?;
    if moves.is_empty() {
        return one_head(&files, args, settings, output);
    }
    let ids: Vec<RevisionId> = moves.iter().map(|one| one.id).collect();
    rebase::refuse_sealed(&ids, known.as_ref())?;
    let option = args.database.database.as_deref();
    let looked = rebase::applied(option, &ids, &outline.plan, settings, output)?;

    let before = outline.lock.clone().unwrap_or_default();
    let after = moved(&files, &moves, &before);
    let relocked = source::relock(&after, &settings.project);
    let (Some(lock), Some(plan)) = (relocked.lock, relocked.loaded.plan) else {
        return Err(relocked.loaded.problems.into());
    };
    let sources = relocked.loaded.sources;
    write(&files, &moves, &lock, settings)?;

    tell_why(onto, why, known.as_ref(), output);
    let others: Vec<RevisionId> = heads
        .iter()
        .map(|head| head.id)
        .filter(|id| *id != onto.id)
        .collect();
    let landed = landed::beyond(&outline.plan, onto.id, &others);
    landed::tell("Landed", &landed, &files, output);
    for one in &moves {
        tell_moved(one, &plan, &files, output);
    }
    let proved = prove(&plan, &sources, ids, settings, output)?;
    report::problems(&proved.problems, output);
    tell_rest(&looked, &files, output);
    if args.report.format == Format::Json {
        let report = |one: &Move| {
            let revision = plan.revision(one.id)?;
            Some(MovedReport {
                revision: revision.into(),
                path: format!("{}/{}", files.directory, one.to),
                was: format!("{}/{}", files.directory, one.from),
            })
        };
        let document = Document {
            onto: Some(onto.id.to_string()),
            moved: moves.iter().filter_map(report).collect(),
            landed: landed.into_iter().map(Into::into).collect(),
            database: match looked {
                Looked::At(place) => Some(place),
                Looked::Nowhere | Looked::InVain => None,
            },
            proofs: proved.reports(&plan),
            problems: proved.problems.iter().map(Into::into).collect(),
        };
        output.json("rebase", &document);
    }
    Ok(match proved.problems.is_empty() {
        true => Exit::Done,
        false => Exit::Findings,
    })
}

/// Proves the moved revisions upon what they are built on now. They are drafts, so what does not hold is corrected and sealed
/// by `lock`, which proves them again; without a scratch database that is when it is found.
///
/// # Errors
///
/// The run was interrupted, or the scratch database was lost.
fn prove(
    plan: &Plan,
    sources: &[RevisionSource],
    ids: Vec<RevisionId>,
    settings: &Settings,
    output: &mut Output,
) -> Result<Proved, Failure> {
    let scratch = match Scratch::resolve(settings) {
        Ok(scratch) => scratch,
        Err(failure) => {
            output.warning(format_args!(
                "what was moved is not proved yet, `cargo migrate lock` does: {failure}"
            ));
            return Ok(Proved::default());
        }
    };
    let count = runs::count(ids.len());
    let which = Which::These(ids.into_iter().collect());
    let proved = proof::prove(plan, sources, &which, &scratch, output)?;
    if proved.problems.is_empty() {
        output.step("Proved", format_args!("{count}: up, down and up again"));
    }
    Ok(proved)
}

/// One head: there is nothing to move, and at most the markers of a conflict to be taken out of the lock.
fn one_head(
    files: &SourceFiles,
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Exit, Failure> {
    let relocked = source::relock(files, &settings.project);
    let lock = relocked.lock.ok_or(relocked.loaded.problems)?;
    let text = lock.to_string();
    let changed = files.lock.as_deref() != Some(text.as_bytes());
    if changed {
        Rewrite::new(settings.directory(), text).write()?;
    }
    let remark = match changed {
        true => "the lock was written anew",
        false => "nothing changed",
    };
    output.step(
        "Finished",
        format_args!("there is one head, so nothing is moved; {remark}"),
    );
    if args.report.format == Format::Json {
        let document = Document {
            onto: None,
            moved: Vec::new(),
            landed: Vec::new(),
            database: None,
            proofs: Vec::new(),
            problems: Vec::new(),
        };
        output.json("rebase", &document);
    }
    Ok(Exit::Done)
}

/// What others have: at the reference that is named, or else at the default branch of `origin`, if there is one.
fn known(args: &Args, outline: &Outline, settings: &Settings) -> Result<Option<Known>, Failure> {
    const DEFAULT: &str = "origin/HEAD";
    let now = outline.lock.clone().unwrap_or_default();
    let at = |name: &str, by: By| -> Result<Option<Known>, Failure> {
        let repository = Repository::of(settings)?;
        let commit = match by {
            By::Caller => repository.commit(name)?,
            By::Default => match repository.find_commit(name)? {
                Some(commit) => commit,
                None => return Ok(None),
            },
        };
        let sealed = sealed_at(&repository, &commit, &now, settings)?;
        Ok(sealed.map(|sealed| Known {
            name: name.to_owned(),
            lock: sealed.lock,
            by,
        }))
    };
    match &args.against {
        Some(name) => at(name.as_str(), By::Caller),
        // Without git, and outside of a repository, nobody else has anything.
        None => Ok(at(DEFAULT, By::Default).unwrap_or(None)),
    }
}

fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

/// The files as they will be: the moved revisions are drafts, because what they are built on is part of what is sealed.
fn moved(files: &SourceFiles, moves: &[Move], before: &Lock) -> SourceFiles {
    let mut after = files.clone();
    for one in moves {
        let mut folders = after.folders.iter_mut();
        let Some(folder) = folders.find(|folder| folder.name == one.from) else {
            continue;
        };
        one.to.clone_into(&mut folder.name);
        let manifest = manifest(folder.manifest.as_deref(), one);
        folder.manifest = manifest.map(String::into_bytes).or(folder.manifest.take());
    }
    after.folders.sort_by(|a, b| a.name.cmp(&b.name));
    let mut lock = before.clone();
    for LockEntry { id, entry } in &mut lock.entries {
        if moves.iter().any(|one| one.id == *id) {
            *entry = Entry::Draft;
        }
    }
    after.lock = Some(lock.to_string().into_bytes());
    after
}

/// The manifest of a revision that is moved.
fn manifest(bytes: Option<&[u8]>, one: &Move) -> Option<String> {
    let text = text::canonical(bytes?).ok()?;
    Some(one.manifest(&text))
}

fn write(
    files: &SourceFiles,
    moves: &[Move],
    lock: &Lock,
    settings: &Settings,
) -> Result<(), Failure> {
    let mut rewrite = Rewrite::new(settings.directory(), lock.to_string());
    for one in moves.iter().filter(|one| one.changes()) {
        let mut folders = files.folders.iter();
        let folder = folders.find(|folder| folder.name == one.from);
        if let Some(manifest) = folder.and_then(|folder| manifest(folder.manifest.as_deref(), one))
        {
            rewrite.folder(&one.from, &one.to, manifest);
        }
    }
    rewrite.write()
}

fn tell_why(onto: &Revision, why: Why, known: Option<&Known>, output: &mut Output) {
    let why = match (why, known) {
        (Why::Named, _) => "as --onto says".to_owned(),
        (Why::Sealed, _) => "it is sealed, and the others are drafts".to_owned(),
        (Why::Reference, Some(known)) => format!("`{}` has it", known.name),
        (Why::Reference, None) => "the reference has it".to_owned(),
    };
    output.step(
        "Keeping",
        format_args!("{} {} ({why})", onto.id, onto.message),
    );
}

fn tell_moved(one: &Move, plan: &Plan, files: &SourceFiles, output: &mut Output) {
    let Some(revision) = plan.revision(one.id) else {
        return;
    };
    let upon: Vec<_> = revision.parents.iter().map(ToString::to_string).collect();
    let renamed = match one.from == one.to {
        true => String::new(),
        false => format!(", now in {}/{}", files.directory, one.to),
    };
    output.step(
        "Rebased",
        format_args!(
            "{} {} onto {}{renamed}",
            one.id,
            revision.message,
            upon.join(", ")
        ),
    );
}

fn tell_rest(looked: &Looked, files: &SourceFiles, output: &mut Output) {
    if *looked == Looked::Nowhere {
        output
            .note("no database is named, so none was asked whether it has applied what was moved");
    }
    output.note(format_args!(
        "read what landed, correct your scripts where they do not go with it, seal them with `cargo migrate lock`, then `git add {}`",
        files.directory
    ));
}
