//! The embedded server as a driver of runs.

use migrate_runtime::{Reply, ServerError, Session, Wanted};

use super::Embedded;
use super::protocol::{self, Answer};

impl Session for Embedded {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        match self.exchange(sql) {
            Ok(answer) => reply(answer, wanted),
            Err(error) => Reply::Lost(error.to_string()),
        }
    }
}

fn reply(answer: Answer, wanted: Wanted) -> Reply {
    match (answer.error, wanted) {
        (Some(error), _) if ends_session(&error) => {
            Reply::Lost(error.field(b'M').unwrap_or_default().to_owned())
        }
        (Some(error), _) => Reply::Error(Box::new(server_error(&error))),
        (None, Wanted::Nothing) => Reply::Rows(Vec::new()),
        (None, Wanted::Rows) => {
            let rows = answer.results.into_iter().flat_map(|result| result.rows);
            Reply::Rows(rows.collect())
        }
    }
}

/// The field `V` is the severity in English, whatever the server's language is.
fn ends_session(error: &protocol::ServerError) -> bool {
    matches!(error.field(b'V'), Some("FATAL" | "PANIC"))
}

fn server_error(error: &protocol::ServerError) -> ServerError {
    let optional = |letter| error.field(letter).map(str::to_owned);
    let required = |letter| optional(letter).unwrap_or_default();
    ServerError {
        code: required(b'C'),
        message: required(b'M'),
        detail: optional(b'D'),
        hint: optional(b'H'),
        position: error.field(b'P').and_then(|position| position.parse().ok()),
        context: optional(b'W'),
        schema: optional(b's'),
        table: optional(b't'),
        column: optional(b'c'),
        constraint: optional(b'n'),
    }
}
