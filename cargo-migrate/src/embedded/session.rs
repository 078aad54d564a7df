//! The embedded server as a driver of runs.

use migrate_runtime::{Internal, Reply, ServerError, Session, Wanted};

use super::Embedded;
use super::protocol::{self, Answer};

impl Session for Embedded {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        // The protocol ends a text with this character, so the message cannot be made: the session is as it was.
        if sql.contains('\0') {
            return Reply::Error(Box::new(ServerError {
                message: "the text holds a NUL character and was not sent".to_owned(),
                ..ServerError::default()
            }));
        }
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
        (Some(error), _) => Reply::Error(Box::new(server_error(&error, answer.completed))),
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

fn server_error(error: &protocol::ServerError, completed: u32) -> ServerError {
    let number = |letter| error.field(letter)?.parse().ok();
    let optional = |letter| error.field(letter).map(str::to_owned);
    let required = |letter| optional(letter).unwrap_or_default();
    ServerError {
        code: required(b'C'),
        message: required(b'M'),
        detail: optional(b'D'),
        hint: optional(b'H'),
        position: number(b'P'),
        internal: number(b'p')
            .zip(optional(b'q'))
            .map(|(position, query)| Internal { query, position }),
        completed: Some(completed),
        context: optional(b'W'),
        schema: optional(b's'),
        table: optional(b't'),
        column: optional(b'c'),
        constraint: optional(b'n'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(severity: &str) -> Answer {
        let fields = [
            (b'V', severity),
            (b'C', "57P01"),
            (b'M', "terminating connection"),
        ];
        Answer {
            error: Some(fields.into_iter().collect()),
            ..Answer::default()
        }
    }

    #[test]
    fn the_severity_says_whether_the_session_goes_on() {
        for severity in ["FATAL", "PANIC"] {
            assert_eq!(
                reply(answer(severity), Wanted::Rows),
                Reply::Lost("terminating connection".to_owned())
            );
        }
        let Reply::Error(error) = reply(answer("ERROR"), Wanted::Rows) else {
            panic!("an error leaves the session as it is");
        };
        assert_eq!(error.code, "57P01");
    }
}
