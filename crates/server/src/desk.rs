//! What every handler is given: operations, policies, and what the desk keeps for itself.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Deref;
use std::sync::Arc;

use domain::{AgencyId, Moment};
use interchange::signature::Secrets;
use operations::{Clock, Operations, Statistics};
use thiserror::Error;
use tokio::sync::{Mutex, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::limit::{Limits, Meter};
use crate::live;
#[cfg(feature = "oidc")]
use crate::oidc::Provider;
use crate::oidc::{OidcFault, OidcSettings};
use crate::policy::{Policies, PolicyError};
use crate::press::Press;
use crate::seen::{self, SeenLog, SeenWriter};

/// Passwords checked at once: each takes 19 MiB and 30 ms.
const CHECKS: usize = 2;

/// How the desk is set up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether this is a demonstration: one can become any sample user, and every page says so.
    pub demo: bool,
}

/// The desk cannot be set up.
#[derive(Debug, Error)]
pub enum DeskError {
    /// Its policies cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The provider that people sign in by cannot be used.
    #[error(transparent)]
    Provider(#[from] OidcFault),
}

/// What every handler is given. Cheap to clone: every layer of a request does.
#[derive(Debug, Clone)]
pub struct Desk(Arc<Parts>);

impl Deref for Desk {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What a desk is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    pub(crate) ops: Operations,
    pub(crate) policies: Arc<Policies>,
    pub(crate) settings: Settings,
    /// What agencies sign their answers with.
    pub(crate) agencies: Arc<BTreeMap<AgencyId, Secrets>>,
    /// The time of sessions, tokens and the log of looks: never a simulated one.
    pub(crate) wall: Clock,
    /// Checks of passwords that may run at once.
    pub(crate) checks: Arc<Semaphore>,
    pub(crate) meter: Arc<Meter>,
    /// Windows of flights that may be planned at once.
    pub(crate) planning: Arc<Semaphore>,
    /// Statistics that were asked for lately; whoever holds the lock counts.
    pub(crate) counted: Arc<Mutex<VecDeque<Statistics>>>,
    pub(crate) seen: SeenLog,
    /// Who prints PDF; none where the program makes none.
    pub(crate) press: Option<Press>,
    provider_name: Option<Arc<str>>,
    /// Who signs people in besides the desk itself.
    #[cfg(feature = "oidc")]
    pub(crate) provider: Option<Arc<Provider>>,
    pub(crate) stop: CancellationToken,
    streams: CancellationToken,
    pulse: watch::Sender<u64>,
    seen_writer: Arc<Mutex<Option<SeenWriter>>>,
}

impl Desk {
    /// A desk over `ops`.
    pub fn new(ops: Operations, settings: Settings) -> Result<Self, DeskError> {
        let (seen, writer) = seen::new();
        Ok(Self(Arc::new(Parts {
            ops,
            policies: Arc::new(Policies::embedded()?),
            settings,
            agencies: Arc::default(),
            wall: Clock::System,
            checks: Arc::new(Semaphore::new(CHECKS)),
            meter: Arc::new(Meter::new(Limits::default())),
            planning: Arc::new(Semaphore::new(1)),
            counted: Arc::default(),
            seen,
            press: None,
            provider_name: None,
            #[cfg(feature = "oidc")]
            provider: None,
            stop: CancellationToken::new(),
            streams: CancellationToken::new(),
            pulse: watch::Sender::new(0),
            seen_writer: Arc::new(Mutex::new(Some(writer))),
        })))
    }

    /// The same desk with other parts.
    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same, at which clients may ask for so much.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        self.with(|parts| parts.meter = Arc::new(Meter::new(limits)))
    }

    /// The same, where people may also sign in by the provider of `settings`.
    #[cfg(feature = "oidc")]
    pub fn with_provider(self, settings: OidcSettings) -> Result<Self, DeskError> {
        let name = settings.name.as_str().into();
        let provider = Provider::new(settings)?;
        Ok(self.with(|parts| {
            parts.provider = Some(provider);
            parts.provider_name = Some(name);
        }))
    }

    /// Refused: this program cannot do it.
    #[cfg(not(feature = "oidc"))]
    pub fn with_provider(self, _: OidcSettings) -> Result<Self, DeskError> {
        Err(OidcFault::NotBuilt.into())
    }

    /// What people call the provider, if there is one.
    pub(crate) fn provider_name(&self) -> Option<&str> {
        self.provider_name.as_deref()
    }

    /// The same desk, which takes answers that these agencies sign with their secrets.
    #[must_use]
    pub fn with_agencies(self, secrets: BTreeMap<AgencyId, Secrets>) -> Self {
        self.with(|parts| parts.agencies = Arc::new(secrets))
    }

    /// The same desk, which also prints PDF.
    #[must_use]
    pub fn with_press(self, press: Press) -> Self {
        self.with(|parts| parts.press = Some(press))
    }

    /// Whether this is a demonstration.
    pub fn is_demo(&self) -> bool {
        self.settings.demo
    }

    /// The present, as decisions see it.
    pub(crate) fn now(&self) -> Moment {
        self.ops.clock.now()
    }

    /// The same desk, at which everything is decided and nothing is changed.
    pub(crate) fn rehearsal(&self) -> Self {
        self.clone().with(|parts| parts.ops = self.ops.rehearsal())
    }

    /// Tells open pages to look again.
    pub(crate) fn changed(&self) {
        if self.ops.is_rehearsal() {
            return;
        }
        self.pulse.send_modify(|beat| *beat = beat.wrapping_add(1));
    }

    /// How many open pages wait to be told.
    pub(crate) fn listeners(&self) -> usize {
        self.pulse.receiver_count()
    }

    /// Hears of changes from now on.
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.pulse.subscribe()
    }

    /// Starts what runs beside the answers, on `tasks`: they end when the desk stops.
    pub async fn start(&self, tasks: &TaskTracker) {
        if let Some(writer) = self.seen_writer.lock().await.take() {
            tasks.spawn(writer.run(self.ops.store.clone(), self.stop.clone()));
        }
        tasks.spawn(live::watch(self.clone()));
        tasks.spawn(live::forget(self.clone()));
    }

    /// Ends open streams.
    pub(crate) fn streams_end(&self) {
        self.streams.cancel();
    }

    /// Waits until streams are to end.
    pub(crate) fn streams_ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.streams.clone().cancelled_owned()
    }

    /// Ends what runs beside the answers.
    pub fn stop(&self) {
        self.stop.cancel();
    }
}
