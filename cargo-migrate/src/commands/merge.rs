//! `cargo migrate merge`: a revision that is built on several heads and makes them one.

use migrate_core::graph::Graph;
use migrate_core::plan::Revision;
use migrate_core::source::{self, Code, Manifest, Problem, SourceFiles, folder};

use crate::args::Report;
use crate::commands::new;
use crate::draft::{self, Draft};
use crate::failure::{Failure, Usage};
use crate::outline::Outline;
use crate::output::Output;
use crate::settings::Settings;
use crate::{Exit, landed, project};

/// Join heads by a revision that is built on all of them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A migrate.lock with git's conflict markers is read as both sides together and written anew. Nothing is moved, so \
databases that have applied either side go on; what none has applied can be put on top by `cargo migrate rebase`."
)]
pub(crate) struct Args {
    /// The revisions to join; all heads, when none is named
    #[arg(value_name = "ID", num_args = 2..)]
    revisions: Vec<String>,

    /// What the merge is about
    #[arg(short, long, value_name = "MESSAGE")]
    message: Option<String>,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// Writes the merge as a draft, and the lock.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let files = project::read(settings);
    let outline = Outline::read(&files, settings)?;
    let graph = Graph::new(&outline.plan);
    let parents = if args.revisions.is_empty() {
        outline.heads()
    } else {
        args.revisions
            .iter()
            .map(|name| outline.find(name))
            .collect::<Result<_, _>>()?
    };
    refuse_ancestors(&parents, &graph)?;
    refuse_other_heads(&outline, &parents)?;
    refuse_missing_lock(&files, settings)?;
    let message = match &args.message {
        Some(text) => draft::message(text)?,
        None => default_message(&parents),
    };
    let id = draft::new_id(|id| graph.position(id).is_some())?;
    let parent_ids = parents.iter().map(|parent| parent.id).collect();
    let draft = Draft {
        manifest: Manifest::new(id, parent_ids, &message, draft::now()),
        up: format!("-- {message}\n-- Nothing to do, unless the branches have to be reconciled.\n"),
        down: Some(format!("-- Undo: {message}\n")),
        remarks: String::new(),
    };
    let relocked = source::relock(
        &files.clone().with_folder(draft.source_folder()),
        &settings.project,
    );
    let lock = relocked.lock.ok_or(relocked.loaded.problems)?;
    draft.write(settings, &lock)?;
    let each: Vec<_> = draft.manifest.parents.clone();
    for parent in &each {
        let others: Vec<_> = each.iter().copied().filter(|id| id != parent).collect();
        let line = landed::beyond(&outline.plan, *parent, &others);
        landed::tell("Joining", &line, &files, output);
    }
    new::tell(&draft, settings, args.report.format, "merge", output);
    output.note(
        "nothing was moved: a database that has one of the lines gets the others, then the merge, by `cargo migrate up`",
    );
    Ok(Exit::Done)
}

/// A merge joins what is apart.
fn refuse_ancestors(parents: &[&Revision], graph: &Graph<'_>) -> Result<(), Failure> {
    if let [only] = parents {
        return Err(Usage::OneHead {
            id: only.id.to_string(),
        }
        .into());
    }
    if parents.is_empty() {
        return Err(Usage::NoHead.into());
    }
    for (at, one) in parents.iter().enumerate() {
        for other in &parents[at + 1..] {
            let (Some(a), Some(b)) = (graph.position(one.id), graph.position(other.id)) else {
                continue;
            };
            let (ancestor, descendant) = if a < b { (a, b) } else { (b, a) };
            if graph.is_ancestor(ancestor, descendant) {
                let name = |position| graph.revision(position).id.to_string();
                return Err(Usage::NothingToMerge {
                    ancestor: name(ancestor),
                    descendant: name(descendant),
                }
                .into());
            }
        }
    }
    Ok(())
}

fn default_message(parents: &[&Revision]) -> String {
    let slugs: Vec<_> = parents
        .iter()
        .map(|parent| folder::slug(&parent.message).replace('_', " "))
        .collect();
    format!("merge {}", slugs.join(" and "))
}

/// The merge has to leave one head: the chain is not sound before.
fn refuse_other_heads(outline: &Outline, parents: &[&Revision]) -> Result<(), Failure> {
    let named = |head: &&Revision| parents.iter().any(|parent| parent.id == head.id);
    let others: Vec<String> = outline
        .heads()
        .into_iter()
        .filter(|head| !named(head))
        .map(|head| format!("{} ({})", head.id, head.message))
        .collect();
    match others.is_empty() {
        true => Ok(()),
        false => Err(Usage::HeadsLeft { others }.into()),
    }
}

/// Without its lock, nobody knows which revisions are sealed: writing one would make drafts of them all.
pub(crate) fn refuse_missing_lock(files: &SourceFiles, settings: &Settings) -> Result<(), Failure> {
    if files.lock.is_some() {
        return Ok(());
    }
    let loaded = source::load(files, &settings.project, source::Drafts::Allowed);
    let missing: Vec<Problem> = loaded
        .problems
        .into_iter()
        .filter(|problem| matches!(problem.code, Code::LockMissing | Code::Unreadable))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(missing.into()),
    }
}
