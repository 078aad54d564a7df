//! The words of errors: facts and place, and the way out beside.

use std::fmt;
use std::time::Duration;

use crate::plan::Timeout;

use super::{
    Busy, Cause, Direction, Error, Failure, Holder, Internal, Origin, Pooling, Recorded, Remedy,
    ServerError, SourcePlace,
};
use crate::sql::{CANCELLED, INDEX_INVALID, INSUFFICIENT_PRIVILEGE};

impl Error {
    /// The way out, or `None` when the message says it all.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Target(error) => Some(error.help()),
            Self::State(state) => state.help(),
            Self::Late { state, .. } => Some(match state.help() {
                Some(help) => format!("look at the run that was to do it, or {help}"),
                None => "start again".to_owned(),
            }),
            Self::Irreversible { .. } => {
                Some("restore a backup, or go forward with a new revision: `cargo migrate new`".to_owned())
            }
            Self::Pooler { .. } => Some(
                "connect to the server itself: its own port, 5432 by default, in place of the pooler's; `pool_mode = session` \
                 for this database will do as well where `cargo migrate` can open a second connection"
                    .to_owned(),
            ),
            Self::Busy(Busy::Run { .. }) => {
                Some("wait until it ends and run this again; `--wait` sets how long this run waits by itself".to_owned())
            }
            Self::Busy(Busy::Lock(failure)) => Some(failure.help_when_busy()),
            Self::Interrupted(interruption) => Some(interruption.help()),
            Self::Busy(Busy::Rivals { .. }) => {
                Some("let one run end, then see `cargo migrate status`".to_owned())
            }
            Self::Revision(failure) => Some(failure.help()),
            Self::Database { doing, error } if error.code == INSUFFICIENT_PRIVILEGE => Some(privilege(doing)),
            Self::Database { error, .. } if is_read_only(error) => Some(
                "this is a replica, or its transactions are read-only by configuration: connect to the primary, with a role that \
                 may write"
                    .to_owned(),
            ),
            Self::Undecided(undecided) => Some(undecided.help()),
            Self::NotInterrupted { .. } => Some("see `cargo migrate status`".to_owned()),
            Self::Sealed { .. } => Some(
                "put the change into a new revision: `cargo migrate new`; `cargo migrate down` reverts a sealed one"
                    .to_owned(),
            ),
            Self::Database { .. } => None,
            Self::Lost { .. } => {
                Some("connect again and run `cargo migrate status`: it shows what is applied".to_owned())
            }
        }
    }
}

/// Which privilege is missing, by what was being done.
fn privilege(doing: &str) -> String {
    let missing = match doing {
        "creating the ledger" => {
            "the role lacks CREATE on the ledger's schema, or on the database when the schema is to be created too"
        }
        _ => "the role lacks a privilege on the ledger",
    };
    format!(
        "{missing}: `cargo migrate grants` prints the least that a role needs, `--migrator ROLE` to run, `--application ROLE` to \
         ask"
    )
}

/// Whether the server refused to write at all.
fn is_read_only(error: &ServerError) -> bool {
    // A replica refuses `BEGIN READ WRITE` as a feature that it does not have, as others are, too.
    error.code == "25006" || (error.code == "0A000" && error.message.contains("during recovery"))
}

fn again(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down TARGET",
    }
}

impl Failure {
    /// The way on after the last attempt.
    fn help_when_busy(&self) -> String {
        let again = again(self.direction);
        let first = match self.recorded {
            Recorded::Step { step, .. } => self.way_on(step),
            Recorded::Unrecorded { step, .. } => self.way_on_after(step),
            _ => format!(
                "run `cargo migrate {again}` again when the sessions that use these tables are done"
            ),
        };
        let ending = match &self.blockers[..] {
            [] => String::new(),
            [one] => format!("; `{}` ends the one in the way", one.ending()),
            [one, ..] => format!("; `{}` ends the oldest of those in the way", one.ending()),
        };
        format!(
            "{first}{ending}; `--retry-for` sets how long a revision is tried again, `lock_timeout` in revision.toml how long \
             each attempt of this one waits"
        )
    }

