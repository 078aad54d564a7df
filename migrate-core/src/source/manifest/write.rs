//! The writer: one layout for `new`, `merge` and `import`.

use std::fmt::{self, Write};

use super::{Amended, Manifest};
use crate::plan::TransactionMode;

pub(super) fn write(manifest: &Manifest) -> String {
    let mut text = String::new();
    write_to(manifest, &mut text).expect("writing to a string cannot fail");
    text
}

fn write_to(manifest: &Manifest, out: &mut String) -> fmt::Result {
    let Manifest {
        id,
        parents,
        message,
        created,
        transaction,
        irreversible,
        compatible,
        lock_timeout,
        statement_timeout,
        allow,
        amended,
    } = manifest;
    let parents: Vec<_> = parents.iter().map(|p| format!("\"{p}\"")).collect();
    writeln!(out, "id = \"{id}\"")?;
    writeln!(out, "parents = [{}]", parents.join(", "))?;
    writeln!(out, "message = {}", quoted(message))?;
    writeln!(out, "created = {created}")?;
    match transaction {
        TransactionMode::Single => {}
        TransactionMode::None => writeln!(out, "transaction = \"none\"")?,
    }
    if let Some(reason) = irreversible {
        writeln!(out, "irreversible = {}", quoted(reason))?;
    }
    if let Some(compatible) = compatible {
        writeln!(out, "compatible = \"{compatible}\"")?;
    }
    if let Some(timeout) = lock_timeout {
        writeln!(out, "lock_timeout = \"{timeout}\"")?;
    }
    if let Some(timeout) = statement_timeout {
        writeln!(out, "statement_timeout = \"{timeout}\"")?;
    }
    for allow in allow {
        writeln!(out, "\n[[allow]]")?;
        writeln!(out, "rule = {}", quoted(&allow.rule))?;
        writeln!(out, "reason = {}", quoted(&allow.reason))?;
    }
    for amended in amended {
        write_amended(amended, out)?;
    }
    Ok(())
}

fn write_amended(amended: &Amended, out: &mut String) -> fmt::Result {
    let Amended {
        reason,
        at,
        up,
        down,
        manifest,
    } = amended;
    writeln!(out, "\n[[amended]]")?;
    writeln!(out, "reason = {}", quoted(reason))?;
    writeln!(out, "at = {at}")?;
    writeln!(out, "up = \"{up}\"")?;
    writeln!(out, "down = \"{down}\"")?;
    match manifest {
        Some(manifest) => writeln!(out, "manifest = \"{manifest}\""),
        None => Ok(()),
    }
}

pub(super) fn append_amended(text: &str, amended: &Amended) -> String {
    let mut out = text.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    write_amended(amended, &mut out).expect("writing to a string cannot fail");
    out
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
