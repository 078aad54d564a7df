//! After an error in a revision's message: what was rolled back, and whether it was all.

use super::ends::{Ending, ends_itself};
use super::pooler::Way;
use super::retry::{Again, Attempt};
use super::{Phase, Run};
use crate::run::{Cause, Error, Recorded, Reply, ServerError, SourcePlace};
use crate::sql;

/// A revision whose message came back with an error.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) position: usize,
    pub(super) place: Option<SourcePlace>,
    pub(super) error: Box<ServerError>,
}

/// How often the rollback is asked for: a late cancellation may hit it.
const QUESTIONS: u32 = 3;

impl Run<'_> {
    /// Rolls back, and asks whether the transaction was still the message's own.
    pub(super) fn undo(&mut self, broken: Broken) {
        self.undo_again(broken, QUESTIONS);
    }

    fn undo_again(&mut self, broken: Broken, left: u32) {
        self.query(Phase::Undoing(Box::new(broken), left - 1), sql::undo());
    }

    pub(super) fn undone(&mut self, reply: Reply, broken: Box<Broken>, left: u32) {
        match reply {
            Reply::Rows(rows) => {
                let row = rows.into_iter().next().unwrap_or_default();
                let mark = row.first().and_then(Option::as_deref);
                let recorded = match self.is_marked(&broken, mark) {
                    true => Recorded::Escaped,
                    false => Recorded::Nothing,
                };
                self.became(*broken, recorded);
            }
            Reply::Error(error) if error.code == sql::NO_TRANSACTION => {
                self.query(Phase::AskingBegun(broken), sql::begun());
            }
            Reply::Error(_) if left > 0 => self.undo_again(*broken, left),
            // An error that comes again and again: nothing can be learned from this session.
            Reply::Error(_) | Reply::Waited | Reply::Alone => {
                self.became(*broken, Recorded::Unknown)
            }
            Reply::Lost(why) => {
                let cause = Cause::Server(broken.error.clone());
                let recorded = Recorded::Unknown;
                self.ending = Some(Err(Error::Revision(Box::new(self.failure(
                    broken.position,
                    broken.place.clone(),
                    None,
                    cause,
                    recorded,
                )))));
                self.lost(Error::Lost {
                    doing: "rolling back",
                    why,
                });
            }
        }
    }

    /// There was no transaction any more, or it was never begun: a text that cannot be parsed is refused as a whole.
    pub(super) fn begun_answered(&mut self, reply: Reply, broken: Box<Broken>) {
        let recorded = match reply {
            Reply::Rows(rows) => {
                let row = rows.into_iter().next().unwrap_or_default();
                let mark = row.first().and_then(Option::as_deref);
                let shared = matches!(self.way, Way::Between | Way::Pooled);
                let ending = match is_unparsed(&broken.error) {
                    true => None,
                    false => ends_itself(&self.script_text(broken.position)),
                };
                match ending {
                    _ if self.is_marked(&broken, mark) => Recorded::Escaped,
                    // A pooler may have asked another session, which has no mark in any case.
                    Some(_) if shared => Recorded::Unknown,
                    Some(Ending::RollsBack) => Recorded::Escaped,
                    Some(Ending::Commits) | None => Recorded::Nothing,
                }
            }
            Reply::Lost(why) => {
                return self.undone(Reply::Lost(why), broken, 0);
            }
            Reply::Error(_) | Reply::Waited | Reply::Alone => Recorded::Unknown,
        };
        self.became(*broken, recorded);
    }

    fn is_marked(&self, broken: &Broken, mark: Option<&str>) -> bool {
        let id = self.revision_at(broken.position).id.to_string();
        mark == Some(&*id)
    }

    fn became(&mut self, broken: Broken, recorded: Recorded) {
        let Broken {
            position,
            place,
            error,
        } = broken;
        let recorded = match &*error.code {
            sql::TRANSACTION_ENDED => Recorded::Escaped,
            _ => recorded,
        };
        self.failed_attempt(Attempt {
            again: Again::Revision,
            position,
            place,
            step: None,
            error,
            recorded,
        });
    }
}

/// Whether the server could not parse the text, and then it has run nothing of it.
fn is_unparsed(error: &ServerError) -> bool {
    error.code == "42601" && error.context.is_none()
}
