//! The asynchronous driver for `tokio_postgres::Client`.

use std::pin::pin;
use std::task::{Context, Waker};

use migrate_core::run::{Greeting, Reply};
use tokio_postgres::Client;

use super::AsyncSession;
use crate::Wanted;
use crate::answer::{PATIENCE, answer};

impl AsyncSession for Client {
    async fn send(&self, sql: &str, wanted: Wanted) -> Reply {
        let sent = match wanted {
            Wanted::Rows => self.simple_query(sql).await,
            Wanted::Nothing => self.batch_execute(sql).await.map(|()| Vec::new()),
        };
        match answer(sent) {
            Ok(reply) => reply,
            Err(doubt) => doubt.settle(is_alive(self).await),
        }
    }

    /// The driver sends `client_encoding` in the startup packet, and nobody can keep it from that.
    fn greeting(&self) -> Greeting {
        Greeting::ClientEncoding
    }

    fn leave(&self, sql: &str) {
        // The first poll puts the message behind those that were sent; the connection's own task does the rest.
        let mut sending = pin!(self.batch_execute(sql));
        let _unheard = sending
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
    }
}

async fn is_alive(client: &Client) -> bool {
    let answered = tokio::time::timeout(PATIENCE, client.simple_query(""));
    !client.is_closed() && matches!(answered.await, Ok(Ok(_)))
}
