//! What can be read off the system at one moment: for whoever collects figures.

use jiff::Timestamp;
use persistence::{Backlog, Sizes, TableHealth};

use crate::work::{LaneShown, is_at_work};
use crate::{OperationError, Operations};

/// The system at one moment. It names lanes and nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauges {
    /// When.
    pub at: Timestamp,
    /// Every lane with tasks.
    pub lanes: Vec<LaneShown>,
    /// Workers that are there and claim.
    pub workers: usize,
    /// What waits beside tasks.
    pub backlog: Backlog,
    /// How the table of tasks does.
    pub health: TableHealth,
    /// What the database takes up.
    pub sizes: Sizes,
}

impl Operations {
    /// Reads the gauges. They are few short questions, however many cases there are.
    pub async fn gauges(&self) -> Result<Gauges, OperationError> {
        let clock = self.task_clock();
        let lanes = self.lanes().await?;
        let workers = self.store.workers(clock).await?;
        Ok(Gauges {
            at: self.clock.now().at(),
            lanes,
            workers: workers.iter().filter(|worker| is_at_work(worker)).count(),
            backlog: self.store.backlog(clock).await?,
            health: self.store.table_health().await?,
            sizes: self.store.sizes().await?,
        })
    }
}
