//! The proof of one revision, on a database that holds exactly what it is built on: up, down and up again.

use migrate_core::plan::{Down, Revision, Script};
use migrate_core::run::Direction;
use migrate_core::source::Problem;
use migrate_core::sql::{Ending, Opening, TRANSACTION_ENDED};
use migrate_schema::{Difference, Schema, compare};

use super::ground::Ground;
use super::stage::{Played, Raised};
use super::verdict::{self, changes, is_change};
use super::words::{Finding, Words};
use super::{RevisionProof, UpAgain, Verdict};
use crate::failure::Failure;

/// What the proof of one revision found.
pub(super) struct Found {
    pub(super) proof: RevisionProof,
    pub(super) problems: Vec<Problem>,
}

/// Proves one revision, and leaves the database with it applied; as it was, where the up fails.
///
/// # Errors
///
/// The database is lost, or somebody told the process to stop.
pub(super) fn prove<'g>(
    ground: &mut Ground<'g>,
    words: &Words<'_>,
    revision: &'g Revision,
    position: usize,
) -> Result<Found, Failure> {
    let before = ground.schema_before()?;
    let played = ground.stage().play(revision, Direction::Up, &revision.up)?;
    let mut trip = RoundTrip {
        ground,
        words,
        revision,
        position,
        problems: Vec::new(),
    };
    if let Err(raised) = played {
        match revision.up.statements() {
            [] => trip.ground.has(before),
            _ => trip.ground.abandon(),
        }
        trip.find(&Finding::UpFails(&raised));
        let verdict = Verdict::UpFails(raised.error.message);
        return Ok(trip.ends(verdict, None, Vec::new()));
    }
    trip.ground.took(position);
    let after = trip.ground.schema_before()?;
    let down = match &revision.down {
        Down::Irreversible { .. } => {
            trip.ground.has(after);
            return Ok(trip.ends(Verdict::Irreversible, None, Vec::new()));
        }
        Down::Script(down) => down,
    };
    let states = States { before, after };
    match down.statements().is_empty() && revision.up.statements().is_empty() {
        true => trip.in_transaction(down, states),
        false => trip.outside(down, states),
    }
}

/// The schema before a revision's up and after it.
struct States {
    before: Schema,
    after: Schema,
}

struct RoundTrip<'t, 'g> {
    ground: &'t mut Ground<'g>,
    words: &'t Words<'t>,
    revision: &'g Revision,
    position: usize,
    problems: Vec<Problem>,
}

impl RoundTrip<'_, '_> {
    /// The down is looked at before it is committed, so that a wrong one can be taken back.
    fn in_transaction(self, down: &Script, states: States) -> Result<Found, Failure> {
        let revision = self.revision;
        let stage = self.ground.stage();
        let transaction = (Opening::Begin, Ending::Open);
        let mut played = stage.play_in_transaction(revision, Direction::Down, down, transaction)?;
        if played.is_ok() {
            // The commit of a real down would check them; this one may never be committed.
            played = stage.check_deferred()?;
        }
        if let Err(raised) = played {
            if raised.error.code == TRANSACTION_ENDED {
                self.ground.renew()?;
            }
            self.ground.has(states.after);
            return Ok(self.down_fails(raised));
        }
        let differences = compare(&states.before, &stage.schema()?);
        if differences.is_empty() {
            if let Err(raised) = stage.commit()? {
                self.ground.has(states.after);
                return Ok(self.down_fails(raised));
            }
            let again = stage.play(revision, Direction::Up, &revision.up)?;
            return self.up_again(again, states.after, differences);
        }
        // The state after the up comes back with the rollback; until then the second up can be tried.
        let transaction = (Opening::Within, Ending::Open);
        let again =
            stage.play_in_transaction(revision, Direction::Up, &revision.up, transaction)?;
        let again = match again {
            Ok(()) => {
                let changed = changes(&states.after, &stage.schema()?);
                stage.roll_back()?;
                match changed.is_empty() {
                    true => UpAgain::Same,
                    false => UpAgain::Different,
                }
            }
            Err(raised) => UpAgain::Fails(raised.error.message),
        };
        let verdict = verdict::of(&differences);
        if !matches!(verdict, Verdict::Wrong(_)) && again != UpAgain::Same {
            // One transaction for both may be what it stumbles over: a run would have committed in between.
            return self.outside(down, states);
        }
        self.ground.has(states.after);
        Ok(self.ends(verdict, Some(again), differences))
    }

    /// The down is committed as it goes; when the database is not as it was after a second up, it is built anew.
    fn outside(self, down: &Script, states: States) -> Result<Found, Failure> {
        let revision = self.revision;
        let stage = self.ground.stage();
        if let Err(raised) = stage.play(revision, Direction::Down, down)? {
            self.ground.renew()?;
            self.ground.has(states.after);
            return Ok(self.down_fails(raised));
        }
        let differences = compare(&states.before, &stage.schema()?);
        let again = stage.play(revision, Direction::Up, &revision.up)?;
        self.up_again(again, states.after, differences)
    }

    /// After a down that was committed, and a second up.
    fn up_again(
        mut self,
        again: Played,
        after: Schema,
        differences: Vec<Difference>,
    ) -> Result<Found, Failure> {
        let verdict = verdict::of(&differences);
        let is_wrong = matches!(verdict, Verdict::Wrong(_));
        let (up_again, is_as_before) = match again {
            Err(raised) => {
                if !is_wrong {
                    self.find(&Finding::UpAgainFails(&raised));
                }
                (UpAgain::Fails(raised.error.message), false)
            }
            Ok(()) => {
                let found = compare(&after, &self.ground.stage().schema()?);
                let changed: Vec<&Difference> = found.iter().filter(|one| is_change(one)).collect();
                if !changed.is_empty() && !is_wrong {
                    self.find(&Finding::UpAgainDiffers(&changed));
                }
                let word = match changed.is_empty() {
                    true => UpAgain::Same,
                    false => UpAgain::Different,
                };
                (word, found.is_empty())
            }
        };
        if !is_as_before {
            self.ground.renew()?;
        }
        self.ground.has(after);
        Ok(self.ends(verdict, Some(up_again), differences))
    }

    fn down_fails(mut self, raised: Raised) -> Found {
        self.find(&Finding::DownFails(&raised));
        let verdict = Verdict::Fails(raised.error.message);
        self.ends(verdict, None, Vec::new())
    }

    fn find(&mut self, finding: &Finding<'_>) {
        self.problems
            .push(self.words.problem(finding, self.position));
    }

    fn ends(
        mut self,
        down: Verdict,
        up_again: Option<UpAgain>,
        differences: Vec<Difference>,
    ) -> Found {
        let proof = RevisionProof {
            id: self.revision.id,
            down,
            up_again,
            differences,
        };
        if matches!(proof.down, Verdict::Wrong(_)) {
            self.find(&Finding::NotRestored(&proof));
        }
        let problems = self.problems;
        Found { proof, problems }
    }
}
