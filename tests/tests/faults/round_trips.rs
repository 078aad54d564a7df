//! How often a run waits for the network, counted between client and server.

use postgres::{Client, NoTls};
use workspace_tests::ladder::{Ladder, Rung};

use crate::cuts::Stage;

/// What a run costs beside its revisions: asking, the lock, reading, and the lock's release.
const AROUND: usize = 4;

#[test]
fn a_transactional_revision_takes_one_round_trip_and_nothing_pending_takes_one() {
    let mut stage = Stage::new(Ladder::new(&[Rung::Transaction; 20], 0));
    stage.witness.settle();
    let mut client = Client::connect(&stage.proxy.url(&stage.url), NoTls).unwrap();
    let mut count = |action: &mut dyn FnMut(&mut Client)| {
        stage.proxy.reset();
        action(&mut client);
        stage.proxy.requests()
    };
    let plan = &stage.plan;

    // The ledger's absence has to be understood and mended: two more, once in a database's life.
    let first = count(&mut |client| drop(plan.migrator().to(Ladder::id(1)).up(client).unwrap()));
    assert_eq!(first.len(), AROUND + 2 + 1, "{first:#?}");
    let rest = count(&mut |client| drop(plan.migrator().up(client).unwrap()));
    assert_eq!(rest.len(), AROUND + 19, "{rest:#?}");

    let nothing = count(&mut |client| drop(plan.migrator().up(client).unwrap()));
    assert_eq!(nothing.len(), 1, "{nothing:#?}");
    let state = count(&mut |client| drop(plan.require(client).unwrap()));
    assert_eq!(state.len(), 1, "{state:#?}");
}
