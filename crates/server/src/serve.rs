//! Serves the desk until it is told to stop; what is being answered is finished.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::desk::Desk;
use crate::router::router;

/// How long answers in hand may take after the stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// A desk that listens.
#[derive(Debug)]
pub struct Serving {
    listener: TcpListener,
    address: SocketAddr,
}

impl Serving {
    /// Listens at `address`; port 0 finds a free one.
    pub async fn bind(address: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Answers until `stopped`; then finishes what is in hand, and notes what is still to note.
pub async fn serve(
    serving: Serving,
    desk: Desk,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let tasks = TaskTracker::new();
    desk.start(&tasks).await;
    let ending = desk.clone();
    let signal = async move {
        stopped.await;
        // Streams end first: else they would hold the answers open for ever.
        ending.streams_end();
    };
    let app = router(desk.clone());
    // Who asks is measured by where from.
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let answering = axum::serve(serving.listener, service).with_graceful_shutdown(signal);
    let stop = desk.streams_ended();
    tokio::select! {
        done = answering => done?,
        () = async { stop.await; tokio::time::sleep(PATIENCE).await } => {
            tracing::warn!("some answers were not finished");
        }
    }
    desk.stop();
    tasks.close();
    tasks.wait().await;
    Ok(())
}
