//! Figures for Prometheus, at an address of their own: numbers, names of lanes and routes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use operations::Operations;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::app::App;
use crate::error::bad;

/// Bounds of what is measured in seconds.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
    300.0, 3_600.0,
];
/// How long a text is good: whoever asks all the time does not keep the database busy.
const FRESH: Duration = Duration::from_secs(1);
/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where to answer with figures.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Figures {
    /// Answer at this address with figures, in the text form of Prometheus. Without a password:
    /// use an address that only the collector can reach
    #[arg(long, env = "CASEFLIGHT_METRICS", value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
}

impl Figures {
    /// Answers, if an address was given, for as long as what this returns is kept.
    pub(crate) async fn answer(self, ops: &Operations, app: &App) -> Result<JoinSet<()>> {
        let mut beside = JoinSet::new();
        let Some(address) = self.metrics else { return Ok(beside) };
        let listener = TcpListener::bind(address).await.map_err(|error| {
            bad(
                format!("cannot answer with figures at {address}: {error}"),
                "give an address that is free, such as --metrics 127.0.0.1:9464",
            )
        })?;
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)?
            .install_recorder()?;
        worker::figures::describe();
        server::describe_figures();
        let address = listener.local_addr()?;
        app.out.say(format_args!("figures are at http://{address}/metrics"));
        if !address.ip().is_loopback() {
            app.out.say("whoever can reach that address can read them: they have no password");
        }
        let source = Arc::new(Source { ops: ops.clone(), handle, last: Mutex::default() });
        let render = move || Arc::clone(&source).text();
        beside.spawn(async move {
            if let Err(error) = server::figures(listener, render).await {
                tracing::warn!(%error, "no figures any more");
            }
        });
        Ok(beside)
    }
}

/// Where the figures come from.
struct Source {
    ops: Operations,
    handle: PrometheusHandle,
    last: Mutex<Option<(Instant, String)>>,
}

impl Source {
    async fn text(self: Arc<Self>) -> String {
        let mut last = self.last.lock().await;
        if let Some((at, text)) = &*last
            && at.elapsed() < FRESH
        {
            return text.clone();
        }
        self.handle.run_upkeep();
        let gauges = match tokio::time::timeout(PATIENCE, self.ops.gauges()).await {
            Ok(Ok(gauges)) => worker::figures::text(&gauges),
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no gauges");
                worker::figures::away()
            }
            Err(_) => worker::figures::away(),
        };
        let text = self.handle.render() + &gauges;
        *last = Some((Instant::now(), text.clone()));
        text
    }
}
