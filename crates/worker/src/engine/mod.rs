//! The durable engine: claims due tasks, has them worked on, keeps their leases, and leaves what
//! it cannot finish to others.
//!
//! Nothing here knows what the work is. What must be right rests on the store: a lease that runs
//! out is due again, and a commit counts only under the lease that its work was begun with. So
//! this process may stop anywhere, at any time.

mod backoff;
mod board;
mod dispatch;
mod held;
mod job;
mod keep;
mod settings;
mod stride;
mod tasks;

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, PoisonError};

use operations::OperationError;
use operations::work::Ended;
use persistence::{Claimed, Lease};
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use backoff::backoff;
pub use board::{Board, Rules};
pub use settings::Settings;
pub use stride::{Ready, Stride};
pub use tasks::{Database, Tasks};

use held::Held;

/// Who does the work of claimed tasks.
pub trait Handler: Clone + Send + Sync + 'static {
    /// Which tasks are worked on together; each of the others has a job of its own.
    fn together(&self, task: &Claimed) -> bool;

    /// Does the work and says how each ended. An error is the store's: what was not answered
    /// for is given back.
    fn work(
        &self,
        tasks: Vec<Claimed>,
        board: Arc<Board>,
    ) -> impl Future<Output = Result<Vec<(Claimed, Ended)>, OperationError>> + Send;
}

/// Where random bits come from.
pub type Dice = Box<dyn FnMut() -> u64 + Send>;

/// One worker.
pub struct Engine<T, H> {
    shared: Arc<Shared<T, H>>,
}

/// What the loops and jobs of a worker share.
struct Shared<T, H> {
    tasks: T,
    handler: H,
    settings: Settings,
    dice: Mutex<Dice>,
    held: Held,
    places: Arc<Semaphore>,
    /// Tasks in one batch at most, as the store's answers allow.
    batch: AtomicU32,
    wake: Arc<Notify>,
    jobs: TaskTracker,
}

impl<T, H> Shared<T, H> {
    fn random(&self) -> u64 {
        (self.dice.lock().unwrap_or_else(PoisonError::into_inner))()
    }

    /// A lease that was never used before.
    fn lease(&self) -> Lease {
        Lease::new((u128::from(self.random()) << 64) | u128::from(self.random()))
    }
}

impl<T: Tasks, H: Handler> Engine<T, H> {
    /// A worker on `tasks`. `wake` is told when something may be due before it would look.
    pub fn new(tasks: T, handler: H, settings: Settings, dice: Dice, wake: Arc<Notify>) -> Self {
        let places = Arc::new(Semaphore::new(settings.jobs.max(1)));
        let batch = AtomicU32::new(settings.batch.max(1));
        let shared = Shared {
            tasks,
            handler,
            settings,
            dice: Mutex::new(dice),
            held: Held::default(),
            places,
            batch,
            wake,
            jobs: TaskTracker::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Works until `stop`. Then it claims no more, finishes what it can in the time that the
    /// settings give, and gives the rest back with its attempts.
    pub async fn run(self, stop: CancellationToken) {
        let shared = self.shared;
        let keepers = TaskTracker::new();
        let ended = CancellationToken::new();
        keepers.spawn(keep::extend(shared.clone(), ended.clone()));
        keepers.spawn(keep::beat(shared.clone(), stop.clone(), ended.clone()));
        dispatch::run(&shared, &stop).await;
        shared.jobs.close();
        if tokio::time::timeout(shared.settings.drain, shared.jobs.wait()).await.is_err() {
            tracing::warn!("work is given back unfinished");
        }
        job::give_back_all(&shared).await;
        ended.cancel();
        keepers.close();
        keepers.wait().await;
    }
}
