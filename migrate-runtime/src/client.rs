//! The blocking driver for `postgres::Client`.

use std::error::Error as _;
use std::time::Duration;

use migrate_core::run::{Greeting, Reply, ServerError};
use postgres::error::{DbError, ErrorPosition, Severity};
use postgres::{Client, SimpleQueryMessage};

use crate::{Session, Wanted};

impl Session for Client {
    /// The driver sends `client_encoding` in the startup packet, and nobody can keep it from that.
    fn greeting(&self) -> Greeting {
        Greeting::ClientEncoding
    }

    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let sent = match wanted {
            Wanted::Rows => self.simple_query(sql).map(rows),
            Wanted::Nothing => self.batch_execute(sql).map(|()| Vec::new()),
        };
        match sent {
            Ok(rows) => Reply::Rows(rows),
            Err(error) => match error.as_db_error() {
                Some(error) if ends_session(error) => Reply::Lost(error.message().to_owned()),
                Some(error) => Reply::Error(Box::new(fields(error))),
                None if is_alive(self) => Reply::Error(Box::new(ServerError {
                    message: with_source(&error),
                    ..ServerError::default()
                })),
                None => Reply::Lost(with_source(&error)),
            },
        }
    }
}

fn ends_session(error: &DbError) -> bool {
    matches!(
        error.parsed_severity(),
        Some(Severity::Fatal | Severity::Panic)
    )
}

/// Whether the session answers after an error that is none of the server's: a text that cannot be sent leaves it as it is.
fn is_alive(client: &mut Client) -> bool {
    !client.is_closed() && client.is_valid(PATIENCE).is_ok()
}

/// How long a session may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(5);

fn with_source(error: &postgres::Error) -> String {
    match error.source() {
        Some(source) if !error.to_string().contains(&source.to_string()) => {
            format!("{error}: {source}")
        }
        _ => error.to_string(),
    }
}

fn rows(messages: Vec<SimpleQueryMessage>) -> Vec<Vec<Option<String>>> {
    messages
        .iter()
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

fn fields(error: &DbError) -> ServerError {
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
        context: owned(error.where_()),
        schema: owned(error.schema()),
        table: owned(error.table()),
        column: owned(error.column()),
        constraint: owned(error.constraint()),
    }
}
