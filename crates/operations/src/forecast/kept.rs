//! What was learnt today is kept for a while: learning reads every request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::Forecaster;
use super::history::{Requests, day_number};
use crate::{OperationError, Operations};

/// For so long, what was learnt is good enough.
const GOOD_FOR: Duration = Duration::from_mins(10);

/// The latest that was learnt.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Option<Learnt>>>);

#[derive(Debug)]
struct Learnt {
    day: i32,
    at: Instant,
    forecaster: Arc<Forecaster>,
}

impl Operations {
    /// Forecasts of answers, as of today. Learnt anew each day, and when what is known is older
    /// than some minutes.
    pub async fn forecaster(&self) -> Result<Arc<Forecaster>, OperationError> {
        let day = day_number(self.clock.now().date());
        let mut kept = self.forecasts.0.lock().await;
        if let Some(learnt) = &*kept
            && learnt.day == day
            && learnt.at.elapsed() < GOOD_FOR
        {
            return Ok(Arc::clone(&learnt.forecaster));
        }
        let asked = Requests::read(self).await?.asked;
        // A national docket takes a second: other requests go on meanwhile.
        let mut work = JoinSet::new();
        work.spawn_blocking(move || Forecaster::learn(&asked, day));
        let learnt = match work.join_next().await {
            Some(Ok(forecaster)) => Arc::new(forecaster),
            Some(Err(error)) => return Err(OperationError::Stopped(error.to_string())),
            None => return Err(OperationError::Stopped("nothing was learnt".to_owned())),
        };
        let forecaster = Arc::clone(&learnt);
        *kept = Some(Learnt { day, at: Instant::now(), forecaster: learnt });
        Ok(forecaster)
    }
}
