//! The words for each state: facts and place, and the way out beside.

use std::fmt;

use super::{Compatibility, Named, State};
use crate::ledger::Resolution;
use crate::plan::Seal;

impl State {
    /// The state's name in reports: `up-to-date`, `behind`, ….
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unmanaged { .. } => "unmanaged",
            Self::UpToDate => "up-to-date",
            Self::Behind { .. } => "behind",
            Self::Ahead { .. } => "ahead",
            Self::Diverged { .. } => "diverged",
            Self::Edited { .. } => "edited",
            Self::Gap { .. } => "gap",
            Self::Interrupted { .. } => "interrupted",
            Self::Drifted { .. } => "drifted",
            Self::Foreign { .. } => "foreign",
        }
    }

    /// The way out, or `None` where there is nothing to put right.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::UpToDate => return None,
            Self::Empty | Self::Behind { .. } => "run `cargo migrate up`".to_owned(),
            Self::Unmanaged { .. } => {
                "if these objects are what a revision of the plan leaves, `cargo migrate stamp REVISION` compares and \
                 records it; otherwise use an empty database"
                    .to_owned()
            }
            Self::Ahead { head, unknown, .. } => format!(
                "after a switch of branches, go back with `git switch -` and revert there what is not wanted here: \
                 `cargo migrate down {}`; or write the lost files from the ledger: `cargo migrate recover {}`; or start an \
                 application that was built with these revisions. A revision that older applications can live with says so \
                 with `compatible` in its revision.toml",
                head.as_ref().map_or_else(|| "base".to_owned(), |head| head.id.to_string()),
                last(unknown)
            ),
            Self::Diverged { fork: None, .. } => {
                "use the database that belongs to this plan; when another package has the same plan name, give this one its \
                 own: `plan = \"…\"` in [package.metadata.migrate]"
                    .to_owned()
            }
            Self::Diverged {
                fork: Some(fork),
                unknown,
            } => format!(
                "after a switch of branches, go back with `git switch -` and revert there what is not wanted here: \
                 `cargo migrate down {}`; or keep both lines: fetch the revisions, or write them from the ledger with \
                 `cargo migrate recover {}`, and join the lines with `cargo migrate merge`",
                fork.id,
                last(unknown)
            ),
            Self::Edited {
                seal: Seal::Draft,
                back,
                beside,
                ..
            } => format!(
                "run `cargo migrate redo`: it reverts what was applied with the down.sql that was recorded, and applies the \
                 draft as it is now; or step by step: `cargo migrate down {back}`, `cargo migrate up`{}",
                also_reverted(beside)
            ),
            Self::Edited { revision, .. } => format!(
                "restore the folder {} as it was applied and put the change into a new revision: `cargo migrate new`",
                revision.folder
            ),
            Self::Gap { above, .. } => format!(
                "if what they do is there already, `cargo migrate stamp {}` compares and records it with what it is built on",
                above.id
            ),
            Self::Interrupted { step, resolution: None, .. } => format!(
                "run `cargo migrate resume`: it goes on where it can find out whether statement {step} was carried out, \
                 and says what to do where it cannot"
            ),
            Self::Interrupted { .. } => "run `cargo migrate resume`: it goes on from there".to_owned(),
            Self::Drifted { .. } => {
                "`cargo migrate verify` shows both definitions and the statements that undo it; what is wanted belongs into a \
                 revision (`cargo migrate new`), what others make is left out by [[package.metadata.migrate.ignore]], and \
                 `--accept-drift --reason \"…\"` goes on from the database as it is"
                    .to_owned()
            }
            Self::Foreign { .. } => {
                "set another `ledger` in [package.metadata.migrate], or use the version of cargo migrate that wrote it"
                    .to_owned()
            }
        };
        Some(help)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the database is empty: every revision is pending"),
            Self::Unmanaged { objects, total } => {
                write!(
                    f,
                    "the database has no ledger, but {}",
                    count(*total, "object")
                )?;
                some(f, objects, *total)
            }
            Self::UpToDate => f.write_str("the database is up to date"),
            Self::Behind { pending } => {
                write!(f, "{} not applied", counted(pending.len(), "revision"))?;
                listed(f, pending)
            }
            Self::Ahead {
                unknown,
                compatible,
                ..
            } => {
                write!(
                    f,
                    "the database is ahead of this plan by {}",
                    count(unknown.len() as u64, "revision")
                )?;
                listed(f, unknown)?;
                match compatible {
                    Compatibility::Declared => {
                        f.write_str("; they are declared compatible with it")
                    }
                    Compatibility::Undeclared { by } => {
                        write!(
                            f,
                            "; {by} does not say that this plan's application still works"
                        )
                    }
                    Compatibility::TooOld { by, oldest } => {
                        write!(f, "; {by} needs an application of {oldest} or later")
                    }
                }
            }
            Self::Diverged { fork, unknown } => {
                write!(
                    f,
                    "the database is on another line: {} that this plan does not know",
                    counted_has(unknown.len(), "revision")
                )?;
                listed(f, unknown)?;
                match fork {
                    Some(fork) => write!(f, "; the lines part after {fork}"),
                    None => f.write_str("; the lines have no revision in common"),
                }
            }
            Self::Edited {
                revision,
                recorded,
                embedded,
                ..
            } => write!(
                f,
                "revision {revision} was edited after it was applied: the ledger has {recorded}, {}/up.sql has {embedded}",
                revision.folder
            ),
            Self::Gap { missing, above } => {
                write!(f, "{} not applied", counted(missing.len(), "revision"))?;
                listed(f, missing)?;
                let them = if missing.len() == 1 { "it" } else { "them" };
                write!(f, "; but {above} is, which is built on {them}")
            }
            Self::Interrupted {
                revision,
                direction,
                step,
                of,
                resolution,
            } => write!(
                f,
                "the {direction} script of {revision} was interrupted at statement {step} of {of}: those before it are \
                 done, {}",
                match resolution {
                    None => "this one may be",
                    Some(Resolution::Done) => "and so is this one, as was recorded",
                    Some(Resolution::Retry) => "this one is to be sent again, as was recorded",
                }
            ),
            Self::Drifted { recorded, touched } => {
                write!(
                    f,
                    "the schema was changed by something else than a revision since it was recorded at {recorded}: {} differ{}",
                    count(touched.len() as u64, "object"),
                    if touched.len() == 1 { "s" } else { "" }
                )?;
                let names: Vec<String> = touched
                    .iter()
                    .take(SHOWN)
                    .map(ToString::to_string)
                    .collect();
                some(f, &names, touched.len() as u64)
            }
            Self::Foreign { why } => {
                write!(f, "the ledger is not one that this version can use: {why}")
            }
        }
    }
}

