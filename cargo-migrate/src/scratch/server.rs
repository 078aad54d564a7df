//! A server that the settings name: databases are created on it for a proof, and dropped after it.

use std::fmt;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use migrate_core::sql::INSUFFICIENT_PRIVILEGE;
use migrate_runtime::connect::Connection;
use migrate_runtime::{Reply, Session as _, Wanted};

use super::holdings::{Before, Holdings};
use super::keeper::{Connected, Keeper, OBJECT_IN_USE, Refusal, identifier};
use super::turns::{self, Hold, Matter};
use super::{ScratchFailure, detach, names, roles, stale};
use crate::database::{Address, Origin, Stop, connect, stop};
use crate::failure::Failure;
use crate::output;

/// A server on which databases may be created and dropped. The database that its address names is only connected to.
pub(super) struct Server(Arc<Shared>);

/// What its scratch databases have in common.
struct Shared {
    address: Address,
    origin: Origin,
    /// The roles that the settings want to be there.
    roles: Vec<String>,
    stops: Stops,
    desk: Mutex<Desk>,
}

/// What the scripts of a database make on the server, should they make anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Makes {
    /// Roles or databases, which are its own.
    Something,
    /// The same, beside those of the database that was used last, which they use.
    Beside,
}

/// What concerns the whole server.
#[derive(Default)]
struct Desk {
    /// Connected when the first database is created.
    keeper: Option<Keeper>,
    /// While scripts are carried out that make roles or databases.
    holdings: Option<Holdings>,
    /// How many turns that is.
    turns: u32,
}

impl Server {
    pub(super) fn new(address: Address, origin: Origin, roles: Vec<String>) -> Self {
        Self(Arc::new(Shared {
            address,
            origin,
            roles,
            stops: Stops::default(),
            desk: Mutex::default(),
        }))
    }

    /// What cancels the statements that are running in its scratch databases.
    pub(super) fn stops(&self) -> Stops {
        self.0.stops.clone()
    }

    /// What drops its scratch databases when the process is to end at once.
    pub(super) fn leaver(&self) -> impl Fn() + Send + 'static {
        let shared = Arc::downgrade(&self.0);
        move || {
            if let Some(shared) = shared.upgrade() {
                leave(shared);
            }
        }
    }

    /// Waits until no other proof carries scripts out that make roles or databases, and notes what is there before these do. Within
    /// a turn of this process, these are added to its scripts.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or is in use for too long.
    pub(super) fn begin(&self, scripts: &[&str]) -> Result<(), Failure> {
        let shared = &*self.0;
        let mut desk = shared.desk();
        let place = shared.address.to_string();
        desk.keeper(shared)?;
        let Desk {
            keeper,
            holdings,
            turns,
        } = &mut *desk;
        let Some(keeper) = keeper else { return Ok(()) };
        if let Some(holdings) = holdings {
            holdings.add(scripts);
            *turns += 1;
            return Ok(());
        }
        turns::wait(Matter::Scripts, Hold::Alone, &place, keeper)?;
        let before = roles::made(&shared.roles, keeper)
            .and_then(|own| Before::read(keeper, &own))
            .map_err(ScratchFailure::from)?;
        *holdings = Some(Holdings::new(before, scripts));
        *turns = 1;
        Ok(())
    }

    /// Lets the next proof begin.
    pub(super) fn end(&self) {
        let mut desk = self.0.desk();
        desk.turns = desk.turns.saturating_sub(1);
        if desk.turns == 0
            && desk.holdings.take().is_some()
            && let Some(keeper) = &mut desk.keeper
        {
            turns::give_back(Matter::Scripts, Hold::Alone, keeper);
        }
    }

    /// Looks at what was there before the scripts; `None` when nobody has noted it.
    pub(super) fn before<T>(&self, look: impl FnOnce(&Before) -> T) -> Option<T> {
        self.0
            .desk()
            .holdings
            .as_ref()
            .map(|holdings| look(holdings.before()))
    }

    /// Creates a database and connects to it.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or does not let us.
    pub(super) fn create(&self, makes: Makes) -> Result<OnServer, Failure> {
        let shared = &self.0;
        // A keeper of its own: two databases may be created and dropped at the same time.
        let mut keeper = Keeper::open(&shared.address, &shared.origin)?;
        shared.desk().keeper(shared)?;
        let name = names::fresh()?;
        if let Err(refusal) = keeper.run(&format!("CREATE DATABASE {}", identifier(&name))) {
            return Err(shared.refused(refusal).into());
        }
        // From here on the database is dropped with the value.
        let mut database = OnServer {
            name,
            keeper,
            shared: Arc::clone(shared),
            work: None,
            state: State::Exists,
        };
        shared.on_holdings(|holdings, keeper| match makes {
            Makes::Something => holdings.opened(&database.name, keeper),
            Makes::Beside => holdings.opened_beside(&database.name, keeper),
        })?;
        let own = shared.address.in_database(&database.name);
        let work = connect(&own, &shared.origin)?;
        shared.stops.add(&database.name, stop(&work));
        database.work = Some(work);
        Ok(database)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server of {}", self.0.address)
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with what the scripts make on the server, if they make anything.
    fn on_holdings<E: From<Failure>>(
        &self,
        act: impl FnOnce(&mut Holdings, &mut Keeper) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut desk = self.desk();
        if desk.holdings.is_some() {
            desk.keeper(self)?;
        }
        match &mut *desk {
            Desk {
                keeper: Some(keeper),
                holdings: Some(holdings),
                ..
            } => act(holdings, keeper),
            _ => Ok(()),
        }
    }

    fn refused(&self, refusal: Refusal) -> ScratchFailure {
        let (place, why) = (self.address.to_string(), refusal.why);
        match &*refusal.code {
            INSUFFICIENT_PRIVILEGE => ScratchFailure::NoRight {
                place,
                origin: self.origin.to_string(),
            },
            "" => ScratchFailure::Lost { why },
            _ => ScratchFailure::Refused { place, why },
        }
    }
}

