//! Opening a connection, in the order of attempts that the mode asks for.

use tokio_postgres::config::SslMode as DriverMode;
use tokio_postgres::{Client, Config, Connection, Socket};

use super::connector::TlsStream;
use super::{Address, ConnectError};

/// What an asynchronous connection consists of: the client, and what its own task has to poll.
pub type Opened = (Client, Connection<Socket, TlsStream<Socket>>);

impl Address {
    /// Connects the blocking driver.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    #[cfg(feature = "postgres")]
    pub fn connect(&self) -> Result<postgres::Client, ConnectError> {
        let connector = self.connector().map_err(ConnectError::File)?;
        let mut failed = None;
        for mode in self.attempts() {
            let config = postgres::Config::from(self.config_with(*mode));
            match config.connect(connector.clone()) {
                Ok(client) => return Ok(client),
                Err(error) => failed = Some(self.failed(failed, error, *mode)?),
            }
        }
        Err(ended(failed))
    }

    /// Connects the asynchronous driver. The connection has to be polled by a task of its own.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn connect_async(&self) -> Result<Opened, ConnectError> {
        let connector = self.connector().map_err(ConnectError::File)?;
        let mut failed = None;
        for mode in self.attempts() {
            let config = self.config_with(*mode);
            match config.connect(connector.clone()).await {
                Ok(opened) => return Ok(opened),
                Err(error) => failed = Some(self.failed(failed, error, *mode)?),
            }
        }
        Err(ended(failed))
    }

    fn config_with(&self, mode: DriverMode) -> Config {
        let mut config = self.config().clone();
        config.ssl_mode(mode);
        config
    }

    /// What is known after an attempt failed; an error, when another way to connect would not help.
    fn failed(
        &self,
        before: Option<(DriverMode, ConnectError)>,
        error: tokio_postgres::Error,
        mode: DriverMode,
    ) -> Result<(DriverMode, ConnectError), ConnectError> {
        let error = ConnectError::new(error, self.security());
        match before {
            // The server has no TLS: whoever did not ask for it need not know.
            Some((_, first)) if matches!(error, ConnectError::NoTls { .. }) => Err(first),
            Some((DriverMode::Disable, plain)) => Err(both(error, plain)),
            Some((_, tls)) => Err(both(tls, error)),
            None if error.is_about_tls() => Ok((mode, error)),
            None => Err(error),
        }
    }
}

fn both(tls: ConnectError, plain: ConnectError) -> ConnectError {
    // A server without TLS is asked twice in plain text, and says the same twice.
    match tls.to_string() == plain.to_string() {
        true => plain,
        false => ConnectError::Both {
            tls: Box::new(tls),
            plain: Box::new(plain),
        },
    }
}

fn ended(failed: Option<(DriverMode, ConnectError)>) -> ConnectError {
    let (_, error) = failed.expect("there is at least one attempt, and none went well");
    error
}