/// The one that was applied last: what it is built on comes with it.
fn last(unknown: &[Named]) -> String {
    unknown
        .last()
        .map_or_else(|| "ID".to_owned(), |revision| revision.id.to_string())
}

fn also_reverted(beside: &[Named]) -> String {
    if beside.is_empty() {
        return String::new();
    }
    let names: Vec<String> = beside.iter().map(ToString::to_string).collect();
    let others = list(&names, beside.len() as u64);
    format!(" (this reverts and applies {others} as well)")
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.id, self.message)
    }
}

fn count(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

fn counted(number: usize, noun: &str) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", count(number as u64, noun))
}

fn counted_has(number: usize, noun: &str) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb} applied", count(number as u64, noun))
}

/// How many names a sentence bears.
const SHOWN: usize = 3;

fn listed(f: &mut fmt::Formatter<'_>, revisions: &[Named]) -> fmt::Result {
    let names: Vec<String> = revisions
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect();
    some(f, &names, revisions.len() as u64)
}

fn some(f: &mut fmt::Formatter<'_>, names: &[String], total: u64) -> fmt::Result {
    write!(f, ": {}", list(names, total))
}

fn list(names: &[String], total: u64) -> String {
    let shown = names.len().min(SHOWN);
    let first = names[..shown].join(", ");
    match total.saturating_sub(shown as u64) {
        0 => first,
        rest => format!("{first} and {rest} more"),
    }
}
