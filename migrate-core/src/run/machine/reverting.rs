//! Reverting: with the plan's down scripts, or with the recorded ones of revisions that were edited since.

use super::{Phase, Run};
use crate::plan::{Down, Revision, RevisionId, Script, Steps};
use crate::run::{Direction, Error, Event, Reply};
use crate::sql;
use crate::state::Named;

impl Run<'_> {
    /// Reverts what is in the queue, with the recorded scripts where the plan has others.
    pub(super) fn revert_queue(&mut self) -> Result<(), Error> {
        // What was fetched before the ledger changed may not be what is recorded now.
        self.recorded.clear();
        let fetch = self.reversible()?;
        if fetch.is_empty() {
            self.run_queue(Direction::Down);
        } else {
            let text = sql::recorded_downs(&self.plan.ledger, &self.plan.name, &fetch);
            self.query(Phase::FetchingDowns, text);
        }
        Ok(())
    }

    /// Those of the queue whose recorded down script is needed, because another one was run than the plan has.
    fn reversible(&self) -> Result<Vec<RevisionId>, Error> {
        let mut fetch = Vec::new();
        for position in &self.queue {
            let revision = &self.plan.revisions[*position];
            let row = self.rows.iter().find(|row| row.id == revision.id);
            if row.is_some_and(|row| row.up != revision.digests.up) {
                fetch.push(revision.id);
            } else if let Down::Irreversible { reason } = &revision.down {
                return Err(irreversible(revision, reason));
            }
        }
        Ok(fetch)
    }

    pub(super) fn fetched_downs(&mut self, reply: Reply) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.fail_outside("reading the recorded down scripts", other),
        };
        for row in rows {
            let mut columns = row.into_iter();
            let mut next = || columns.next().flatten();
            let (id, script, mode, reason) = (next(), next(), next(), next());
            let Some(revision) = id
                .and_then(|id| id.parse().ok())
                .and_then(|id| self.plan.revision(id))
            else {
                continue;
            };
            match (script, mode.as_deref()) {
                (Some(text), Some("single")) => {
                    let steps = Steps::Transaction;
                    let text = text.into();
                    self.recorded.push((revision.id, Script { text, steps }));
                }
                (None, _) => {
                    let reason =
                        reason.unwrap_or_else(|| "it was applied without a down.sql".to_owned());
                    return self.end(Err(irreversible(revision, &reason)));
                }
                (Some(text), _) => match self.split_recorded(text) {
                    Some(script) => self.recorded.push((revision.id, script)),
                    None => {
                        let reason = "it was edited since, and its recorded down.sql runs outside a transaction, where \
                                      only the command line can split it into statements";
                        return self.end(Err(irreversible(revision, reason)));
                    }
                },
            }
        }
        match self.unanswered() {
            None => {
                self.tell_recorded();
                self.run_queue(Direction::Down);
            }
            // Its row went between the two messages. The plan's down is not the one of what was run.
            Some(position) => match self.count_overtaken(position) {
                Ok(()) => self.read(),
                Err(error) => self.end(Err(error)),
            },
        }
    }

    /// Tells which recorded scripts will be run.
    fn tell_recorded(&mut self) {
        let plan = self.plan;
        let recorded: Vec<_> = self
            .recorded
            .iter()
            .filter_map(|(id, script)| Some((plan.revision(*id)?, script.text.clone())))
            .collect();
        for (revision, text) in recorded {
            self.event(Event::RecordedDown { revision, text });
        }
    }

    /// The first of the queue whose recorded down script is needed and was not found.
    fn unanswered(&self) -> Option<usize> {
        let needed = self.reversible().unwrap_or_default();
        self.queue.iter().copied().find(|position| {
            let id = self.plan.revisions[*position].id;
            needed.contains(&id) && !self.recorded.iter().any(|(found, _)| *found == id)
        })
    }
}

fn irreversible(revision: &Revision, reason: &str) -> Error {
    Error::Irreversible {
        revision: Named::from(revision),
        reason: reason.to_owned(),
    }
}
