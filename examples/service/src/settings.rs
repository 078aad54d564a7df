//! What the environment says.

use std::env;
use std::net::SocketAddr;

use migrate_runtime::Startup;
use migrate_runtime::connect::{Address, BadAddress, Parameters};

use crate::failure::Failure;

/// Where the service listens when nobody says otherwise.
const LISTEN: &str = "127.0.0.1:8080";

/// Where to listen: `LISTEN`.
pub(crate) fn listen() -> Result<SocketAddr, Failure> {
    let text = env::var("LISTEN").unwrap_or_else(|_| LISTEN.to_owned());
    text.parse()
        .map_err(|why| Failure::Settings(format!("LISTEN has the value {text:?}: {why}")))
}

/// What to do about the database first: `DB_AUTO_MIGRATE`.
pub(crate) fn startup() -> Result<Startup, Failure> {
    Startup::from_env("DB_AUTO_MIGRATE").map_err(|error| Failure::Settings(error.to_string()))
}

/// Where the database is: `DATABASE_URL`, with everything that libpq understands in it.
pub(crate) fn database() -> Result<Address, Failure> {
    let url = env::var("DATABASE_URL")
        .map_err(|_| Failure::Settings("DATABASE_URL is not set".to_owned()))?;
    let read = || -> Result<Address, BadAddress> {
        let mut parameters: Parameters = url.parse()?;
        parameters.set_default("application_name", "service")?;
        Address::new(&parameters)
    };
    read().map_err(|error| Failure::Settings(format!("DATABASE_URL: {error}")))
}
