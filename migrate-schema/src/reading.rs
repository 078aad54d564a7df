//! Reading a schema message by message, for who cannot wait for an answer in between.

use std::fmt;

use crate::model::Schema;
use crate::read::{Row, Unreadable};
use crate::reader::{Awaited, Next, Reader};

/// A schema that is being read: [`Reader::snapshot`], turned inside out.
///
/// ```
/// use migrate_schema::{Reader, Reading, Step};
///
/// let (mut reading, first) = Reading::begin(Reader::new(Vec::new()));
/// assert!(first.contains("server_version_num"));
/// let version = vec![vec![Some("version".into()), Some("150004".into())]];
/// let Step::Send(message) = reading.answered(version)? else {
///     unreachable!("the catalog was not asked for yet")
/// };
/// let role = vec![vec![Some("role".into()), Some("app".into())]];
/// assert!(matches!(reading.answered(role)?, Step::Read(schema) if schema.tables.is_empty()));
/// # Ok::<(), migrate_schema::Unreadable>(())
/// ```
pub struct Reading {
    reader: Reader,
    /// Nothing, once the schema is read.
    awaited: Option<Awaited>,
}

/// What follows an answer.
#[derive(Debug)]
pub enum Step {
    /// The next message, to be sent as one simple query.
    Send(String),
    /// Nothing: the schema is read.
    Read(Box<Schema>),
}

impl Reading {
    /// Begins: the first message.
    #[must_use]
    pub fn begin(reader: Reader) -> (Self, String) {
        let (awaited, message) = reader.begin();
        let awaited = Some(awaited);
        (Self { reader, awaited }, message)
    }

    /// Takes the rows of all statements of the last message.
    ///
    /// # Errors
    ///
    /// The rows are not those that were asked for.
    pub fn answered(&mut self, rows: Vec<Row>) -> Result<Step, Unreadable> {
        let Some(awaited) = self.awaited.take() else {
            return Err(Unreadable("an answer to nothing".to_owned()));
        };
        match self.reader.answered(awaited, rows)? {
            Next::Send(awaited, message) => {
                self.awaited = Some(awaited);
                Ok(Step::Send(message))
            }
            Next::Read(schema) => Ok(Step::Read(schema)),
        }
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}
