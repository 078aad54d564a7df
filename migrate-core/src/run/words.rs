//! The words of errors: facts and place.

use std::fmt;
use std::time::Duration;

use super::{
    Busy, Cause, Direction, Error, Failure, Holder, Internal, Origin, Pooling, Recorded,
    ServerError, SourcePlace,
};

impl SourcePlace {
    /// The path with the place, the line, and a caret below it.
    pub(super) fn show(&self, path: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\n  --> {path}:{}:{}\n{}",
            self.line,
            self.column,
            self.snippet()
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(error) => error.fmt(f),
            Self::State(state) => state.fmt(f),
            Self::Late { state, waited } => {
                write!(
                    f,
                    "waited {} for another run, and still {state}",
                    seconds(*waited)
                )
            }
            Self::Irreversible { revision, reason } => {
                write!(
                    f,
                    "revision {revision} cannot be reverted: {reason}; nothing was changed"
                )
            }
            Self::Pooler {
                revision,
                pooling,
                done,
            } => {
                write!(
                    f,
                    "revision {revision} runs outside a transaction and needs a session of its own, but "
                )?;
                f.write_str(match pooling {
                    Pooling::Proven => "a pooler shares sessions among its clients here",
                    Pooling::Possible => {
                        "a pooler opened this session, and may share it among its clients"
                    }
                })?;
                match done {
                    0 => f.write_str("; nothing was changed"),
                    done => write!(f, "; revisions done before it: {done}"),
                }
            }
            Self::Busy(busy) => busy.fmt(f),
            Self::Interrupted(interruption) => interruption.fmt(f),
            Self::Revision(failure) => failure.fmt(f),
            Self::Undecided(undecided) => undecided.fmt(f),
            Self::NotInterrupted { revision } => write!(
                f,
                "revision {revision} is not interrupted: there is nothing to resolve; nothing was changed"
            ),
            Self::Sealed { revision } => write!(
                f,
                "revision {revision} is sealed, and only drafts are done again; nothing was changed"
            ),
            Self::MayNotRecord { table, .. } => write!(
                f,
                "this role may not record what the schema is in {table}; nothing was changed"
            ),
            Self::Database { doing, error } => write!(f, "{doing} failed: {error}"),
            Self::Lost { doing, why } => write!(f, "the connection was lost while {doing}: {why}"),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run { holder, waited } => {
                match holder {
                    Some(holder) => write!(f, "another run holds the lock: {holder}")?,
                    None => f.write_str("another run holds the lock")?,
                }
                write!(f, "; waited {}; nothing was changed", seconds(*waited))
            }
            Self::Lock(failure) => failure.fmt(f),
            Self::Rivals { revision } => write!(
                f,
                "other runs changed the ledger each time that it was the turn of revision {revision}"
            ),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pid {}", self.pid)?;
        if !self.application_name.is_empty() {
            write!(f, ", {}", self.application_name)?;
        }
        match self.connected {
            Some(time) => write!(f, ", connected for {}", seconds(time)),
            None => Ok(()),
        }
    }
}

/// Whole seconds are enough for people who wait.
fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = self.place.as_ref().and_then(|place| place.statement);
        let (direction, revision) = (self.direction, &self.revision);
        match (self.recorded, self.step.or(counted)) {
            (Recorded::Unrecorded { step, of }, _) => write!(
                f,
                "statement {step} of {of} of the {direction} script of revision {revision} was carried out, and recording it failed"
            ),
            (_, Some((number, of))) => write!(
                f,
                "the {direction} script of revision {revision} failed at statement {number} of {of}"
            ),
            (_, None) => write!(f, "the {direction} script of revision {revision} failed"),
        }?;
        match &self.place {
            Some(place) => place.show(&self.path, f)?,
            None => write!(f, "\n  --> {}", self.path)?,
        }
        if self.origin == Origin::Ledger {
            f.write_str("\nnote: this is the script that the ledger recorded, not the file's")?;
        }
        match &self.cause {
            Cause::Server(error) => {
                write!(f, "\n{error}")?;
                if let Some(internal) = &error.internal {
                    quote(f, internal, self.place.as_ref())?;
                }
            }
            Cause::Lost(why) => write!(f, "\nthe connection was lost: {why}")?,
        }
        if self.attempts > 1 {
            write!(f, "\nattempts: {}", self.attempts)?;
        }
        for blocker in &self.blockers {
            write!(f, "\nin the way: {blocker}")?;
        }
        if !self.left.is_empty() {
            let (plural, verb) = match self.left.len() {
                1 => ("", "s"),
                _ => ("es", ""),
            };
            write!(
                f,
                "\nleft behind: the invalid index{plural} {}, which no query uses and which slow{verb} writing down",
                self.left.join(", ")
            )?;
        }
        f.write_str("\nrecorded: ")?;
        match self.recorded {
            Recorded::Nothing => f.write_str("nothing; the revision was rolled back"),
            Recorded::Step { step, of } | Recorded::Unrecorded { step, of } => {
                let state = match self.direction {
                    Direction::Up => "running",
                    Direction::Down => "reverting",
                };
                let done = match self.recorded {
                    Recorded::Unrecorded { .. } => "this statement and those before it are done",
                    _ => "the statements before it are done",
                };
                write!(f, "`{state} {step} of {of}`; {done}")
            }
            Recorded::Escaped => f.write_str(
                "nothing, but what the script did before it ended the transaction is kept",
            ),
            Recorded::Unknown => f.write_str("not known; the message may have been carried out"),
        }
    }
}

/// So many characters from the caret on are enough to see that two places are the same.
const WORD: usize = 8;

/// The line of a query that a function made up itself; one that stands in the script is shown there.
fn quote(
    f: &mut fmt::Formatter<'_>,
    internal: &Internal,
    place: Option<&SourcePlace>,
) -> fmt::Result {
    let characters = internal.position.saturating_sub(1) as usize;
    let found = internal.query.char_indices().nth(characters);
    let byte = found.map_or(internal.query.len(), |(byte, _)| byte);
    let inner = SourcePlace::at(&internal.query, byte);
    let rest = |place: &SourcePlace| {
        let rest = place.text.chars().skip(place.column as usize - 1);
        rest.take(WORD).collect::<String>()
    };
    // The query ends before the statement that it stands in does.
    let inner_rest = rest(&inner);
    match place.is_some_and(|place| rest(place).starts_with(&inner_rest)) {
        true => Ok(()),
        false => write!(
            f,
            "\nin its query, line {}:\n{}",
            inner.line,
            inner.snippet()
        ),
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.code.is_empty() {
            write!(f, " (SQLSTATE {})", self.code)?;
        }
        let table = match (&self.schema, &self.table) {
            (Some(schema), Some(table)) => Some(format!("{schema}.{table}")),
            _ => None,
        };
        // Where in a check of ours an error was raised says nothing about the script.
        let context = match self.code.starts_with("MG") {
            true => &None,
            false => &self.context,
        };
        for (name, value) in [
            ("detail", &self.detail),
            ("hint", &self.hint),
            ("table", &table),
            ("column", &self.column),
            ("constraint", &self.constraint),
            ("context", context),
        ] {
            if let Some(value) = value {
                write!(f, "\n{name}: {value}")?;
            }
        }
        Ok(())
    }
}
