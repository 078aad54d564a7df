//! PostgreSQL's wire protocol, as far as one simple query needs it: bytes in, values out.

use std::fmt;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::{DataRowBody, ErrorFields, Message, READY_FOR_QUERY_TAG};
use postgres_protocol::message::frontend;

/// One row as text, `None` for NULL.
pub(super) type Row = Vec<Option<String>>;

/// What a server answered to one simple query, up to and with `ReadyForQuery`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The result sets in order; a statement that returns no rows has none.
    pub(super) results: Vec<ResultSet>,
    /// How many statements were executed to their end.
    pub(super) completed: u32,
    /// The error that ended the message, if one did.
    pub(super) error: Option<ServerError>,
    /// Whether a transaction was left open.
    pub(super) status: Status,
}

/// The rows of one statement.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ResultSet {
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// The transaction status that the server reports when it is ready.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Status {
    /// No transaction is open.
    #[default]
    Idle,
    /// A transaction is open.
    InTransaction,
    /// A transaction is open and failed; only a rollback is accepted.
    Failed,
}

/// The fields of an error, by their letters in the protocol: `C` the SQLSTATE, `M` the message and so on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ServerError(Vec<(u8, String)>);

impl ServerError {
    /// The field with this letter.
    pub(super) fn field(&self, letter: u8) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| *name == letter)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
impl<'t> FromIterator<(u8, &'t str)> for ServerError {
    fn from_iter<I: IntoIterator<Item = (u8, &'t str)>>(fields: I) -> Self {
        let fields = fields.into_iter();
        Self(
            fields
                .map(|(letter, text)| (letter, text.to_owned()))
                .collect(),
        )
    }
}

/// The bytes are not an answer to a simple query.
#[derive(Debug)]
pub struct BrokenAnswer(String);

impl fmt::Display for BrokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server's answer cannot be read: {}", self.0)
    }
}

impl std::error::Error for BrokenAnswer {}

impl From<std::io::Error> for BrokenAnswer {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// The message `Query` with this text.
pub(super) fn simple_query(sql: &str) -> Result<BytesMut, BrokenAnswer> {
    let mut buffer = BytesMut::with_capacity(sql.len() + 6);
    frontend::query(sql, &mut buffer)?;
    Ok(buffer)
}

/// Reads a whole answer. It must end with `ReadyForQuery`.
pub(super) fn read_answer(bytes: &[u8]) -> Result<Answer, BrokenAnswer> {
    let mut buffer = BytesMut::from(bytes);
    let mut answer = Answer::default();
    let mut ready = false;
    while let Some(message) = Message::parse(&mut buffer)? {
        // The embedded server has been seen to report readiness more than once for one message; the last one counts.
        ready = matches!(message, Message::ReadyForQuery(_));
        match message {
            Message::RowDescription(_) => answer.results.push(ResultSet::default()),
            Message::DataRow(body) => {
                let row = read_row(&body)?;
                answer
                    .results
                    .last_mut()
                    .ok_or_else(|| BrokenAnswer("a row before its description".to_owned()))?
                    .rows
                    .push(row);
            }
            Message::ErrorResponse(body) => answer.error = Some(read_fields(body.fields())?),
            Message::ReadyForQuery(body) => answer.status = read_status(body.status())?,
            Message::CommandComplete(_) => answer.completed += 1,
            Message::EmptyQueryResponse
            | Message::ParameterStatus(_)
            | Message::NoticeResponse(_)
            | Message::NotificationResponse(_) => {}
            // `COPY … TO STDOUT` sends its text whether anyone wants it or not.
            Message::CopyOutResponse(_) | Message::CopyData(_) | Message::CopyDone => {}
            _ => return Err(BrokenAnswer("an unexpected message".to_owned())),
        }
    }
    if !ready || !buffer.is_empty() {
        let tag = char::from(READY_FOR_QUERY_TAG);
        return Err(BrokenAnswer(format!(
            "it does not end with `{tag}` (ready for query)"
        )));
    }
    Ok(answer)
}

fn read_row(body: &DataRowBody) -> Result<Row, BrokenAnswer> {
    let text = body.buffer();
    let values = body
        .ranges()
        .map(|range| Ok(range.map(|range| String::from_utf8_lossy(&text[range]).into_owned())));
    Ok(values.collect()?)
}

fn read_fields(fields: ErrorFields<'_>) -> Result<ServerError, BrokenAnswer> {
    let fields = fields.map(|field| {
        let value = String::from_utf8_lossy(field.value_bytes()).into_owned();
        Ok((field.type_(), value))
    });
    Ok(ServerError(fields.collect()?))
}

fn read_status(byte: u8) -> Result<Status, BrokenAnswer> {
    match byte {
        b'I' => Ok(Status::Idle),
        b'T' => Ok(Status::InTransaction),
        b'E' => Ok(Status::Failed),
        other => Err(BrokenAnswer(format!(
            "unknown transaction status `{}`",
            other.escape_ascii()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap();
        [&[tag], &length.to_be_bytes()[..], body].concat()
    }

    #[test]
    fn an_error_keeps_its_fields_and_the_status_says_that_a_transaction_failed() {
        let bytes = [
            message(b'C', b"BEGIN\0"),
            message(
                b'E',
                b"SERROR\0C42P01\0Mrelation \"x\" does not exist\0P27\0\0",
            ),
            message(b'Z', b"E"),
        ]
        .concat();
        let answer = read_answer(&bytes).unwrap();
        let error = answer.error.unwrap();
        assert_eq!(error.field(b'C'), Some("42P01"));
        assert_eq!(error.field(b'P'), Some("27"));
        assert_eq!(error.field(b'H'), None);
        assert_eq!(answer.status, Status::Failed);
        assert_eq!(answer.completed, 1, "`BEGIN`");
    }

    #[test]
    fn rows_are_text_and_null_is_none() {
        let column = |name: &str| [name.as_bytes(), b"\0", &[0; 18]].concat();
        let bytes = [
            message(
                b'T',
                &[&2_u16.to_be_bytes()[..], &column("a"), &column("b")].concat(),
            ),
            message(b'D', b"\0\x02\0\0\0\x02hi\xff\xff\xff\xff"),
            message(b'C', b"SELECT 1\0"),
            message(b'Z', b"I"),
        ]
        .concat();
        let answer = read_answer(&bytes).unwrap();
        assert_eq!(answer.results[0].rows, [vec![Some("hi".to_owned()), None]]);
        assert_eq!(answer.status, Status::Idle);
    }

    #[test]
    fn an_answer_that_stops_before_ready_for_query_is_broken() {
        let whole = [message(b'C', b"SELECT 1\0"), message(b'Z', b"I")].concat();
        assert!(read_answer(&whole).is_ok());
        for end in 0..whole.len() {
            assert!(read_answer(&whole[..end]).is_err(), "cut at {end}");
        }
    }
}
