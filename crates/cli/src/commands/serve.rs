//! `serve`: the web desk and the API, with the worker beside it.

use std::net::SocketAddr;

use anyhow::Result;
use operations::Operations;
use server::{Desk, Serving, Settings};
use tokio_util::sync::CancellationToken;

use crate::app::{App, Done};
use crate::channel::Outward;
use crate::commands::worker;
use crate::error::bad;
use crate::open::{self, Empty};

/// Where to serve, and what beside it.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    bind: String,
    /// Without the worker: others run it
    #[arg(long)]
    no_worker: bool,
    #[command(flatten)]
    outward: Outward,
}

pub(crate) async fn run(serve: Serve, app: &App) -> Result<Done> {
    let ops = open::operations_on(app, Empty::Fine).await?;
    let channel = serve.outward.open(&ops.clock).await?;
    let serving = listen(&serve.bind).await?;
    let stop = CancellationToken::new();
    let working = async {
        if !serve.no_worker {
            worker::beside(&ops, channel, stop.clone()).await?;
        }
        Ok::<_, anyhow::Error>(())
    };
    let answering = async {
        let done = answer(app, ops.clone(), serving, Settings { demo: false }).await;
        stop.cancel();
        done
    };
    let (desk, worked) = tokio::join!(answering, working);
    desk?;
    worked?;
    Ok(Done::Well)
}

/// Listens at `address`.
pub(super) async fn listen(address: &str) -> Result<Serving> {
    Serving::bind(address).await.map_err(|error| {
        bad(
            format!("cannot listen at {address}: {error}"),
            "give an address that is free, such as --bind 127.0.0.1:8081",
        )
    })
}

/// Serves the desk until somebody interrupts it.
pub(super) async fn answer(
    app: &App,
    ops: Operations,
    serving: Serving,
    settings: Settings,
) -> Result<()> {
    let address = serving.address();
    let desk = Desk::new(ops, settings)?;
    app.out.say(format!("The desk is at http://{address}; Ctrl-C ends it."));
    if !settings.demo && !address.ip().is_loopback() {
        app.out.say(
            "It does not speak TLS itself: browsers sign in only over HTTPS, so put a proxy in \
             front of it.",
        );
    }
    server::serve(serving, desk, interrupted()).await?;
    Ok(())
}

/// The address of the demonstration's desk.
pub(super) fn loopback(port: u16) -> String {
    SocketAddr::from(([127, 0, 0, 1], port)).to_string()
}

/// Comes when the program is asked to end.
async fn interrupted() {
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => (),
        () = terminated => (),
    }
}
