//! The blocking driver for `postgres::Client`.

use migrate_core::run::{Reply, ServerError};
use postgres::error::{DbError, ErrorPosition};
use postgres::{Client, SimpleQueryMessage};

use crate::{Session, Wanted};

impl Session for Client {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        let sent = match wanted {
            Wanted::Rows => self.simple_query(sql).map(rows),
            Wanted::Nothing => self.batch_execute(sql).map(|()| Vec::new()),
        };
        match sent {
            Ok(rows) => Reply::Rows(rows),
            Err(error) => match error.as_db_error() {
                Some(error) => Reply::Error(Box::new(fields(error))),
                None => Reply::Lost(error.to_string()),
            },
        }
    }
}

fn rows(messages: Vec<SimpleQueryMessage>) -> Vec<Vec<Option<String>>> {
    messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        })
        .map(|row| {
            (0..row.len())
                .map(|at| row.get(at).map(str::to_owned))
                .collect()
        })
        .collect()
}

fn fields(error: &DbError) -> ServerError {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    ServerError {
        code: error.code().code().to_owned(),
        message: error.message().to_owned(),
        detail: owned(error.detail()),
        hint: owned(error.hint()),
        position: match error.position() {
            Some(ErrorPosition::Original(position)) => Some(*position),
            _ => None,
        },
        context: owned(error.where_()),
        schema: owned(error.schema()),
        table: owned(error.table()),
        column: owned(error.column()),
        constraint: owned(error.constraint()),
    }
}
