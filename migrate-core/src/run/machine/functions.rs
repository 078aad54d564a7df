//! Functions of the session for a run of many revisions.

use super::ending::Then;
use super::{Phase, Run};
use crate::run::{Greeting, Reply};
use crate::sql::{self, Guarding, Lock};

/// From how many revisions on the functions are worth the message that makes them and the one that drops them.
const MANY: usize = 20;

/// Whether the session has the functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Functions {
    /// They were not made.
    None,
    /// They are there.
    Made,
    /// They may be there: they are being made, or a script may have discarded them.
    Doubtful,
}

impl Run<'_> {
    /// Begins the queue, after the functions were made if they are worth it and the session is the run's own.
    pub(super) fn prepare(&mut self) {
        let held = self.lock() == Lock::Held;
        // A driver that says nothing about its connection may talk to another session with each message.
        let own = held && self.greeting == Greeting::ClientEncoding;
        if own && self.queue.len() >= MANY && self.functions == Functions::None {
            self.functions = Functions::Doubtful;
            let text = sql::create_functions(self.plan, &self.options.tool);
            return self.execute(Phase::Preparing, text);
        }
        self.run_next();
    }

    /// Without the privilege to make them, the run goes on as a short one does.
    pub(super) fn prepared(&mut self, reply: Reply) {
        match reply {
            Reply::Rows(_) => {
                self.functions = Functions::Made;
                self.run_next();
            }
            Reply::Error(_) => {
                self.functions = Functions::None;
                self.roll_back(Then::Begin);
            }
            other => self.fail_outside("preparing the session", other),
        }
    }

    /// How the message of this script is sent, and from then on.
    pub(super) fn guarding(&mut self, script: &str) -> Guarding {
        if self.functions == Functions::Made && sql::discards(script) {
            self.functions = Functions::Doubtful;
        }
        match self.functions {
            Functions::Made => Guarding::Functions,
            Functions::None | Functions::Doubtful => Guarding::Blocks,
        }
    }

    /// What takes the functions out of the session.
    pub(super) fn dropping(&self) -> String {
        match self.functions {
            Functions::None => String::new(),
            Functions::Made | Functions::Doubtful => sql::drop_functions(),
        }
    }

    /// Whether the run holds the lock.
    pub(super) fn lock(&self) -> Lock {
        self.saved
            .as_ref()
            .map_or(Lock::NotTaken, |saved| saved.lock)
    }
}
