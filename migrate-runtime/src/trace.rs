//! The events of a run, for `tracing`. Their names are listed in the crate's documentation.

use migrate_core::run::Event;
use tracing::{info, warn};

pub(crate) fn event(event: &Event<'_>) {
    match event {
        Event::Waiting { holder, waited } => {
            let holder = holder.as_ref().map(ToString::to_string);
            info!(target: "migrate", holder, ?waited, "waiting for another run");
        }
        Event::Locked => info!(target: "migrate", "locked"),
        Event::LedgerCreated => info!(target: "migrate", "ledger created"),
        Event::Planned {
            direction,
            revisions,
        } => {
            info!(target: "migrate", %direction, revisions = revisions.len(), "planned");
        }
        Event::Started {
            direction,
            revision,
            number,
            of,
        } => {
            let (id, message) = (revision.id, &*revision.message);
            info!(target: "migrate", %direction, %id, message_of_revision = message, number, of, "started");
        }
        Event::Resuming {
            direction,
            revision,
            step,
            of,
            course,
        } => {
            info!(target: "migrate", %direction, id = %revision.id, step, of, %course, "resuming");
        }
        Event::Step { revision, step, of } => {
            info!(target: "migrate", id = %revision.id, step, of, "step");
        }
        Event::Finished {
            direction,
            revision,
            number,
            of,
            took,
        } => {
            let (id, message) = (revision.id, &*revision.message);
            info!(target: "migrate", %direction, %id, message_of_revision = message, number, of, ?took, "finished");
        }
        Event::Overtaken { revision } => warn!(target: "migrate", id = %revision.id, "overtaken"),
        Event::LockWasLost => warn!(target: "migrate", "lock was lost"),
        other => info!(target: "migrate", ?other),
    }
}
