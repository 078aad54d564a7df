//! One scratch database on a server, and how it is dropped on every path.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use migrate_runtime::connect::Connection;
use migrate_runtime::{Reply, Session as _, Wanted};

use super::keeper::{Connected, Keeper, OBJECT_IN_USE, identifier};
use super::server::Shared;
use super::{ScratchFailure, detach};
use crate::failure::Failure;
use crate::output;

/// A scratch database on a server.
pub(super) struct OnServer {
    name: String,
    /// The connection that created the database and drops it: nobody can drop the one that he is connected to.
    keeper: Keeper,
    shared: Arc<Shared>,
    work: Option<Connection>,
    state: State,
}

/// Whether the database is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Exists,
    Dropped,
}

impl OnServer {
    /// A database that was just created. Nobody is connected to it yet.
    pub(super) fn new(name: String, keeper: Keeper, shared: Arc<Shared>) -> Self {
        Self {
            name,
            keeper,
            shared,
            work: None,
            state: State::Exists,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The connection on which its scripts are carried out.
    pub(super) fn work_on(&mut self, work: Connection) {
        self.work = Some(work);
    }

    pub(super) fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let entered = self
            .shared
            .on_holdings(|holdings, keeper| holdings.entered(&self.name, keeper));
        match (entered, &mut self.work) {
            (Err(failure), _) => Reply::Lost(Failure::to_string(&failure)),
            (Ok(()), Some(work)) => work.send(sql, wanted),
            (Ok(()), None) => Reply::Lost("the connection was closed".to_owned()),
        }
    }

    /// Drops the database, and what its scripts have made on the server.
    ///
    /// # Errors
    ///
    /// Something is still there.
    pub(super) fn close(mut self) -> Result<(), Failure> {
        self.drop_database()
    }

    fn drop_database(&mut self) -> Result<(), Failure> {
        if self.state == State::Dropped {
            return Ok(());
        }
        // Not tried a second time by `drop`.
        self.state = State::Dropped;
        self.shared.stops.remove(&self.name);
        drop(self.work.take());
        let dropped = drop_from(&self.shared, &mut self.keeper, &self.name);
        let place = self.shared.address.to_string();
        let closed = self
            .shared
            .on_holdings(|holdings, keeper| Ok(holdings.closed(&self.name, &place, keeper)?));
        match dropped {
            Ok(()) => closed,
            Err(why) => {
                let name = self.name.clone();
                Err(ScratchFailure::NotDropped { name, place, why }.into())
            }
        }
    }
}

/// Drops a scratch database.
///
/// # Errors
///
/// Why it is still there.
fn drop_from(shared: &Shared, keeper: &mut Keeper, name: &str) -> Result<(), String> {
    let refusal = match keeper.drop_database(name, Connected::SentAway) {
        Ok(()) => return Ok(()),
        Err(refusal) => refusal,
    };
    let dropped = if refusal.is_lost() {
        // A keeper that was idle for long may have been cut off; the database is still to be dropped.
        let again = Keeper::open(&shared.address, &shared.origin);
        again
            .map_err(|error| error.to_string())
            .map(|mut again| again.drop_database(name, Connected::SentAway))?
    } else if refusal.code == OBJECT_IN_USE {
        let inside = Keeper::open(&shared.address.in_database(name), &shared.origin);
        let inside = inside.map_err(|error| error.to_string());
        let detached = inside.map(|mut inside| detach::detach(name, &mut inside))?;
        detached.and_then(|()| keeper.drop_database(name, Connected::SentAway))
    } else {
        Err(refusal)
    };
    dropped.map_err(|refusal| refusal.why)
}

impl Drop for OnServer {
    fn drop(&mut self) {
        // After a failure or a panic there is nobody to tell; the failure itself is told.
        let _left = self.drop_database();
    }
}

/// How long somebody who interrupts a second time waits for the databases to be dropped.
const LEAVING: Duration = Duration::from_secs(3);

/// Drops the databases that are still there, while the process is about to end; names those for which that takes too long.
pub(super) fn leave(shared: Arc<Shared>) {
    let mut left = shared.stops.databases();
    let (sender, dropped) = mpsc::channel();
    let (names, place) = (left.clone(), shared.address.to_string());
    thread::spawn(move || {
        let Ok(mut keeper) = Keeper::open(&shared.address, &shared.origin) else {
            return;
        };
        for name in names {
            if drop_from(&shared, &mut keeper, &name).is_ok() {
                let place = shared.address.to_string();
                let _may_be_left = shared.on_holdings::<Failure>(|holdings, keeper| {
                    Ok(holdings.closed(&name, &place, keeper)?)
                });
                let _nobody_waits = sender.send(name);
            }
        }
    });
    while !left.is_empty()
        && let Ok(name) = dropped.recv_timeout(LEAVING)
    {
        left.retain(|other| *other != name);
    }
    for name in left {
        output::beside(format_args!(
            "warning: a scratch database is left on the server of {place}; nobody needs it: DROP DATABASE {} WITH (FORCE)",
            identifier(&name)
        ));
    }
}
