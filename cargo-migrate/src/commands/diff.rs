//! `cargo migrate diff`: the statements that make one schema of another.

use migrate_schema::{Object, Options};
use serde::Serialize;

use crate::Exit;
use crate::args::Report;
use crate::autogenerate::{self, ChangeReport};
use crate::desired;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::settings::Settings;
use crate::sides::{Sides, Spelled};

/// Print the statements that make one schema of another
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each side is a database (postgresql://…), a revision (`head`, `base`, an id or a prefix, a slug), or a schema file or folder. \
Revisions and files are built on the scratch server. The ledger counts for nothing.

Exit codes: 0 told, 2 a side cannot be reached, 3 the files are wrong, 7 they differ and --exit-code was given."
)]
pub(crate) struct Args {
    /// What is there
    #[arg(value_name = "FROM")]
    from: Spelled,

    /// What is wanted
    #[arg(value_name = "TO")]
    to: Spelled,

    /// Something has another name: `old=new`, `table.column=new`; may be given several times
    #[arg(long = "rename", value_name = "OLD=NEW")]
    renames: Vec<String>,

    /// Exit with 7 when they differ
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document {
    from: String,
    to: String,
    /// Whether nothing differs.
    equal: bool,
    changes: Vec<ChangeReport>,
    /// What differs and is not written.
    uncovered: Vec<String>,
    /// All statements, in their order.
    script: String,
}

/// Reads both sides, and tells.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let sides = Sides::read([&args.from, &args.to], settings, output)?;
    let [from, to] = &sides.snapshots;
    let differences = desired::changes(&from.schema, &to.schema);
    let options = Options {
        renames: autogenerate::given(&args.renames, from, to)?,
        ..Options::default()
    };
    let diff = match differences.is_empty() {
        true => Default::default(),
        false => from.diff_with(to, &options),
    };
    let [a, b] = &sides.names;
    let script = match differences.is_empty() {
        true => String::new(),
        false => autogenerate::script(&format!("from {a} to {b}"), &diff),
    };
    autogenerate::uncovered(&diff, output);
    match args.report.format {
        Format::Human => {
            output.data(&script);
            if differences.is_empty() {
                output.step("Equal", format_args!("{a} and {b}"));
            }
        }
        Format::Json => output.json(
            "diff",
            &Document {
                from: a.clone(),
                to: b.clone(),
                equal: differences.is_empty(),
                changes: ChangeReport::of(&diff),
                uncovered: diff.uncovered.iter().map(Object::to_string).collect(),
                script,
            },
        ),
    }
    Ok(match args.exit_code && !differences.is_empty() {
        true => Exit::Findings,
        false => Exit::Done,
    })
}
