//! The asynchronous driver for `tokio_postgres::Client`.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Waker};

use futures_core::Stream as _;
use migrate_core::run::{Greeting, Reply};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::AsyncSession;
use crate::Wanted;
use crate::answer::{PATIENCE, answer_after};

impl AsyncSession for Client {
    async fn send(&self, sql: &str, wanted: Wanted) -> Reply {
        let mut completed = 0;
        let sent = send(self, sql, wanted, &mut completed).await;
        match answer_after(sent, Some(completed)) {
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

/// Sends a message, keeps the rows that are wanted, and counts the statements that were executed: after an error, that is
/// how the statement that failed is known.
async fn send(
    client: &Client,
    sql: &str,
    wanted: Wanted,
    completed: &mut u32,
) -> Result<Vec<SimpleQueryMessage>, Error> {
    let mut messages = pin!(client.simple_query_raw(sql).await?);
    let mut rows = Vec::new();
    while let Some(message) = poll_fn(|context| messages.as_mut().poll_next(context)).await {
        match message? {
            SimpleQueryMessage::CommandComplete(_) => *completed = completed.saturating_add(1),
            row @ SimpleQueryMessage::Row(_) if wanted == Wanted::Rows => rows.push(row),
            _ => {}
        }
    }
    Ok(rows)
}

async fn is_alive(client: &Client) -> bool {
    let answered = tokio::time::timeout(PATIENCE, client.simple_query(""));
    !client.is_closed() && matches!(answered.await, Ok(Ok(_)))
}
