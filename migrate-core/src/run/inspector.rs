//! Who reads the schema for a run: the run itself knows no catalog.

use std::fmt;

use crate::drift::Touched;
use crate::plan::Text;

/// Reads the schema message by message, and compares. The run sends the messages over its own session, so what is read is what
/// the lock of the run keeps.
///
/// `migrate-schema` has what it needs; the core and the runtime have no model of a schema.
pub trait Inspector: fmt::Debug + Send {
    /// Begins: the first message, to be sent as one simple query that changes nothing.
    fn begin(&mut self) -> String;

    /// Takes the rows of all statements of the last message.
    fn answered(&mut self, rows: Vec<Vec<Option<String>>>) -> Inspection;

    /// What differs between the recorded objects and those that were read, without what the settings leave out.
    ///
    /// # Errors
    ///
    /// What was recorded cannot be understood; why, as the end of a sentence.
    fn compare(&mut self, recorded: &str, read: &Inspected) -> Result<Vec<Touched>, String>;
}

/// What follows an answer.
#[derive(Debug)]
pub enum Inspection {
    /// The next message.
    Send(String),
    /// The schema is read.
    Done(Inspected),
    /// The rows are not those that were asked for, for this reason.
    Failed(String),
}

/// What was read of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Its fingerprint: a version, a colon and a digest.
    pub fingerprint: String,
    /// Its objects with a digest each, as text.
    pub objects: String,
    /// The server's major version: another one may write the same expression otherwise.
    pub server: u32,
}

/// What a run does with a schema that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// It ends, before it has changed anything.
    Refused,
    /// It goes on from the schema as it is, and the log says why.
    Accepted {
        /// Why.
        reason: Text,
    },
    /// It does not compare, because the caller has, or because what was interrupted is put right by hand; it records how it ends.
    NotCompared,
}
