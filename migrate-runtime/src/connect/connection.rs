//! A blocking connection for runs.

use std::fmt;
use std::time::Duration;

use migrate_core::run::{Greeting, Reply};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{CancelToken, Client};

use super::{Address, ConnectError, Connector};
use crate::{AsyncSession as _, Session, Wanted};

/// A blocking connection for runs: the asynchronous driver on a runtime of its own, in this thread.
///
/// It must not be used inside of another asynchronous runtime.
pub struct Connection {
    runtime: Runtime,
    client: Option<Client>,
    connection: tokio::task::JoinHandle<Result<(), tokio_postgres::Error>>,
    connector: Connector,
}

/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_secs(5);

impl Address {
    /// Connects for a run.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    ///
    /// # Panics
    ///
    /// When the operating system has no means left to wait for a socket.
    pub fn session(&self) -> Result<Connection, ConnectError> {
        let connector = self.connector().map_err(ConnectError::File)?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the operating system lets a program wait for a socket");
        let (client, connection) = runtime.block_on(self.connect_async())?;
        let connection = runtime.spawn(connection);
        Ok(Connection {
            runtime,
            client: Some(client),
            connection,
            connector,
        })
    }
}

impl Connection {
    /// What cancels the statement that the connection is at, from any thread.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        Canceller {
            token: self.client().cancel_token(),
            connector: self.connector.clone(),
        }
    }

    /// Whether the connection is known to be gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.client().is_closed()
    }

    fn client(&self) -> &Client {
        let client = self.client.as_ref();
        client.expect("only dropping the connection takes the client away")
    }
}

impl Session for Connection {
    fn greeting(&self) -> Greeting {
        self.client().greeting()
    }

    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let client = self.client();
        self.runtime.block_on(client.send(sql, wanted))
    }
}

/// Says farewell to the server, which would log a broken connection otherwise.
impl Drop for Connection {
    fn drop(&mut self) {
        drop(self.client.take());
        let connection = &mut self.connection;
        let _gone = self
            .runtime
            .block_on(async { tokio::time::timeout(FAREWELL, connection).await });
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// Cancels the statement that a [`Connection`] is at.
#[derive(Clone)]
pub struct Canceller {
    token: CancelToken,
    connector: Connector,
}

impl Canceller {
    /// Asks the server to end the statement. The request goes over a connection of its own, as safe as the one that it is about.
    ///
    /// # Errors
    ///
    /// The server cannot be reached. Whether there was a statement to end is not told.
    pub fn cancel(&self) -> Result<(), ConnectError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the operating system lets a program wait for a socket");
        let asked = self.token.cancel_query(self.connector.clone());
        runtime.block_on(asked).map_err(ConnectError::Unreachable)
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canceller").finish_non_exhaustive()
    }
}
