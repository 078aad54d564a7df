//! A server that the settings name: databases are created on it for a proof, and dropped after it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use migrate_core::sql::INSUFFICIENT_PRIVILEGE;

use super::holdings::{Before, Holdings};
use super::keeper::{Keeper, Refusal, identifier};
use super::on_server::{OnServer, leave};
use super::stops::Stops;
use super::turns::{self, Hold, Matter};
use super::{ScratchFailure, names, roles, stale};
use crate::database::{Address, Origin, connect, stop};
use crate::failure::Failure;
use crate::output;

/// A server on which databases may be created and dropped. The database that its address names is only connected to.
pub(super) struct Server(Arc<Shared>);

/// What its scratch databases have in common.
pub(super) struct Shared {
    pub(super) address: Address,
    pub(super) origin: Origin,
    /// The roles that the settings want to be there.
    roles: Vec<String>,
    pub(super) stops: Stops,
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
        let mut database = OnServer::new(name, keeper, Arc::clone(shared));
        shared.on_holdings(|holdings, keeper| match makes {
            Makes::Something => holdings.opened(database.name(), keeper),
            Makes::Beside => holdings.opened_beside(database.name(), keeper),
        })?;
        let own = shared.address.in_database(database.name());
        let work = connect(&own, &shared.origin)?;
        shared.stops.add(database.name(), stop(&work));
        database.work_on(work);
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
    pub(super) fn on_holdings<E: From<Failure>>(
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
