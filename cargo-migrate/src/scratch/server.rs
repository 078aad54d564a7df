//! Databases on a server that the settings name: created for a proof, dropped after it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use migrate_core::sql::INSUFFICIENT_PRIVILEGE;
use migrate_runtime::connect::Connection;
use migrate_runtime::{Reply, Session as _, Wanted};

use super::ScratchFailure;
use crate::database::{Address, Origin, Stop, connect, stop};
use crate::failure::Failure;

/// How the names of scratch databases begin.
const PREFIX: &str = "cargo_migrate_scratch_";

/// A server on which databases may be created and dropped. The database that its address names is only connected to.
pub(super) struct Server {
    address: Address,
    origin: Origin,
    stops: Stops,
}

impl Server {
    pub(super) fn new(address: Address, origin: Origin) -> Self {
        Self {
            address,
            origin,
            stops: Stops::default(),
        }
    }

    /// What cancels the statements that are running in its scratch databases.
    pub(super) fn stops(&self) -> Stops {
        self.stops.clone()
    }

    /// Creates a database and connects to it.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or does not let us.
    pub(super) fn create(&self) -> Result<OnServer, Failure> {
        let name = name()?;
        let mut keeper = connect(&self.address, &self.origin)?;
        match keeper.send(&format!("CREATE DATABASE \"{name}\""), Wanted::Nothing) {
            Reply::Rows(_) | Reply::Waited | Reply::Alone => {}
            Reply::Error(error) if error.code == INSUFFICIENT_PRIVILEGE => {
                let (place, origin) = (self.address.to_string(), self.origin.to_string());
                return Err(ScratchFailure::NoRight { place, origin }.into());
            }
            Reply::Error(error) => {
                let place = self.address.to_string();
                let why = error.message;
                return Err(ScratchFailure::Refused { place, why }.into());
            }
            Reply::Lost(why) => return Err(ScratchFailure::Lost { why }.into()),
        }
        // From here on the database is dropped with the value.
        let mut database = OnServer {
            name,
            keeper,
            address: self.address.clone(),
            origin: self.origin.clone(),
            work: None,
            stops: self.stops.clone(),
            state: State::Exists,
        };
        let own = self.address.in_database(&database.name);
        let work = connect(&own, &self.origin)?;
        self.stops.add(&database.name, stop(&work));
        database.work = Some(work);
        Ok(database)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server of {}", self.address)
    }
}

/// A name that no other run chooses.
fn name() -> Result<String, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Randomness {
        why: error.to_string(),
    })?;
    Ok(format!("{PREFIX}{:016x}", u64::from_be_bytes(bytes)))
}

/// A scratch database on a server.
pub(super) struct OnServer {
    name: String,
    /// The connection that created the database and drops it: nobody can drop the one that he is connected to.
    keeper: Connection,
    address: Address,
    origin: Origin,
    work: Option<Connection>,
    stops: Stops,
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
        match &mut self.work {
            Some(work) => work.send(sql, wanted),
            None => Reply::Lost("the connection was closed".to_owned()),
        }
    }

    /// Drops the database.
    ///
    /// # Errors
    ///
    /// It is still there.
    pub(super) fn close(mut self) -> Result<(), ScratchFailure> {
        self.drop_database()
    }

    fn drop_database(&mut self) -> Result<(), ScratchFailure> {
        if self.state == State::Dropped {
            return Ok(());
        }
        // Not tried a second time by `drop`.
        self.state = State::Dropped;
        self.stops.remove(&self.name);
        drop(self.work.take());
        let why = match drop_with(&mut self.keeper, &self.name) {
            Ok(()) => return Ok(()),
            Err(Reply::Lost(_)) => {
                // A keeper that was idle for long may have been cut off; the database is still to be dropped.
                let again = connect(&self.address, &self.origin);
                match again.map(|mut keeper| drop_with(&mut keeper, &self.name)) {
                    Ok(Ok(())) => return Ok(()),
                    Ok(Err(reply)) => why(reply),
                    Err(error) => error.to_string(),
                }
            }
            Err(reply) => why(reply),
        };
        Err(ScratchFailure::NotDropped {
            name: self.name.clone(),
            place: self.address.to_string(),
            why,
        })
    }
}

/// Nobody waits for what else may be connected to it.
fn drop_with(keeper: &mut Connection, name: &str) -> Result<(), Reply> {
    // The clause came with PostgreSQL 13, and older ones stumble over it before they do anything.
    let forms = [" WITH (FORCE)", ""];
    let mut last = Reply::Alone;
    for form in forms {
        let sql = format!("DROP DATABASE IF EXISTS \"{name}\"{form}");
        match keeper.send(&sql, Wanted::Nothing) {
            Reply::Error(error) if error.code == SYNTAX_ERROR => last = Reply::Error(error),
            reply @ (Reply::Error(_) | Reply::Lost(_)) => return Err(reply),
            _ => return Ok(()),
        }
    }
    Err(last)
}

const SYNTAX_ERROR: &str = "42601";

fn why(reply: Reply) -> String {
    match reply {
        Reply::Error(error) => error.message,
        Reply::Lost(why) => why,
        Reply::Rows(_) | Reply::Waited | Reply::Alone => "it did not answer".to_owned(),
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        // After a failure or a panic there is nobody to tell; the failure itself is told.
        let _left = self.drop_database();
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
