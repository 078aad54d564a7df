//! Writes Rust: constants for a plan, or one `compile_error!` per problem.

use std::collections::HashMap;
use std::fmt::Write as _;

use migrate_core::plan::{
    Down, Outside, Plan, Reindexed, Revision, Seal, Statement, Steps, TransactionMode,
};
use migrate_core::source::files::{DOWN_FILE, LOCK_FILE, MANIFEST_FILE, UP_FILE};
use migrate_core::source::{Problem, RevisionSource, Style, TextForm, render};

use crate::load::Package;

const EMBEDDED: &str = "::migrate_runtime::__core::plan::embedded";
const CORE: &str = "::migrate_runtime::__core::plan";

/// `PLAN`, `mod rev`, and what makes rustc notice a change of any file.
pub(crate) fn plan(package: &Package) -> String {
    let mut out = String::with_capacity(1024 * (package.plan.revisions.len() + 1));
    for problem in &package.refused_in_release {
        let _ = writeln!(
            out,
            "#[cfg(not(debug_assertions))] {}",
            compile_error(problem)
        );
    }
    // Every path begins with it, and the folders below have names that need no escape: it is escaped once.
    let paths = format!("{:?}", package.root.join(&package.directory));
    let paths = paths.trim_matches('"');
    tracked(&mut out, package, paths);
    statics(&mut out, package, paths);
    rev(&mut out, &package.plan);
    out
}

/// One error per problem, and an empty plan, so that code which names it does not add errors of its own.
pub(crate) fn problems(problems: &[Problem]) -> String {
    let mut out = String::new();
    for problem in problems {
        let _ = writeln!(out, "{}", compile_error(problem));
    }
    let _ = writeln!(
        out,
        "#[doc(hidden)] pub static PLAN: ::migrate_runtime::Plan = \
         ::migrate_runtime::Plan::__new({EMBEDDED}::no_plan());\n\
         #[doc(hidden)] pub mod rev {{}}"
    );
    out
}

/// rustc writes `error: ` itself, so the rendered text goes on after it: `error: [M305] …`.
fn compile_error(problem: &Problem) -> String {
    let text = render(problem, Style::Plain);
    let text = text
        .strip_prefix("error")
        .unwrap_or(&text)
        .replacen("]: ", "] ", 1);
    format!("::core::compile_error!({:?});", text.trim_end())
}

/// The lock, `Cargo.toml`, the manifests of drafts, and the scripts that are not themselves included as texts.
///
/// The lock is in it because `cargo migrate new` and `lock` rewrite it: a new folder alone would go unnoticed.
///
/// The manifests of sealed revisions are not in it. The lock commits to all that the plan embeds of them, so a build that
/// does not notice an edit still embeds what was sealed, and whatever reads the files next, the macro or
/// `cargo migrate check`, refuses the edit. Tracking them would make a third of every incremental check's files.
fn tracked(out: &mut String, package: &Package, directory: &str) {
    let manifest = package.root.join("Cargo.toml");
    let _ = write!(out, "const _: &[&[u8]] = &[include_bytes!({manifest:?}),");
    let mut file = |path: &[&str]| {
        out.push_str("include_bytes!(\"");
        out.push_str(directory);
        path.iter().for_each(|part| out.push_str(part));
        out.push_str("\"),");
    };
    file(&["/", LOCK_FILE]);
    for (revision, source) in package.plan.revisions.iter().zip(&package.sources) {
        if revision.seal == Seal::Draft {
            file(&["/", &revision.folder, "/", MANIFEST_FILE]);
        }
        let down = source.down.as_ref().map(|source| (source, DOWN_FILE));
        for (source, name) in [Some((&source.up, UP_FILE)), down].into_iter().flatten() {
            if source.form == TextForm::Normalised {
                file(&["/", &revision.folder, "/", name]);
            }
        }
    }
    out.push_str("];\n");
}

