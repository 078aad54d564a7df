//! TLS for the drivers.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect};

use super::binding::end_point;
use super::security::{BadFile, Security, identity, roots};
use super::verifier::{Anyone, Name, Verifier};
use super::{Address, SslMode};

/// TLS for `postgres` and `tokio-postgres`, for one [`Address`]: pass it to the driver's `connect` or `cancel_query`.
#[derive(Clone)]
pub struct Connector {
    config: Arc<ClientConfig>,
}

impl Connector {
    /// Reads the files that are needed.
    pub(super) fn new(security: &Security) -> Result<Self, BadFile> {
        let provider = Arc::new(default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has what its own default versions need")
            .dangerous();
        let without_tls = security.mode == SslMode::Disable;
        let trusted = match without_tls {
            true => None,
            false => roots(security)?,
        };
        let name = match security.mode {
            SslMode::VerifyFull => Name::Checked,
            _ => Name::Ignored,
        };
        let builder = match trusted {
            Some(trusted) => builder.with_custom_certificate_verifier(Arc::new(Verifier {
                trusted,
                name,
                algorithms,
            })),
            None => builder.with_custom_certificate_verifier(Arc::new(Anyone(algorithms))),
        };
        let config = match &security.identity {
            Some(files) if !without_tls => {
                let (chain, key) = identity(files)?;
                let config = builder.with_client_auth_cert(chain, key);
                config.map_err(|error| BadFile {
                    setting: "sslkey",
                    path: Some(files.key.clone()),
                    why: error.to_string(),
                })?
            }
            _ => builder.with_no_client_auth(),
        };
        Ok(Self {
            config: Arc::new(config),
        })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}

impl TryFrom<&Address> for Connector {
    type Error = BadFile;

    fn try_from(address: &Address) -> Result<Self, BadFile> {
        address.connector()
    }
}

impl<S> MakeTlsConnect<S> for Connector
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = TlsStream<S>;
    type TlsConnect = Handshake;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<Handshake> {
        // A socket in the file system has no name, and no TLS either; the driver asks all the same.
        let host = if host.is_empty() { "localhost" } else { host };
        let host = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        Ok(Handshake {
            connector: tokio_rustls::TlsConnector::from(Arc::clone(&self.config)),
            host,
        })
    }
}

/// A handshake that is about to begin.
pub struct Handshake {
    connector: tokio_rustls::TlsConnector,
    host: ServerName<'static>,
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        f.debug_struct("Handshake")
            .field("host", host)
            .finish_non_exhaustive()
    }
}

impl<S> TlsConnect<S> for Handshake
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = TlsStream<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<TlsStream<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let stream = self.connector.connect(self.host, stream).await?;
            Ok(TlsStream(Box::new(stream)))
        })
    }
}

/// An encrypted connection.
#[derive(Debug)]
pub struct TlsStream<S>(Box<tokio_rustls::client::TlsStream<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TlsStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TlsStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> tokio_postgres::tls::TlsStream for TlsStream<S> {
    /// `SCRAM-SHA-256-PLUS` binds the password to the server's certificate.
    fn channel_binding(&self) -> ChannelBinding {
        let (_, connection) = self.0.get_ref();
        let certificates = connection.peer_certificates().unwrap_or_default();
        match certificates
            .first()
            .and_then(|certificate| end_point(certificate))
        {
            Some(digest) => ChannelBinding::tls_server_end_point(digest),
            None => ChannelBinding::none(),
        }
    }
}