    /// The way on after an interruption.
    pub(super) fn help_after_interruption(&self) -> String {
        match self.recorded {
            Recorded::Nothing => {
                format!(
                    "run `cargo migrate {}` again to go on",
                    again(self.direction)
                )
            }
            Recorded::Step { step, .. } if self.remedy == Remedy::Resume => {
                let dropped = match &self.left[..] {
                    [] => "",
                    _ => "drops what is invalid and ",
                };
                format!("run `cargo migrate resume`: it {dropped}goes on with statement {step}")
            }
            _ => self.help(),
        }
    }

    /// Whether it was the `statement_timeout` that cancelled a statement, and not somebody. The server says so in its own
    /// language; in others than English the time tells.
    fn is_out_of_time(&self, error: &ServerError) -> bool {
        let timeout = Duration::from_millis(self.statement_timeout.as_millis().into());
        error.code == CANCELLED
            && self.statement_timeout != Timeout::NONE
            && (error.message.contains("statement timeout") || self.took >= timeout)
    }

    fn help(&self) -> String {
        let again = again(self.direction);
        if let (Cause::Server(error), Recorded::Nothing) = (&self.cause, self.recorded)
            && self.is_out_of_time(error)
        {
            return format!(
                "its `statement_timeout` was {}: `statement_timeout` in revision.toml sets it for this revision, \
                     `--statement-timeout` for those that do not",
                self.statement_timeout
            );
        }
        match self.recorded {
            Recorded::Nothing if self.origin == Origin::Ledger => format!(
                "the ledger keeps this script since the revision was applied: change the database so that it can run, then \
                 `cargo migrate {again}` again; or write up.sql as it was applied, for then the down.sql beside it counts \
                 and can be corrected"
            ),
            Recorded::Nothing => format!("correct {} and run `cargo migrate {again}` again", self.path),
            Recorded::Step { step, .. } => self.way_on(step),
            Recorded::Unrecorded { step, .. } => self.way_on_after(step),
            Recorded::Escaped => format!(
                "take BEGIN, COMMIT and ROLLBACK out of {}, and undo by hand what it committed",
                self.path
            ),
            Recorded::Unknown => {
                "connect again and run `cargo migrate status`: it shows whether the revision is applied".to_owned()
            }
        }
    }
}

impl Failure {
    fn way_on(&self, step: u32) -> String {
        let (id, path) = (self.revision.id, &self.path);
        let skipped = matches!(&self.cause, Cause::Server(error) if error.code == INDEX_INVALID);
        match (self.remedy, &self.left[..]) {
            _ if skipped => {
                "run `cargo migrate resume`: it drops the invalid index and builds it, or says what else has its name"
                    .to_owned()
            }
            (Remedy::Resume, []) => format!(
                "correct what the server says and run `cargo migrate resume`: it goes on with statement {step}"
            ),
            (Remedy::Resume, _) => format!(
                "correct what the server says and run `cargo migrate resume`: it drops what is invalid and goes on with \
                 statement {step}"
            ),
            (Remedy::Resolve, _) => format!(
                "correct what the server says, in {path} from statement {step} on or in the database; a statement that \
                 failed has done nothing unless it commits by itself: `cargo migrate resolve {id} --step {step} --retry \
                 --reason …`, then `cargo migrate resume`"
            ),
        }
    }
}

impl Failure {
    /// The way on from a statement that was carried out and not recorded.
    fn way_on_after(&self, step: u32) -> String {
        let id = self.revision.id;
        format!(
            "correct what the server says; statement {step} is not to be sent again: `cargo migrate resolve {id} --step {step} \
             --done --reason …`, then `cargo migrate resume`"
        )
    }
}

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
                "other runs changed the ledger each time that revision {revision} was to be run"
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
        for (name, value) in [
            ("detail", &self.detail),
            ("hint", &self.hint),
            ("table", &table),
            ("column", &self.column),
            ("constraint", &self.constraint),
            ("context", &self.context),
        ] {
            if let Some(value) = value {
                write!(f, "\n{name}: {value}")?;
            }
        }
        Ok(())
    }
}
