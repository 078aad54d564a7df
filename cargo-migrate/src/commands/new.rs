//! `cargo migrate new`: a draft on top of the head.

use migrate_core::plan::{RevisionId, TransactionMode};
use migrate_core::source::{self, Code, Lock, Manifest, Problem, SourceFiles};
use migrate_schema::Manner;
use serde::Serialize;

use crate::Exit;
use crate::args::Report;
use crate::autogenerate::{self, Before, Request, Writing};
use crate::draft::{self, Draft};
use crate::failure::Failure;
use crate::outline::Outline;
use crate::output::{Format, Output};
use crate::project;
use crate::settings::Settings;

/// Create a revision on top of the head, as a draft
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --auto both scripts come from `schema` in [package.metadata.migrate], a file or folder of statements that says what the database \
is to be, and are proved on a scratch database: exit code 7, and the draft is kept, when they do not lead there and back."
)]
pub(crate) struct Args {
    /// What the revision does: "add groups to users"
    #[arg(
        value_name = "MESSAGE",
        required_unless_present = "message_option",
        conflicts_with = "message_option"
    )]
    message: Option<String>,

    /// The same, as Alembic has it
    #[arg(short, long = "message", value_name = "MESSAGE", id = "message_option")]
    message_option: Option<String>,

    /// Say why it cannot be reverted, instead of writing a down.sql
    #[arg(long, value_name = "REASON")]
    irreversible: Option<String>,

    /// One transaction for all statements, or none: for CREATE INDEX CONCURRENTLY and the like
    #[arg(long, value_name = "MODE", default_value = "single")]
    transaction: Transaction,

    /// Write both scripts from the difference between the head and the desired schema, and prove them
    #[arg(long, conflicts_with_all = ["irreversible", "transaction"])]
    auto: bool,

    /// With --auto: something has another name, `old=new` or `table.column=new`; may be given several times
    #[arg(long = "rename", value_name = "OLD=NEW", requires = "auto")]
    renames: Vec<String>,

    /// With --auto: keep nobody waiting for long; several revisions where one transaction will not do
    #[arg(long, requires = "auto")]
    online: bool,

    /// With --auto: print the scripts, and write nothing
    #[arg(long, requires = "auto")]
    dry_run: bool,

    #[command(flatten)]
    pub(crate) report: Report,
}

/// How a revision relates to transactions, as `revision.toml` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Transaction {
    // One transaction for all statements, or none: for CREATE INDEX CONCURRENTLY and the like.
    Single,
    None,
}

/// What was written, for `new` and `merge`.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    id: String,
    parents: Vec<String>,
    message: String,
    /// The folder, relative to the working directory.
    path: String,
    files: Vec<String>,
}

impl Document {
    /// What was written of a draft.
    pub(crate) fn of(draft: &Draft, settings: &Settings) -> Self {
        let path = format!("{}/{}", settings.shown_directory(), draft.folder());
        let manifest = &draft.manifest;
        let files = draft.files().into_iter();
        Self {
            id: manifest.id.to_string(),
            parents: manifest.parents.iter().map(RevisionId::to_string).collect(),
            message: manifest.message.clone(),
            files: files.map(|(name, _)| format!("{path}/{name}")).collect(),
            path,
        }
    }
}

/// Writes the folder and enters it in the lock.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let text = args
        .message
        .as_deref()
        .or(args.message_option.as_deref())
        .unwrap_or_default();
    let message = draft::message(text)?;
    let files = project::read(settings);
    let lock = current_lock(&files, settings)?;
    if args.auto {
        let request = Request {
            message,
            renames: args.renames.clone(),
            manner: match args.online {
                true => Manner::Online,
                false => Manner::Whole,
            },
            writing: match args.dry_run {
                true => Writing::Preview,
                false => Writing::Files,
            },
            format: args.report.format,
        };
        let before = Before::load(files, lock, settings)?;
        return autogenerate::run(&request, &before, settings, output);
    }
    let id = draft::new_id(|id| lock.entry(id).is_some())?;
    let mut manifest = Manifest::new(id, lock.head.into_iter().collect(), message, draft::now());
    manifest.transaction = match args.transaction {
        Transaction::Single => TransactionMode::Single,
        Transaction::None => TransactionMode::None,
    };
    if let Some(reason) = &args.irreversible {
        manifest.irreversible = Some(draft::reason(reason)?);
    }
    let draft = Draft {
        up: format!("-- {}\n", manifest.message),
        down: args
            .irreversible
            .is_none()
            .then(|| format!("-- Undo: {}\n", manifest.message)),
        remarks: String::new(),
        manifest,
    };
    draft.write(settings, &lock.with_draft(id))?;
    tell(&draft, settings, args.report.format, "new", output);
    output.note("write up.sql and down.sql, apply them with `cargo migrate up`, seal them with `cargo migrate lock`");
    Ok(Exit::Done)
}

/// Tells what was written.
pub(crate) fn tell(
    draft: &Draft,
    settings: &Settings,
    format: Format,
    command: &'static str,
    output: &mut Output,
) {
    let path = format!("{}/{}", settings.shown_directory(), draft.folder());
    output.step("Created", format_args!("{} in {path}", draft.manifest.id));
    if format == Format::Human {
        return;
    }
    output.json(command, &Document::of(draft, settings));
}

/// The lock, after the chain was checked. What is wrong inside the scripts is no reason against another revision.
pub(crate) fn current_lock(files: &SourceFiles, settings: &Settings) -> Result<Lock, Failure> {
    let loaded = source::load(files, &settings.project, source::Drafts::Allowed);
    let in_the_way: Vec<Problem> = loaded
        .problems
        .into_iter()
        .filter(|problem| problem.is_error() && concerns_the_chain(problem.code))
        .collect();
    if !in_the_way.is_empty() {
        return Err(in_the_way.into());
    }
    Ok(Outline::read(files, settings)?.lock.unwrap_or(Lock {
        head: None,
        entries: Vec::new(),
    }))
}

/// Whether a problem makes it uncertain what a new revision would be based on.
fn concerns_the_chain(code: Code) -> bool {
    let about_scripts = code.code().starts_with("M4");
    let harmless = matches!(
        code,
        Code::NoRevision
            | Code::UpMissing
            | Code::UpEmpty
            | Code::DownMissing
            | Code::DownAndIrreversible
            | Code::UpEdited
            | Code::DownEdited
            | Code::NotUtf8
            | Code::Nul
    );
    !about_scripts && !harmless
}
