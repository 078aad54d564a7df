//! The schema of a live database for a run, which sends the messages itself: under its own lock.

use migrate_core::plan::LedgerName;
use migrate_core::run::{Inspected, Inspection, Inspector};
use migrate_core::source::Ignore;
use migrate_schema::{Fingerprint, Reader, Reading, Row, Schema, Step, Touched, touched};

use super::ignore::is_left_out;
use super::read::{disown, hidden, who};
use crate::settings::Settings;

/// Reads the schema as [`Live`](super::Live) does, message by message.
#[derive(Debug)]
pub(crate) struct LiveInspector {
    ledger: LedgerName,
    ignore: Vec<Ignore>,
    awaited: Awaited,
}

/// Which answer is awaited.
#[derive(Debug)]
enum Awaited {
    /// Who owns the ledger, and the server's version.
    Who,
    /// The schema; with the version.
    Schema(Reading, u32),
}

impl LiveInspector {
    /// An inspector of the database with this ledger.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            ledger: settings.project.ledger.clone(),
            ignore: settings.project.ignore.clone(),
            awaited: Awaited::Who,
        }
    }

    fn told_who(&mut self, rows: &[Row]) -> Inspection {
        let text = |at: usize| rows.first()?.get(at)?.clone();
        let version = text(1).and_then(|number| number.parse().ok());
        let (Some(role), Some(version)) = (text(0), version) else {
            return Inspection::Failed("the server does not tell who owns the ledger".to_owned());
        };
        let reader = Reader::new(hidden(&self.ledger)).in_place_of(role);
        let (reading, message) = Reading::begin(reader);
        self.awaited = Awaited::Schema(reading, version);
        Inspection::Send(message)
    }
}

impl Inspector for LiveInspector {
    fn begin(&mut self) -> String {
        self.awaited = Awaited::Who;
        who(&self.ledger)
    }

    fn answered(&mut self, rows: Vec<Row>) -> Inspection {
        match &mut self.awaited {
            Awaited::Who => self.told_who(&rows),
            Awaited::Schema(reading, version) => match reading.answered(rows) {
                Ok(Step::Send(message)) => Inspection::Send(message),
                Ok(Step::Read(schema)) => Inspection::Done(inspected(*schema, *version)),
                Err(why) => Inspection::Failed(why.to_string()),
            },
        }
    }

    fn compare(&mut self, recorded: &str, read: &Inspected) -> Result<Vec<Touched>, String> {
        let ignored = |object: &str| is_left_out(&self.ignore, object);
        touched(recorded, &read.objects, ignored).map_err(|unknown| unknown.to_string())
    }
}

fn inspected(mut schema: Schema, version: u32) -> Inspected {
    disown(&mut schema, version);
    let fingerprint = Fingerprint::of(schema);
    Inspected {
        fingerprint: fingerprint.to_string(),
        objects: fingerprint.objects().to_owned(),
        server: version / 10_000,
    }
}
