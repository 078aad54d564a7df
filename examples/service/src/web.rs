//! What the service answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio_postgres::SimpleQueryMessage;

use crate::database::Shared;
use crate::migrations::PLAN;

/// A status and a document.
struct Answer(StatusCode, Value);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Self(status, document) = self;
        let kind = [(CONTENT_TYPE, "application/json")];
        (status, kind, document.to_string()).into_response()
    }
}

/// What the answers are made from.
pub(crate) struct Service {
    pub(crate) database: Shared,
    /// Whether the start has come to its end.
    pub(crate) started: AtomicBool,
}

pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/live", get(live))
        .route("/ready", get(ready))
        .route("/notes", get(notes))
        .with_state(service)
}

/// The process runs. It does not ask the database: restarting the service would not cure that.
async fn live() -> Answer {
    Answer(StatusCode::OK, json!({ "live": true }))
}

/// Whether the service works on the database as it is now. One round trip when it is up to date.
async fn ready(State(service): State<Arc<Service>>) -> Answer {
    let not_ready = |state: &str, message: String, help: Option<String>| {
        let answer = json!({ "ready": false, "state": state, "message": message, "help": help });
        Answer(StatusCode::SERVICE_UNAVAILABLE, answer)
    };
    let client = match service.database.client().await {
        Ok(client) => client,
        Err(error) => return not_ready("unreachable", error.to_string(), None),
    };
    match PLAN.state_async(&*client).await {
        Ok(state) if state.is_accepted() && !service.started.load(Ordering::Acquire) => {
            not_ready("starting", "the service is starting".to_owned(), None)
        }
        Ok(state) if state.is_accepted() => {
            let message = state.to_string();
            let answer = json!({ "ready": true, "state": state.name(), "message": message });
            Answer(StatusCode::OK, answer)
        }
        Ok(state) => not_ready(state.name(), state.to_string(), state.help()),
        Err(error) => not_ready("unknown", error.to_string(), error.help()),
    }
}

/// What the service is for.
async fn notes(State(service): State<Arc<Service>>) -> Answer {
    let notes = async {
        let client = service
            .database
            .client()
            .await
            .map_err(|error| error.to_string())?;
        let query = client.simple_query("SELECT text FROM notes ORDER BY id LIMIT 100");
        query.await.map_err(|error| error.to_string())
    };
    match notes.await {
        Ok(messages) => {
            let notes: Vec<&str> = messages
                .iter()
                .filter_map(|message| match message {
                    SimpleQueryMessage::Row(row) => row.get(0),
                    _ => None,
                })
                .collect();
            Answer(StatusCode::OK, json!({ "notes": notes }))
        }
        Err(why) => Answer(StatusCode::SERVICE_UNAVAILABLE, json!({ "error": why })),
    }
}
