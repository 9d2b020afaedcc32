//! What this worker holds, so that leases can be kept and given back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use persistence::{Claimed, Lease, TaskKey};

/// Tasks by their lease.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<BTreeMap<Lease, BTreeSet<TaskKey>>>);

impl Held {
    fn all(&self) -> MutexGuard<'_, BTreeMap<Lease, BTreeSet<TaskKey>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self, tasks: &[Claimed]) {
        let mut all = self.all();
        for task in tasks {
            all.entry(task.lease).or_default().insert(task.task.clone());
        }
    }

    /// Forgets a task; false if it was forgotten before.
    pub(super) fn drop(&self, lease: Lease, task: &TaskKey) -> bool {
        let mut all = self.all();
        let Some(tasks) = all.get_mut(&lease) else { return false };
        let was = tasks.remove(task);
        if tasks.is_empty() {
            all.remove(&lease);
        }
        was
    }

    /// Forgets what is not among `kept` of `asked`.
    pub(super) fn keep(&self, lease: Lease, asked: &[TaskKey], kept: &[TaskKey]) -> usize {
        let kept: BTreeSet<&TaskKey> = kept.iter().collect();
        asked.iter().filter(|task| !kept.contains(task) && self.drop(lease, task)).count()
    }

    pub(super) fn list(&self) -> Vec<(Lease, Vec<TaskKey>)> {
        let all = self.all();
        all.iter().map(|(lease, tasks)| (*lease, tasks.iter().cloned().collect())).collect()
    }

    pub(super) fn count(&self) -> usize {
        self.all().values().map(BTreeSet::len).sum()
    }
}
