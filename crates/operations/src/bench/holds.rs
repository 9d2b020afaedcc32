//! How soon a hold strikes while the system is busy: people who are confirmed for a flight get
//! one after another, each through the same operation as an officer's entry.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::decide::PlaceHold;
use domain::{Actor, CaseId, HoldId, KeyError, Role, StageName, UserId};
use serde::Serialize;

use super::figures::quantile;
use super::{EngineOptions, engine};
use crate::{OperationError, Operations, Silent};

/// How long from one hold to the next.
const PACE: Duration = Duration::from_millis(25);

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoldsBench {
    /// Holds placed on people who were confirmed.
    pub holds: usize,
    /// How many of these people are on no list any more.
    pub struck: usize,
    /// Milliseconds from the officer's entry until the strike is on the disk, half within.
    pub strike_p50_ms: f64,
    /// 99 of 100 within.
    pub strike_p99_ms: f64,
    /// The longest.
    pub strike_max_ms: f64,
    /// Whether every hold struck.
    pub ok: bool,
}

/// Confirms `people`, for holds to strike.
pub async fn confirmed(ops: &Operations, people: usize) -> Result<Vec<CaseId>, OperationError> {
    let options = EngineOptions { cases: people, batch: 100, workers: 1 };
    engine(ops, options, &Silent).await?;
    // Keys are made from the second: the next benchmark has others.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let limit = u64::try_from(people).unwrap_or(u64::MAX);
    let page = ops.store.cases_in_stage(StageName::Confirmed, None, limit).await?;
    Ok(page.cases.into_iter().map(|case| case.value.id).collect())
}

/// Places holds on `people` for as long as `load` is under way.
pub async fn holds_during<T>(
    ops: &Operations,
    people: &[CaseId],
    load: impl Future<Output = T>,
) -> Result<(HoldsBench, T), OperationError> {
    let bad = |error: KeyError| OperationError::BadInput(error.to_string());
    let court = Actor::new(Role::CourtFeed, UserId::new("bench-court").map_err(bad)?);
    let is_over = AtomicBool::new(false);
    let load = async {
        let out = load.await;
        is_over.store(true, Ordering::Relaxed);
        out
    };
    let place = async {
        let mut placed: Vec<(&CaseId, f64)> = Vec::new();
        for id in people {
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            let now = ops.clock.now();
            let hold = PlaceHold {
                id: Some(HoldId::new(format!("H{id}")).map_err(bad)?),
                kind: "judicial_stay".into(),
                country: None,
                from: now,
                to: None,
                source_document: "benchmark".into(),
                docket_number: None,
            };
            let begun = Instant::now();
            ops.place_hold(id, hold, &court, None).await?;
            placed.push((id, begun.elapsed().as_secs_f64() * 1_000.0));
            tokio::time::sleep(PACE).await;
        }
        Ok::<_, OperationError>(placed)
    };
    let (out, placed) = tokio::join!(load, place);
    let placed = placed?;
    let mut struck = 0;
    for (id, _) in &placed {
        let stage = ops.store.case(id).await?.value.stage.name();
        struck += usize::from(!matches!(stage, StageName::Manifested | StageName::Confirmed));
    }
    let mut times: Vec<f64> = placed.into_iter().map(|(_, time)| time).collect();
    times.sort_by(f64::total_cmp);
    let bench = HoldsBench {
        holds: times.len(),
        struck,
        strike_p50_ms: quantile(&times, 0.5),
        strike_p99_ms: quantile(&times, 0.99),
        strike_max_ms: times.last().copied().unwrap_or_default(),
        ok: struck == times.len() && struck > 0,
    };
    Ok((bench, out))
}
