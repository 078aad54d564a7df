//! The blocking driver for `postgres::Client`.

use migrate_core::run::{Greeting, Reply};
use postgres::Client;

use crate::answer::{PATIENCE, answer};
use crate::{Session, Wanted};

impl Session for Client {
    /// The driver sends `client_encoding` in the startup packet, and nobody can keep it from that.
    fn greeting(&self) -> Greeting {
        Greeting::ClientEncoding
    }

    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let sent = match wanted {
            Wanted::Rows => self.simple_query(sql),
            Wanted::Nothing => self.batch_execute(sql).map(|()| Vec::new()),
        };
        match answer(sent) {
            Ok(reply) => reply,
            Err(doubt) => doubt.settle(!self.is_closed() && self.is_valid(PATIENCE).is_ok()),
        }
    }
}