fn statics(out: &mut String, Package { plan, sources, .. }: &Package, paths: &str) {
    let Plan {
        name,
        ledger,
        directory,
        revisions,
    } = plan;
    let count = revisions.len();
    let parents: Vec<u64> = revisions
        .iter()
        .flat_map(|r| r.parents.iter().map(|p| p.bits()))
        .collect();

    let _ = writeln!(out, "static __REVISIONS: [{CORE}::Revision; {count}] = {{");
    let _ = writeln!(
        out,
        "static PARENTS: [{CORE}::RevisionId; {}] = {EMBEDDED}::ids({parents:?});",
        parents.len()
    );
    let _ = write!(out, "{EMBEDDED}::Parts {{ ids: [");
    for revision in revisions.iter() {
        let _ = write!(out, "{},", revision.id.bits());
    }
    out.push_str("], parent_counts: [");
    for revision in revisions.iter() {
        let _ = write!(out, "{},", revision.parents.len());
    }
    out.push_str("], parents: &PARENTS, digests: b\"");
    for Revision { digests, .. } in revisions.iter() {
        for digest in [digests.up, digests.down, digests.chain] {
            // The standard library is optimised even when this macro is not.
            let _ = write!(out, "{}", digest.as_bytes().escape_ascii());
        }
    }
    out.push_str("\".as_chunks::<32>().0, names: [");
    for Revision {
        message,
        created,
        folder,
        ..
    } in revisions.iter()
    {
        let _ = write!(out, "[{message:?},");
        // Both were checked to be of a form that needs no escape.
        ["\"", created, "\",\"", folder, "\"],"]
            .iter()
            .for_each(|part| out.push_str(part));
    }
    out.push_str("], scripts: [");
    for (revision, source) in revisions.iter().zip(sources) {
        scripts(out, paths, revision, source);
    }
    out.push_str("], extras: &[");
    for (at, revision) in revisions.iter().enumerate() {
        extras(out, at, revision);
    }
    out.push_str("] }.build()\n};\n");

    let (schema, table) = (&ledger.schema, &ledger.table);
    let _ = writeln!(
        out,
        "/// The migration plan of this package, checked by the compiler: `PLAN.migrator().up(..)` applies it.\n\
         pub static PLAN: ::migrate_runtime::Plan = ::migrate_runtime::Plan::__new({CORE}::Plan {{\n\
         name: ::std::borrow::Cow::Borrowed({name:?}),\n\
         ledger: {CORE}::LedgerName {{ schema: ::std::borrow::Cow::Borrowed({schema:?}), \
         table: ::std::borrow::Cow::Borrowed({table:?}) }},\n\
         directory: ::std::borrow::Cow::Borrowed({directory:?}),\n\
         revisions: ::std::borrow::Cow::Borrowed(&__REVISIONS) }});"
    );
}

fn scripts(out: &mut String, paths: &str, revision: &Revision, source: &RevisionSource) {
    out.push('[');
    script(
        out,
        &revision.up.text,
        source.up.form,
        [paths, "/", &revision.folder, "/", UP_FILE],
    );
    out.push(',');
    match (&revision.down, &source.down) {
        (Down::Script(down), Some(source)) => {
            script(
                out,
                &down.text,
                source.form,
                [paths, "/", &revision.folder, "/", DOWN_FILE],
            );
        }
        _ => out.push_str("\"\""),
    }
    out.push_str("],");
}

fn script(out: &mut String, text: &str, form: TextForm, path: [&str; 5]) {
    match form {
        // The file itself is the text: included once, it is tracked as well.
        TextForm::Canonical => {
            out.push_str("include_str!(\"");
            path.iter().for_each(|part| out.push_str(part));
            out.push_str("\")");
        }
        TextForm::Normalised => {
            let _ = write!(out, "{text:?}");
        }
    }
}

