//! A proxy between a client and a server that counts round trips and cuts the connection where it is told to.
//!
//! It understands as much of the protocol as that takes: where a message begins and ends, which of the client's messages
//! ask for an answer, and when the answer is complete. TLS it declines, so that everything is readable.

mod frame;

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use frame::Opening;

/// Where a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// At which of the client's requests, from 1.
    pub request: usize,
    /// At which moment of it.
    pub moment: Moment,
}

/// A moment in the life of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The server sees nothing of it.
    Before,
    /// The server sees the first half of its bytes.
    HalfSent,
    /// The server sees it, and nobody waits for what becomes of it.
    Underway,
    /// The server has carried it out; the client does not hear of it.
    After,
    /// The client hears the first half of the answer's bytes.
    InReply,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Before,
        Self::HalfSent,
        Self::Underway,
        Self::After,
        Self::InReply,
    ];
}

/// A proxy; it ends with the value.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    upstream: u16,
    state: Mutex<State>,
    over: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    /// The beginning of each request.
    requests: Vec<String>,
    cut: Option<Cut>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request; the moment at which it is to be cut, if it is.
    fn count(&self, text: String) -> Option<Moment> {
        let mut state = self.state();
        state.requests.push(text);
        let number = state.requests.len();
        state
            .cut
            .filter(|cut| cut.request == number)
            .map(|cut| cut.moment)
    }
}

impl Proxy {
    /// Starts a proxy for the server at this port of this machine.
    ///
    /// # Panics
    ///
    /// When there is no port to listen on.
    #[must_use]
    pub fn start(upstream: u16) -> Self {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port can be listened on");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared {
            upstream,
            state: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.over.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&accepting);
                if let Ok(client) = client {
                    // Whatever goes wrong ends this connection, and both sides notice.
                    thread::spawn(move || drop(serve(&client, &shared)));
                }
            }
        });
        Self { port, shared }
    }

    /// The address of the same database by way of the proxy.
    ///
    /// # Panics
    ///
    /// When the address does not name the server's port.
    #[must_use]
    pub fn url(&self, direct: &str) -> String {
        let (from, to) = (
            format!(":{}/", self.shared.upstream),
            format!(":{}/", self.port),
        );
        assert!(direct.contains(&from), "the address names the port");
        direct.replace(&from, &to)
    }

    /// Forgets what was counted, and where to cut.
    pub fn reset(&self) {
        *self.shared.state() = State::default();
    }

    /// Forgets what was counted, and cuts at this request from now on, of whichever connection it is.
    pub fn cut(&self, cut: Cut) {
        *self.shared.state() = State {
            requests: Vec::new(),
            cut: Some(cut),
        };
    }

    /// The beginning of each request since the last [`reset`](Self::reset) or [`cut`](Self::cut): a message that makes the
    /// server answer. That a client lets go of a prepared statement is none, because it does not wait for the answer.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.shared.state().requests.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts; it is gone already if this fails.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
    }
}

/// Serves one client to its end.
fn serve(client: &TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    client.set_nodelay(true)?;
    let startup = loop {
        match frame::opening(client)? {
            // No encryption here: the client goes on in plain text, or gives up.
            Opening::Encryption => (&mut &*client).write_all(b"N")?,
            Opening::Startup(bytes) => break bytes,
            Opening::Cancel(bytes) => return connect(shared.upstream)?.write_all(&bytes),
        }
    };
    let server = connect(shared.upstream)?;
    (&mut &server).write_all(&startup)?;
    let fate = Arc::new(Mutex::new(None));
    let answering = {
        let (client, server) = (client.try_clone()?, server.try_clone()?);
        let fate = Arc::clone(&fate);
        thread::spawn(move || {
            drop(answer(&server, &client, &fate));
            hang_up(&client, &server);
        })
    };
    let asked = ask(client, &server, shared, &fate);
    match asked {
        // The answer is still awaited, by the thread that cuts then.
        Ok(Left::Waiting) => drop(answering.join()),
        Ok(Left::Over) | Err(_) => {}
    }
    hang_up(client, &server);
    asked.map(drop)
}

/// Why no more requests are read.
enum Left {
    /// The connection was cut or is over.
    Over,
    /// The last request's answer is to be cut.
    Waiting,
}

/// Passes the client's messages on.
fn ask(
    client: &TcpStream,
    mut server: &TcpStream,
    shared: &Shared,
    fate: &Mutex<Option<Moment>>,
) -> io::Result<Left> {
    let mut closes_only = false;
    loop {
        let bytes = frame::message(client)?;
        let kind = bytes[0];
        let counted = match kind {
            b'Q' | b'F' => true,
            b'S' => !std::mem::take(&mut closes_only),
            b'C' => {
                closes_only = true;
                false
            }
            b'P' | b'B' | b'D' | b'E' => {
                closes_only = false;
                false
            }
            _ => false,
        };
        let moment = match counted {
            true => shared.count(frame::beginning(&bytes)),
            false => None,
        };
        match moment {
            None => server.write_all(&bytes)?,
            Some(Moment::Before) => return Ok(Left::Over),
            Some(Moment::HalfSent) => {
                server.write_all(&bytes[..bytes.len() / 2])?;
                return Ok(Left::Over);
            }
            Some(moment @ (Moment::Underway | Moment::After | Moment::InReply)) => {
                // Said before the server can answer.
                *fate.lock().unwrap_or_else(PoisonError::into_inner) = Some(moment);
                server.write_all(&bytes)?;
                return Ok(match moment {
                    Moment::Underway => Left::Over,
                    _ => Left::Waiting,
                });
            }
        }
    }
}

/// Passes the server's messages on, until an answer is to be cut.
fn answer(
    server: &TcpStream,
    mut client: &TcpStream,
    fate: &Mutex<Option<Moment>>,
) -> io::Result<()> {
    let mut kept = Vec::new();
    loop {
        let bytes = frame::message(server)?;
        let fate = *fate.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(moment) = fate else {
            client.write_all(&bytes)?;
            continue;
        };
        kept.extend_from_slice(&bytes);
        if bytes[0] == b'Z' {
            return match moment {
                Moment::InReply => client.write_all(&kept[..kept.len() / 2]),
                _ => Ok(()),
            };
        }
    }
}

fn connect(port: u16) -> io::Result<TcpStream> {
    let server = TcpStream::connect(("localhost", port))?;
    server.set_nodelay(true)?;
    Ok(server)
}

/// Ends both sides. One that is over already says so, which is no news.
fn hang_up(client: &TcpStream, server: &TcpStream) {
    drop(client.shutdown(Shutdown::Both));
    drop(server.shutdown(Shutdown::Both));
}
