//! Connecting as libpq does: its addresses, and TLS with its `sslmode`.
//!
//! The driver alone knows neither `sslmode=verify-full` nor `sslrootcert`. [`Address`] reads a URL or `key=value` pairs with
//! libpq's parameters and connects:
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use migrate_runtime::connect::Address;
//!
//! let address: Address = std::env::var("DATABASE_URL")?.parse()?;
//! let mut client = address.connect()?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Address::session`] connects for a run alone. Beside what the blocking driver does it counts the statements of a message,
//! so that an error without a position has its line all the same; the asynchronous driver counts too.
//!
//! # What differs from libpq
//!
//! - A file that `sslrootcert` names has to be there in every mode but `disable`: libpq goes on without verification when it is
//!   missing and the mode is `require` or weaker.
//! - A certificate needs the host's name as a `subjectAltName`; the common name alone is not looked at.
//! - TLS is 1.2 or 1.3. Revocation lists, encrypted keys, GSSAPI and Kerberos are refused and not ignored.
//! - Nothing is read but the text: variables, the password file, services and files below the home directory are for the
//!   program to add, with [`Parameters::set_default`]. `cargo migrate` does.

mod address;
mod bad;
mod binding;
mod connection;
mod connector;
mod error;
mod keywords;
mod mode;
mod open;
mod parameters;
mod security;
mod values;
mod verifier;

pub use address::Address;
pub use bad::BadAddress;
pub use connection::{Canceller, Connection};
pub use connector::{Connector, Handshake, TlsStream};
pub use error::ConnectError;
pub use mode::SslMode;
pub use open::Opened;
pub use parameters::Parameters;
pub use security::BadFile;