fn extras(out: &mut String, at: usize, revision: &Revision) {
    let Revision {
        seal,
        transaction,
        up,
        down,
        compatible,
        lock_timeout,
        statement_timeout,
        ..
    } = revision;
    if *seal == Seal::Draft {
        let _ = write!(out, "{EMBEDDED}::Extra::Draft({at}),");
    }
    if *transaction == TransactionMode::None {
        let _ = write!(out, "{EMBEDDED}::Extra::NoTransaction({at},&[");
        statements(out, &up.steps);
        out.push_str("],&[");
        if let Down::Script(script) = down {
            statements(out, &script.steps);
        }
        out.push_str("]),");
    }
    if let Down::Irreversible { reason } = down {
        let _ = write!(out, "{EMBEDDED}::Extra::Irreversible({at},{reason:?}),");
    }
    if let Some(id) = compatible {
        let _ = write!(out, "{EMBEDDED}::Extra::Compatible({at},{}),", id.bits());
    }
    if let Some(timeout) = lock_timeout {
        let _ = write!(
            out,
            "{EMBEDDED}::Extra::LockTimeout({at},{}),",
            timeout.as_millis()
        );
    }
    if let Some(timeout) = statement_timeout {
        let _ = write!(
            out,
            "{EMBEDDED}::Extra::StatementTimeout({at},{}),",
            timeout.as_millis()
        );
    }
}

fn statements(out: &mut String, steps: &Steps) {
    let Steps::Statements(statements) = steps else {
        return;
    };
    for Statement { start, end, kind } in statements.iter() {
        let _ = write!(
            out,
            "{CORE}::Statement{{start:{start},end:{end},kind: {CORE}::Outside::"
        );
        outside(out, kind);
        out.push_str("},");
    }
}

fn outside(out: &mut String, kind: &Outside) {
    let borrowed = |text: &str| format!("::std::borrow::Cow::Borrowed({text:?})");
    let text = match kind {
        Outside::CreateIndexConcurrently {
            index,
            table,
            unique,
            definition,
        } => {
            let index = match index {
                Some(index) => format!("::core::option::Option::Some({})", borrowed(index)),
                None => "::core::option::Option::None".to_owned(),
            };
            let table = borrowed(table);
            format!(
                "CreateIndexConcurrently{{index: {index},table: {table},unique: {unique},definition: {definition}}}"
            )
        }
        Outside::DropIndexConcurrently { index } => {
            format!("DropIndexConcurrently{{index: {}}}", borrowed(index))
        }
        Outside::ReindexConcurrently(reindexed) => {
            let reindexed = match reindexed {
                Reindexed::Index(name) => format!("Index({})", borrowed(name)),
                Reindexed::Table(name) => format!("Table({})", borrowed(name)),
                Reindexed::Schema(name) => format!("Schema({})", borrowed(name)),
                Reindexed::Database => "Database".to_owned(),
            };
            format!("ReindexConcurrently({CORE}::Reindexed::{reindexed})")
        }
        Outside::DetachPartitionConcurrently { table, partition } => format!(
            "DetachPartitionConcurrently{{table: {},partition: {}}}",
            borrowed(table),
            borrowed(partition)
        ),
        Outside::Refused => "Refused".to_owned(),
        Outside::Plain => "Plain".to_owned(),
    };
    out.push_str(&text);
}

/// `pub mod rev`: one constant per revision, so that the compiler knows whether a revision that code names exists.
fn rev(out: &mut String, plan: &Plan) {
    let names: Vec<String> = plan.revisions.iter().map(constant_name).collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *count.entry(name).or_default() += 1;
    }
    let _ = writeln!(
        out,
        "/// The revisions of this package's plan, by name.\npub mod rev {{\nuse {CORE}::RevisionId as Id;use {EMBEDDED}::id;"
    );
    for (revision, name) in plan.revisions.iter().zip(&names) {
        let Revision { id, message, .. } = revision;
        let doc = format!("`{id}`: {message}");
        let _ = write!(out, "#[doc={doc:?}]pub const {name}");
        if count[name.as_str()] > 1 {
            let _ = write!(out, "_{}", id.to_string().to_uppercase());
        }
        let _ = writeln!(out, ":Id=id({});", id.bits());
    }
    out.push_str("}\n");
}

/// The slug of the folder's name as a constant: `20261121093000_add_groups` gives `ADD_GROUPS`.
fn constant_name(revision: &Revision) -> String {
    let slug = revision
        .folder
        .split_once('_')
        .map_or(&*revision.folder, |(_, slug)| slug);
    let mut name: String = slug
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name == "SELF" {
        name.insert_str(0, "R_");
    }
    name
}
