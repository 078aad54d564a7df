//! Recording what a person says about an interrupted revision.

use super::ending::Then;
use super::resume::Broken;
use super::rivals::OVERTAKEN;
use super::{Phase, Run};
use crate::ledger::Resolution;
use crate::plan::{Revision, TransactionMode};
use crate::run::{Claim, Direction, Doubt, Effect, Error, Outcome, Reply};
use crate::sql::{self, Step};
use crate::state::{Named, State};
use crate::target::{Place, Target, TargetError};

/// Whether the plan's script takes the place of the recorded one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    AsRecorded,
    Adopted,
}

impl<'p> Run<'p> {
    pub(super) fn decide_resolve(
        &mut self,
        state: State,
        target: &Target,
        claim: Claim,
        reason: &str,
    ) -> Result<(), Error> {
        let position = match self.look_up(target).map_err(Error::Target)? {
            Place::At(position) => position,
            Place::Base => {
                let name = target.to_string();
                return Err(Error::Target(TargetError::Unknown { name }));
            }
        };
        let revision = self.revision_at(position);
        let named = Named::from(revision);
        let Some(broken) = self.broken() else {
            if matches!(state, State::Unmanaged { .. } | State::Foreign { .. }) {
                return Err(Error::State(Box::new(state)));
            }
            return Err(Error::NotInterrupted { revision: named });
        };
        let doubt = |doubt| Err(self.undecided(&broken, None, doubt));
        if broken.row.id != revision.id {
            return doubt(Doubt::OtherRevision { named });
        }
        self.heading = broken.direction;
        let edited = broken.direction == Direction::Up && broken.row.up != revision.digests.up;
        match claim {
            Claim::Step(step, _) if step != broken.step => {
                let named = step;
                return Err(self.undecided(&broken, None, Doubt::OtherStep { named }));
            }
            Claim::Step(..) if edited => {
                let same_kind = revision.transaction == TransactionMode::None
                    && *broken.row.parents == *revision.parents;
                if !same_kind {
                    return Err(self.undecided(&broken, None, Doubt::EditedBefore));
                }
                let id = revision.id;
                let text = sql::recorded_up(&self.plan.ledger, &self.plan.name, id);
                let reason = reason.to_owned();
                self.query(Phase::FetchingUp(Box::new(broken), claim, reason), text);
            }
            _ => self.send_resolution(&broken, revision, claim, reason, Script::AsRecorded),
        }
        Ok(())
    }

    /// The statements before the one that is spoken of were run: they must stand in the plan's script as in the recorded one.
    pub(super) fn fetched_up(&mut self, reply: Reply, broken: &Broken, claim: Claim, reason: &str) {
        let rows = match reply {
            Reply::Rows(rows) => rows,
            other => return self.fail_outside("reading the recorded up script", other),
        };
        let recorded = rows
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().next());
        let recorded = recorded.flatten().unwrap_or_default();
        let plan = self.plan;
        let suits = |revision: &&Revision| {
            let script = &revision.up;
            let statement = script.statements().get(broken.step as usize - 1);
            statement.is_some_and(|s| recorded.starts_with(&script.text[..s.start as usize]))
        };
        match plan.revision(broken.row.id).filter(suits) {
            Some(revision) => {
                self.send_resolution(broken, revision, claim, reason, Script::Adopted)
            }
            None => self.end(Err(self.undecided(broken, None, Doubt::EditedBefore))),
        }
    }

    fn send_resolution(
        &mut self,
        broken: &Broken,
        revision: &'p Revision,
        claim: Claim,
        reason: &str,
        script: Script,
    ) {
        let edited = script == Script::Adopted;
        if self.options.effect == Effect::Preview {
            return self.end(Ok(Outcome::WouldResolve {
                revision,
                claim,
                edited,
            }));
        }
        self.expect_rows();
        let step = Step {
            revision,
            direction: broken.direction,
            number: broken.step as usize,
            of: broken.of as usize,
        };
        let (plan, expected, options) = (self.plan, &self.expected, &self.options);
        let text = match claim {
            Claim::Undone => sql::abandon(plan, step, reason, expected, options),
            Claim::Step(_, resolution) => {
                let adopted = edited.then_some(&revision.up);
                sql::resolve(plan, step, resolution, adopted, reason, expected, options)
            }
        };
        self.ending = Some(Ok(Outcome::Resolved {
            revision,
            claim,
            edited,
        }));
        self.execute(Phase::Resolving, text);
    }

    pub(super) fn resolved(&mut self, reply: Reply) {
        match reply {
            // `ending` holds the success since the message was sent.
            Reply::Rows(_) => self.release(),
            Reply::Error(error)
                if error.code == sql::LEDGER_CHANGED && self.overtaken < OVERTAKEN =>
            {
                self.overtaken += 1;
                self.roll_back(Then::StandBack);
            }
            Reply::Error(error) if error.code == sql::LEDGER_BUSY => self.yield_ledger(),
            Reply::Error(error) => {
                let doing = "recording the resolution";
                self.ending = Some(Err(Error::Database { doing, error }));
                self.roll_back(Then::End);
            }
            other => self.fail_outside("recording the resolution", other),
        }
    }
}

impl Claim {
    /// The word for it, in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Step(_, Resolution::Done) => "done",
            Self::Step(_, Resolution::Retry) => "retry",
            Self::Undone => "undone",
        }
    }
}
