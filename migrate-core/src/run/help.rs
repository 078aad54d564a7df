//! The way out of each error, beside its words.

use std::time::Duration;

use super::{Busy, Cause, Direction, Error, Failure, Origin, Recorded, Remedy, ServerError};
use crate::plan::Timeout;
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
            Self::MayNotRecord { grant, .. } => Some(format!(
                "as the owner: `{grant} TO …`; `cargo migrate grants --migrator ROLE` prints all that a role needs; `fingerprint` in \
                 [package.metadata.migrate] asks for it"
            )),
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

    /// The way on from a statement that was carried out and not recorded.
    fn way_on_after(&self, step: u32) -> String {
        let id = self.revision.id;
        format!(
            "correct what the server says; statement {step} is not to be sent again: `cargo migrate resolve {id} --step {step} \
             --done --reason …`, then `cargo migrate resume`"
        )
    }
}