impl Desk {
    /// Connects, takes away what runs of other days have left, and makes the roles that are wanted.
    fn keeper(&mut self, shared: &Shared) -> Result<(), Failure> {
        // Between two proofs of a watch the server may have been started anew. Within a proof a lost lock is a lost proof.
        if self.holdings.is_none()
            && let Some(keeper) = &mut self.keeper
            && keeper.run("SELECT 1").is_err()
        {
            self.keeper = None;
        }
        if self.keeper.is_none() {
            let mut keeper = Keeper::open(&shared.address, &shared.origin)?;
            stale::sweep(&mut keeper);
            if !shared.roles.is_empty() {
                roles::make(&shared.roles, &shared.address.to_string(), &mut keeper)?;
            }
            self.keeper = Some(keeper);
        }
        Ok(())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let desk = self.desk.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(keeper) = &mut desk.keeper
            && !self.roles.is_empty()
            && let Err(refusal) = roles::unmake(&self.roles, keeper)
        {
            // It does no harm, and the next proof tries again.
            output::beside(format_args!(
                "warning: the roles that `scratch` names could not be dropped from the server of {}: {}",
                self.address, refusal.why
            ));
        }
    }
}

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
fn leave(shared: Arc<Shared>) {
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

/// How the statements that are running in the scratch databases are cancelled.
#[derive(Clone, Default)]
pub(super) struct Stops(Arc<Mutex<Vec<(String, Stop)>>>);

impl Stops {
    /// Cancels them all.
    pub(super) fn tell(&self) {
        let stops: Vec<Stop> = self.list().iter().map(|(_, stop)| stop.clone()).collect();
        for stop in stops {
            stop();
        }
    }

    /// The databases that are worked in.
    fn databases(&self) -> Vec<String> {
        self.list().iter().map(|(name, _)| name.clone()).collect()
    }

    fn add(&self, name: &str, stop: Stop) {
        self.list().push((name.to_owned(), stop));
    }

    fn remove(&self, name: &str) {
        self.list().retain(|(other, _)| other != name);
    }

    fn list(&self) -> MutexGuard<'_, Vec<(String, Stop)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
