//! From what rust-postgres returns to what a run takes in. The blocking and the asynchronous client share their types.

use std::error::Error as _;
use std::time::Duration;

use migrate_core::run::{Internal, Reply, ServerError};

#[cfg(all(feature = "postgres", not(feature = "tokio-postgres")))]
use ::postgres as driver;
#[cfg(feature = "tokio-postgres")]
use ::tokio_postgres as driver;

use driver::SimpleQueryMessage;
use driver::error::{DbError, Error, ErrorPosition, Severity};

/// How long a session may take to say that it is there.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// An error that is none of the server's: a text that cannot be sent leaves the session as it is, a broken connection does
/// not. Only the session itself can tell.
pub(crate) struct Doubt(String);

impl Doubt {
    /// The answer, now that the session was asked.
    pub(crate) fn settle(self, alive: bool) -> Reply {
        match alive {
            true => Reply::Error(Box::new(ServerError {
                message: self.0,
                ..ServerError::default()
            })),
            false => Reply::Lost(self.0),
        }
    }
}

/// The answer to a message, from a client that keeps nothing of a message that failed.
#[cfg(feature = "postgres")]
pub(crate) fn answer(sent: Result<Vec<SimpleQueryMessage>, Error>) -> Result<Reply, Doubt> {
    answer_after(sent, None)
}

/// The answer to a message of which so many statements were executed.
pub(crate) fn answer_after(
    sent: Result<Vec<SimpleQueryMessage>, Error>,
    completed: Option<u32>,
) -> Result<Reply, Doubt> {
    match sent {
        Ok(messages) => Ok(Reply::Rows(rows(messages))),
        Err(error) => match error.as_db_error() {
            Some(error) if ends_session(error) => Ok(Reply::Lost(error.message().to_owned())),
            Some(error) => Ok(Reply::Error(Box::new(fields(error, completed)))),
            None => Err(Doubt(with_source(&error))),
        },
    }
}

fn ends_session(error: &DbError) -> bool {
    matches!(
        error.parsed_severity(),
        Some(Severity::Fatal | Severity::Panic)
    )
}

fn with_source(error: &Error) -> String {
    match error.source() {
        Some(source) if !error.to_string().contains(&source.to_string()) => {
            format!("{error}: {source}")
        }
        _ => error.to_string(),
    }
}

/// The rows; each is let go as it came, so that an answer is not twice in memory.
fn rows(messages: Vec<SimpleQueryMessage>) -> Vec<Vec<Option<String>>> {
    messages
        .into_iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        })
        .map(|row| {
            (0..row.len())
                .map(|at| row.get(at).map(str::to_owned))
                .collect()
        })
        .collect()
}

fn fields(error: &DbError, completed: Option<u32>) -> ServerError {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    ServerError {
        code: error.code().code().to_owned(),
        message: error.message().to_owned(),
        detail: owned(error.detail()),
        hint: owned(error.hint()),
        position: match error.position() {
            Some(ErrorPosition::Original(position)) => Some(*position),
            _ => None,
        },
        internal: match error.position() {
            Some(ErrorPosition::Internal { position, query }) => Some(Internal {
                query: query.clone(),
                position: *position,
            }),
            _ => None,
        },
        completed,
        context: owned(error.where_()),
        schema: owned(error.schema()),
        table: owned(error.table()),
        column: owned(error.column()),
        constraint: owned(error.constraint()),
    }
}
