//! `cargo migrate show`: one revision, with its digests and its SQL.

use std::fmt::Write;

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::{Down, Outside, Revision, Script, Steps, TransactionMode};
use migrate_core::target::{Place, Target};
use migrate_runtime::TargetError;
use serde::Serialize;

use crate::args::Report;
use crate::failure::{Failure, Usage};
use crate::output::{Format, Output};
use crate::report::RevisionReport;
use crate::settings::Settings;
use crate::{Exit, project, report};

/// Show a revision: its manifest, its digests and its SQL
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An id or a unique prefix of one, a folder's name or its slug, `head`, `base`, `ID+N` or `ID-N`
    #[arg(value_name = "REVISION", default_value = "head")]
    revision: String,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    #[serde(flatten)]
    revision: RevisionReport<'r>,
    transaction: &'static str,
    digests: DigestsReport,
    compatible: Option<String>,
    lock_timeout: Option<String>,
    statement_timeout: Option<String>,
    irreversible: Option<&'r str>,
    up: ScriptReport<'r>,
    down: Option<ScriptReport<'r>>,
}

#[derive(Debug, Serialize)]
struct DigestsReport {
    up: String,
    down: String,
    chain: String,
}

#[derive(Debug, Serialize)]
struct ScriptReport<'r> {
    path: String,
    sql: &'r str,
    /// The statements of a script that runs outside a transaction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<StatementReport<'r>>,
}

#[derive(Debug, Serialize)]
struct StatementReport<'r> {
    kind: &'static str,
    sql: &'r str,
}

/// Shows the revision.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let target: Target = args.revision.parse().map_err(TargetError::Malformed)?;
    if target.is_relative() {
        return Err(Usage::RelativeTarget {
            target: args.revision.clone(),
        }
        .into());
    }
    let plan = project::load(settings, output)?;
    let graph = Graph::new(&plan);
    let revision = match target.resolve(&graph, &PositionSet::none(graph.len()))? {
        Place::At(position) => graph.revision(position),
        // `base` is the place before the first revision; whoever wants to see it wants the first one.
        Place::Base => graph.revision(0),
    };
    match args.report.format {
        Format::Json => output.json("show", &document(revision, &plan.directory)),
        Format::Human => output.data(&page(revision, &plan.directory)),
    }
    Ok(Exit::Done)
}

fn document<'r>(revision: &'r Revision, directory: &str) -> Document<'r> {
    let (down, irreversible) = match &revision.down {
        Down::Script(script) => (
            Some(script_report(
                script,
                format!("{directory}/{}", revision.down_path()),
            )),
            None,
        ),
        Down::Irreversible { reason } => (None, Some(&**reason)),
    };
    Document {
        revision: revision.into(),
        transaction: transaction(revision.transaction),
        digests: DigestsReport {
            up: revision.digests.up.to_string(),
            down: revision.digests.down.to_string(),
            chain: revision.digests.chain.to_string(),
        },
        compatible: revision.compatible.map(|id| id.to_string()),
        lock_timeout: revision.lock_timeout.map(|timeout| timeout.to_string()),
        statement_timeout: revision
            .statement_timeout
            .map(|timeout| timeout.to_string()),
        irreversible,
        up: script_report(&revision.up, format!("{directory}/{}", revision.up_path())),
        down,
    }
}

fn script_report(script: &Script, path: String) -> ScriptReport<'_> {
    let statements = match &script.steps {
        Steps::Transaction => Vec::new(),
        Steps::Statements(statements) => statements
            .iter()
            .map(|statement| StatementReport {
                kind: kind(&statement.kind),
                sql: script.statement(statement),
            })
            .collect(),
    };
    ScriptReport {
        path,
        sql: &script.text,
        statements,
    }
}

const fn transaction(mode: TransactionMode) -> &'static str {
    match mode {
        TransactionMode::Single => "single",
        TransactionMode::None => "none",
    }
}

const fn kind(kind: &Outside) -> &'static str {
    match kind {
        Outside::CreateIndexConcurrently { .. } => "create-index-concurrently",
        Outside::DropIndexConcurrently { .. } => "drop-index-concurrently",
        Outside::ReindexConcurrently(_) => "reindex-concurrently",
        Outside::DetachPartitionConcurrently { .. } => "detach-partition-concurrently",
        Outside::Refused => "refused-in-transaction",
        Outside::Plain => "plain",
    }
}

fn page(revision: &Revision, directory: &str) -> String {
    let mut page = String::new();
    let mut field = |name: &str, value: String| {
        let _infallible = writeln!(page, "{name:<18} {value}");
    };
    field("revision", revision.id.to_string());
    field("message", revision.message.to_string());
    field("folder", format!("{directory}/{}", revision.folder));
    field("created", revision.created.to_string());
    let parents: Vec<_> = revision.parents.iter().map(ToString::to_string).collect();
    field(
        "parents",
        if parents.is_empty() {
            "none".to_owned()
        } else {
            parents.join(", ")
        },
    );
    field("seal", report::seal(revision.seal).to_owned());
    field("transaction", transaction(revision.transaction).to_owned());
    if let Some(timeout) = revision.lock_timeout {
        field("lock_timeout", timeout.to_string());
    }
    if let Some(timeout) = revision.statement_timeout {
        field("statement_timeout", timeout.to_string());
    }
    if let Some(id) = revision.compatible {
        field("compatible", id.to_string());
    }
    if let Down::Irreversible { reason } = &revision.down {
        field("irreversible", reason.to_string());
    }
    field("up", revision.digests.up.to_string());
    field("down", revision.digests.down.to_string());
    field("chain", revision.digests.chain.to_string());
    script_page(
        &mut page,
        &revision.up,
        &format!("{directory}/{}", revision.up_path()),
    );
    if let Down::Script(script) = &revision.down {
        script_page(
            &mut page,
            script,
            &format!("{directory}/{}", revision.down_path()),
        );
    }
    page
}

/// A script; one that runs outside a transaction by its numbered statements.
fn script_page(page: &mut String, script: &Script, path: &str) {
    let _infallible = match &script.steps {
        Steps::Transaction => write!(page, "\n{path}, in one transaction:\n\n{}", script.text),
        Steps::Statements(statements) => {
            let of = statements.len();
            let _infallible = write!(page, "\n{path}, statement by statement:\n");
            statements
                .iter()
                .zip(1..)
                .try_for_each(|(statement, step)| {
                    write!(
                        page,
                        "\n{step} of {of} ({}):\n{};\n",
                        kind(&statement.kind),
                        script.statement(statement)
                    )
                })
        }
    };
}
