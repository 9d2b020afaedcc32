//! `serve`: the web desk and the API, with the worker beside it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Result;
use domain::AgencyId;
use interchange::signature::Secrets;
use operations::Operations;
use server::{Desk, HeaderName, Limits, Serving, Settings};
use tokio_util::sync::CancellationToken;

use crate::app::{App, Done};
use crate::channel::Outward;
use crate::commands::provider::Provider;
use crate::commands::worker;
use crate::error::{bad, file};
use crate::figures::Figures;
use crate::open::{self, Empty};
use crate::paper::{self, FontFolders};

/// Where to serve, and what beside it.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    bind: String,
    /// Without the worker: others run it
    #[arg(long)]
    no_worker: bool,
    /// Requests a second that one client may make; 0 for any number
    #[arg(long, env = "CASEFLIGHT_REQUESTS_PER_SECOND", default_value_t = 100, value_name = "N")]
    requests_per_second: u32,
    /// Header in which the proxy in front says who asks, such as x-forwarded-for
    #[arg(long, env = "CASEFLIGHT_CLIENT_HEADER", value_name = "NAME")]
    client_header: Option<HeaderName>,
    #[command(flatten)]
    provider: Provider,
    /// Take answers that agencies sign themselves: DIR/AGENCY.secrets has the secrets (`whsec_…`)
    /// of each, one a line, the newest first
    #[arg(long, value_name = "DIR")]
    agency_secrets: Option<PathBuf>,
    #[command(flatten)]
    outward: Outward,
    #[command(flatten)]
    fonts: FontFolders,
    #[command(flatten)]
    figures: Figures,
}

pub(crate) async fn run(serve: Serve, app: &App) -> Result<Done> {
    let ops = open::operations_on(app, Empty::Fine).await?;
    let channel = serve.outward.open(&ops.clock).await?;
    let agencies = match &serve.agency_secrets {
        Some(dir) => agencies(dir, &ops)?,
        None => BTreeMap::new(),
    };
    let limits = Limits {
        requests_per_second: Some(serve.requests_per_second),
        client_header: serve.client_header,
    };
    let desk = Desk::new(ops.clone(), Settings { demo: false })?.with_limits(limits);
    let desk = paper::at(serve.provider.at(desk)?, &serve.fonts)?;
    let mut beside = serve.figures.answer(&ops, app).await?;
    let serving = listen(&serve.bind, "--bind 127.0.0.1:8081").await?;
    let stop = CancellationToken::new();
    let working = async {
        if !serve.no_worker {
            worker::beside(&ops, channel, stop.clone()).await?;
        }
        Ok::<_, anyhow::Error>(())
    };
    let answering = async {
        let desk = desk.with_agencies(agencies);
        let done = answer(app, desk, serving).await;
        stop.cancel();
        done
    };
    let (desk, worked) = tokio::join!(answering, working);
    beside.shutdown().await;
    desk?;
    worked?;
    Ok(Done::Well)
}

/// Listens at `address`.
pub(super) async fn listen(address: &str, instead: &str) -> Result<Serving> {
    Serving::bind(address).await.map_err(|error| {
        let hint = format!("give an address that is free, such as {instead}");
        bad(format!("cannot listen at {address}: {error}"), hint)
    })
}

/// The secrets of every agency that has a file in `dir`.
fn agencies(dir: &Path, ops: &Operations) -> Result<BTreeMap<AgencyId, Secrets>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(dir).map_err(|error| file(dir, error))? {
        let path = entry.map_err(|error| file(dir, error))?.path();
        if path.extension().is_none_or(|end| end != "secrets") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let known = AgencyId::new(&name).ok().filter(|id| ops.rules.country_of(id).is_some());
        let Some(agency) = known else {
            let next =
                "call the file as the rulebook calls the agency, such as gtm_migracion.secrets";
            return Err(bad(format!("{} is of no agency of the rulebook", path.display()), next));
        };
        let text = std::fs::read_to_string(&path).map_err(|error| file(&path, error))?;
        let secrets = Secrets::parse(&text).map_err(|fault| {
            bad(format!("{} cannot be used: {fault}", path.display()), "see 'serve --help'")
        })?;
        all.insert(agency, secrets);
    }
    Ok(all)
}

/// Serves the desk until somebody interrupts it.
pub(super) async fn answer(app: &App, desk: Desk, serving: Serving) -> Result<()> {
    let address = serving.address();
    app.out.say(format!("The desk is at http://{address}; Ctrl-C ends it."));
    if !desk.is_demo() && !address.ip().is_loopback() {
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
