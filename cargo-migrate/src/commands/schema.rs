//! `cargo migrate schema`: a schema as SQL, as data, or as a picture.

use migrate_schema::{NoSuchTable, Picture, Schema};
use serde::Serialize;

use crate::Exit;
use crate::failure::{Failure, Usage};
use crate::output::{Format, Output};
use crate::settings::Settings;
use crate::sides::{self, Spelled};

/// Print a schema as SQL, or draw it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The schema is that of a revision (`head`, `base`, an id or a prefix, a slug), a database (postgresql://…), or a schema file \
or folder. Revisions and files are built on the scratch server. The ledger counts for nothing.

Formats: `sql` for an empty database, `json` (all that is known), and pictures of tables, keys and foreign keys: `mermaid`, `dot` for \
Graphviz, `svg`.

Exit codes: 0 told, 2 it cannot be reached, or has no such table, 3 the files are wrong."
)]
pub(crate) struct Args {
    /// Whose schema
    #[arg(value_name = "TARGET", default_value = "head")]
    of: Spelled,

    /// What is written to stdout
    #[arg(long, value_name = "FORMAT", default_value = "sql")]
    pub(crate) format: Form,

    /// Draw this table and its neighbours; may be given several times
    #[arg(long = "table", value_name = "NAME")]
    tables: Vec<String>,
}

/// What a schema is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    // Plain comments keep the help short. `human` is what other verbs call it.
    #[value(alias = "human")]
    Sql,
    Json,
    Mermaid,
    Dot,
    Svg,
}

impl Form {
    /// How a failure is told.
    pub(crate) const fn of_failures(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Sql | Self::Mermaid | Self::Dot | Self::Svg => Format::Human,
        }
    }
}

#[derive(Debug, Serialize)]
struct Document<'s> {
    /// What was read, for people.
    of: String,
    schema: &'s Schema,
}

/// Reads it, and writes it.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    if !args.tables.is_empty() && matches!(args.format, Form::Sql | Form::Json) {
        return Err(Usage::NoPicture.into());
    }
    let (of, snapshot) = sides::read(&args.of, settings, output)?;
    let picture = || picture(&snapshot.schema, &args.tables);
    match args.format {
        Form::Sql => {
            let printed = snapshot.print();
            output.data(&printed.to_string());
            for object in &printed.uncovered {
                output.warning(format_args!(
                    "{object} is not written: only its name and a summary are known"
                ));
            }
        }
        Form::Json => {
            let schema = &snapshot.schema;
            output.json("schema", &Document { of, schema });
        }
        Form::Mermaid => output.data(&picture()?.mermaid()),
        Form::Dot => output.data(&picture()?.dot()),
        Form::Svg => output.data(&picture()?.svg()),
    }
    Ok(Exit::Done)
}

/// The whole schema, or what is around some tables.
fn picture(schema: &Schema, tables: &[String]) -> Result<Picture, Failure> {
    let whole = Picture::of(schema);
    match tables {
        [] => Ok(whole),
        some => whole
            .around(some.iter().map(String::as_str))
            .map_err(|NoSuchTable { asked, tables }| Usage::NoTable { asked, tables }.into()),
    }
}
