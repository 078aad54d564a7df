//! Connections: one that everything shares, and one for each start.

use std::sync::Arc;

use migrate_runtime::connect::{Address, ConnectError};
use tokio::sync::Mutex;
use tokio_postgres::Client;

/// Opens a connection of its own. A run takes one and gives it back to nobody.
pub(crate) async fn connect(address: &Address) -> Result<Client, ConnectError> {
    let (client, connection) = address.connect_async().await?;
    // It ends with the client, or with the server; the client then says that it is closed.
    tokio::spawn(connection);
    Ok(client)
}

/// The connection that all requests share, opened again when it was lost. A pool does the same for more than one.
pub(crate) struct Shared {
    address: Address,
    client: Mutex<Option<Arc<Client>>>,
}

impl Shared {
    pub(crate) fn new(address: Address) -> Self {
        Self {
            address,
            client: Mutex::new(None),
        }
    }

    pub(crate) async fn client(&self) -> Result<Arc<Client>, ConnectError> {
        let mut slot = self.client.lock().await;
        if let Some(client) = slot.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(connect(&self.address).await?);
        *slot = Some(Arc::clone(&client));
        Ok(client)
    }
}
