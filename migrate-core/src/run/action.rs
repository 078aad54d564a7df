//! What a driver is asked to do, and what it answers.

use std::time::Duration;

use super::{Error, Outcome};

/// What the driver has to do next.
#[derive(Debug)]
pub enum Action<'p> {
    /// Send this text as one simple-query message and answer with its rows.
    Query(String),
    /// Send this text as one simple-query message; rows that it returns are dropped.
    Execute(String),
    /// Open a second connection to the same place, send this text on it as one simple-query message, close it, and answer
    /// with its rows; or [`Reply::Alone`] when the driver cannot.
    Beside(String),
    /// Wait this long, then answer [`Reply::Waited`].
    Wait(Duration),
    /// The run is over: its lock is released and its settings are put back.
    Done(Result<Outcome<'p>, Error>),
}

/// What the driver answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The message was executed to its end. The rows of all its statements, as text; empty for [`Action::Execute`].
    Rows(Vec<Vec<Option<String>>>),
    /// The time is over.
    Waited,
    /// There is no second connection.
    Alone,
    /// The server answered with an error, and the session goes on. An error says by its severity whether it does, not by its
    /// SQLSTATE: the class 08 also comes from servers to which this one connects, and a script can raise any.
    Error(Box<ServerError>),
    /// The session is over, for this reason: the connection is gone, or the server said FATAL or PANIC. Whether the message
    /// was executed is not known.
    Lost(String),
}

/// An error of the server, field by field, as the protocol has them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerError {
    /// The SQLSTATE, five characters; empty when the driver refused to send the message.
    pub code: String,
    /// The primary message.
    pub message: String,
    /// The detail.
    pub detail: Option<String>,
    /// The hint.
    pub hint: Option<String>,
    /// The place in the message that was sent, in characters, from 1.
    pub position: Option<u32>,
    /// The query of a function in which it happened, when it is not the text that was sent.
    pub internal: Option<Internal>,
    /// How many statements of the message were executed before it, when the driver counts them.
    pub completed: Option<u32>,
    /// The context: the call stack of functions.
    pub context: Option<String>,
    /// The schema of the object in question.
    pub schema: Option<String>,
    /// The table in question.
    pub table: Option<String>,
    /// The column in question.
    pub column: Option<String>,
    /// The constraint in question.
    pub constraint: Option<String>,
}

/// A query that a function or a `DO` block ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Internal {
    /// Its text.
    pub query: String,
    /// The place in it, in characters, from 1.
    pub position: u32,
}
