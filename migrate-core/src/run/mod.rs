//! The run: a state machine that decides what is sent to the database, and does no IO itself.
//!
//! The order of calls is a loop: [`Run::poll`] says what to do, the driver does it and gives the answer to
//! [`Run::handle`], until `poll` returns [`Action::Done`]. In between, [`Run::poll_event`] tells what happened. A driver
//! only moves text: every decision is made here, so every driver does the same.

mod action;
mod backoff;
mod blocker;
mod error;
mod event;
mod evidence;
mod exit;
mod help;
mod inspector;
mod interruption;
mod locate;
mod machine;
mod options;
mod outcome;
mod place;
mod resume;
mod script;
mod waiting;
mod words;

pub use action::{Action, Internal, Reply, ServerError};
pub use blocker::{Blocker, Who};
pub use error::{Busy, Cause, Error, Failure, Holder, Origin, Pooling, Recorded, SourcePlace};
pub use event::Event;
pub use evidence::Evidence;
pub use inspector::{Drift, Inspected, Inspection, Inspector};
pub use interruption::Interruption;
pub use locate::{byte_in_message, byte_in_statement};
pub use machine::{Run, Split};
pub use options::{Effect, Greeting, Options};
pub use outcome::{Direction, Finished, Outcome};
pub use resume::{Claim, Course, Doubt, Remedy, Undecided};
pub use script::{Assumed, script_down, script_revisions, script_up};
pub use waiting::{Next, Waiting};
