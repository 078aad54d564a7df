//! What has another name: given, or asked about, and never guessed.

use migrate_schema::{Rename, Snapshot};

use crate::failure::{Failure, Usage};
use crate::output::{Answer, Output};

/// The renames that were given, as they are meant between two schemas.
///
/// # Errors
///
/// One of them is no rename, or none between these two.
pub(crate) fn given(
    given: &[String],
    from: &Snapshot,
    to: &Snapshot,
) -> Result<Vec<Rename>, Failure> {
    let meant = from.renames(to, given.iter().map(String::as_str));
    meant.map_err(|refused| {
        let why = refused.to_string();
        Usage::BadRename { why }.into()
    })
}

/// The renames that were given, and those that a person confirms. Where nobody can be asked, each that looks like one is
/// named with what to give.
///
/// # Errors
///
/// As [`given`].
pub(super) fn settle(
    texts: &[String],
    from: &Snapshot,
    to: &Snapshot,
    output: &mut Output,
) -> Result<Vec<Rename>, Failure> {
    let mut renames = given(texts, from, to)?;
    let mut declined: Vec<Rename> = Vec::new();
    loop {
        let mut candidates = from.rename_candidates(to, &renames);
        candidates.retain(|one| !declined.contains(&one.rename));
        if !output.can_ask() {
            for one in candidates {
                output.warning(format_args!(
                    "{} is gone, and {} is new and has {}: if it is the same one, `--rename {}` keeps what it holds",
                    one.from, one.to, one.why, quoted(&one.rename)
                ));
            }
            return Ok(renames);
        }
        // An answer may bring others: the columns of a table that has another name.
        let Some(one) = candidates.into_iter().next() else {
            return Ok(renames);
        };
        let question = format!(
            "{} is gone, and {} is new and has {}: is it the same one under another name?",
            one.from, one.to, one.why
        );
        match output.ask(&question) {
            Answer::Yes => renames.push(one.rename),
            Answer::No => declined.push(one.rename),
        }
    }
}

/// A rename as a shell takes it.
fn quoted(rename: &Rename) -> String {
    let text = rename.to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._=-".contains(c);
    match text.chars().all(is_plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
