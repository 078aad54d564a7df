//! `cargo migrate baseline`: the first revision of a project whose database was there before it.

use std::ffi::OsString;

use migrate_core::run::{Drift, Effect, Run};
use migrate_runtime::{Error as RunError, Outcome, State, Target};
use migrate_schema::{Manner, Object};
use serde::Serialize;

use crate::Exit;
use crate::args::Report;
use crate::autogenerate::{Baseline, Before, Request, Writing};
use crate::commands::new;
use crate::database::{self, Connected, Database, Origin, Place};
use crate::draft;
use crate::drift::watched;
use crate::failure::{Failure, Usage};
use crate::live::{self, Live, Recorded};
use crate::output::{Format, Output};
use crate::project;
use crate::runs::{self, Patience};
use crate::scratch::Scratch;
use crate::settings::Settings;

/// Write the first revision from a database that is there already
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The draft makes what the database holds, and its down.sql takes it back. Both are carried out on the scratch server: the \
up has to give the database's schema, the down nothing. Then the database is stamped: nothing is run there. Rows are not \
part of it.

Exit codes: 0 written, or the database holds nothing, 2 there are revisions already, or a server cannot be reached, \
4 the database's ledger has revisions of this plan, 7 the draft is kept and not proved; nothing is stamped then.")]
pub(crate) struct Args {
    /// What the revision is called
    #[arg(value_name = "MESSAGE", default_value = "baseline")]
    message: String,

    /// The database; else DATABASE_URL, `.env`, or `database` of [package.metadata.migrate]
    #[arg(long, value_name = "URL")]
    from: Option<OsString>,

    /// Write the revision, and record nothing in the database
    #[arg(long)]
    no_stamp: bool,

    #[command(flatten)]
    patience: Patience,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document {
    /// `created`, or `nothing-to-do` when the database holds nothing.
    outcome: &'static str,
    created: Vec<new::Document>,
    /// What the database holds and the draft does not make.
    uncovered: Vec<String>,
    /// Whether the draft is recorded in the database.
    stamped: bool,
}

/// Reads, writes, proves and stamps.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let request = Request {
        message: draft::message(&args.message)?,
        renames: Vec::new(),
        manner: Manner::Whole,
        writing: Writing::Files,
        format: args.report.format,
    };
    let files = project::read(settings);
    if !files.folders.is_empty() {
        let directory = settings.shown_directory();
        return Err(Usage::NotFirst { directory }.into());
    }
    let lock = new::current_lock(&files, settings)?;
    let before = Before::load(files, lock, settings)?;
    let scratch = Scratch::resolve(settings)?;
    let from = args.from.as_deref().map(|text| (text, Origin::From));
    let database = settings.database_of(from)?;
    let mut session = match &database.place {
        Place::Server(address) => database::open_server(address, &database.origin)?,
        Place::Embedded => database::open_embedded(settings)?,
    };
    let made = Live::read(&mut session, &settings.project.ledger).and_then(|live| {
        let version = live.version;
        let live = live::without_ignored(live, settings, output);
        Baseline::of(
            &request,
            (live, version),
            &before,
            &scratch,
            settings,
            output,
        )
    });
    let ended = made.and_then(|made| match made {
        Some(made) => write(args, &made, &database, &mut session, settings, output),
        None => {
            output.step(
                "Unchanged",
                format_args!("{} holds nothing; nothing was written", database.place),
            );
            Ok(Document {
                outcome: "nothing-to-do",
                created: Vec::new(),
                uncovered: Vec::new(),
                stamped: false,
            })
        }
    });
    let document = runs::close(session, ended)?;
    if args.report.format == Format::Json {
        output.json("baseline", &document);
    }
    Ok(Exit::Done)
}

/// Writes the draft, and records it where it is proved.
fn write(
    args: &Args,
    made: &Baseline,
    database: &Database,
    session: &mut Connected,
    settings: &Settings,
    output: &mut Output,
) -> Result<Document, Failure> {
    let recorded = Recorded::read(made.plan(), session, output)?;
    let is_new = recorded.rows.is_empty()
        && matches!(
            recorded.state,
            State::Empty | State::Unmanaged { .. } | State::Behind { .. }
        );
    if !is_new {
        return Err(RunError::State(Box::new(recorded.state)).into());
    }
    made.write(settings, output)?;
    if !made.problems.is_empty() {
        return Err(Failure::Findings {
            doing: "the draft is kept, and not proved; the database is not stamped",
            problems: made.problems.clone(),
        });
    }
    output.step(
        "Proved",
        "up.sql makes what the database holds, down.sql takes it back",
    );
    let mut stamped = false;
    if !args.no_stamp {
        let reason = Some("baseline".into());
        let options = args.patience.options(Effect::Apply);
        let seen = recorded.rows;
        let run = Run::stamp_verified(made.plan(), Target::HEAD, seen, reason, options);
        stamped = matches!(
            runs::drive_run(watched(run, Drift::NotCompared, settings), session, output)?,
            Outcome::Stamped { .. }
        );
        output.step("Stamped", format_args!("{}, verified", database.place));
    }
    output.note("read up.sql, seal it with `cargo migrate lock`; `cargo migrate stamp head` records it in every other database");
    Ok(Document {
        outcome: "created",
        created: made.documents(settings),
        uncovered: made.uncovered.iter().map(Object::to_string).collect(),
        stamped,
    })
}
