//! Who is called when a run stopped: looks at what is there and takes the way out that the message names.

use migrate_runtime::{Claim, Direction, Doubt, Error, Outcome, Plan, Resolution, State};
use postgres::{Client, NoTls};
use workspace_tests::ladder::{Ladder, Rung};
use workspace_tests::witness::Witness;

/// Where a run is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// At the head.
    Up,
    /// At the first rung, whose table has the counts.
    Down,
}

impl Way {
    /// One run on this connection.
    pub(crate) fn run<'p>(self, plan: &'p Plan, client: &mut Client) -> Result<Outcome<'p>, Error> {
        match self {
            Self::Up => plan.migrator().up(client),
            Self::Down => plan.migrator().down(client, Ladder::id(1)),
        }
    }

    /// The rungs that are applied at its end.
    pub(crate) fn end(self, ladder: &Ladder) -> Vec<i64> {
        match self {
            Self::Up => ladder.rungs().map(|(number, _)| number).collect(),
            Self::Down => vec![1],
        }
    }
}

/// Runs until the end is reached: at once, or after the way out of an interrupted revision was taken.
pub(crate) fn converge(
    way: Way,
    plan: &Plan,
    ladder: &Ladder,
    url: &str,
    witness: &mut Witness,
    story: &str,
) {
    let mut client = Client::connect(url, NoTls).unwrap();
    let mut ended = way.run(plan, &mut client);
    if let Err(Error::State(state)) = &ended
        && let State::Interrupted { .. } = **state
    {
        help(plan, ladder, state, &mut client, witness, story);
        witness.agrees(ladder);
        ended = way.run(plan, &mut client);
    }
    assert!(ended.is_ok(), "{story}: the next run: {ended:?}");
    drop(client);
    witness.settle();
    witness.agrees(ladder);
    assert_eq!(witness.applied(ladder), way.end(ladder), "{story}");
    witness.nothing_is_left();
}

/// Takes the interrupted revision up again; where nothing tells whether a statement was carried out, looks and says it.
fn help(
    plan: &Plan,
    ladder: &Ladder,
    state: &State,
    client: &mut Client,
    witness: &mut Witness,
    story: &str,
) {
    let State::Interrupted {
        revision,
        direction,
        step,
        of,
        ..
    } = state
    else {
        panic!("{story}: {state:?}");
    };
    let (number, rung) = ladder.rung_of(&revision.id.to_string()).unwrap();
    assert_eq!(rung, Rung::Steps, "{story}: only these can be interrupted");
    assert!(*step >= 1 && step <= of && *of == 3, "{story}: {state:?}");
    let command = state.help().unwrap_or_default();
    assert!(
        command.contains("`cargo migrate resume`"),
        "{story}: {command}"
    );
    let resumed = match plan.migrator().resume(client) {
        Err(Error::Undecided(undecided)) => {
            assert_eq!(undecided.doubt, Doubt::Opaque, "{story}");
            assert_ne!(undecided.step, 2, "{story}: an index tells of itself");
            // Each statement leaves its trace on the way up and takes it away on the way down.
            let is_there = witness.carried_out(number, (*step).into()) == Some(true);
            let resolution = match is_there == (*direction == Direction::Up) {
                true => Resolution::Done,
                false => Resolution::Retry,
            };
            let claim = Claim::Step(*step, resolution);
            let resolved = plan
                .migrator()
                .resolve(client, revision.id, claim, "looked at it");
            assert!(resolved.is_ok(), "{story}: {resolved:?}");
            plan.migrator().resume(client)
        }
        other => other,
    };
    assert!(
        matches!(resumed, Ok(Outcome::Ran { .. })),
        "{story}: {resumed:?}"
    );
}
