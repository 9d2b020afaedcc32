//! Five durable steps a case, as a worker takes them: claim, load, and for each step the real
//! decide and gate, and a commit under the lease.

use std::time::Instant;

use domain::decide::{self, Changes, Place};
use domain::gate::{self, Ask, Company, Party, Step, Trip};
use domain::{Actor, Case, CaseEvent, CaseId, Flight, Role, SeatRole, UserId};
use persistence::{Claim, Claimed, Committed, Fence, Lease, Loaded, Then, Unit, WorkerId};

use tokio::sync::mpsc::UnboundedSender;

use super::figures::{grown, quantile};
use super::prepare::{lane, open, schedule};
use super::{EngineBench, EngineOptions, peak_rss, people};
use crate::{OperationError, Operations, Progress};

/// One worker's share.
struct Run {
    ops: Operations,
    system: Actor,
    commits: Vec<f64>,
    claiming: f64,
    loading: f64,
    deciding: f64,
    steps: usize,
}

/// Takes `options.cases` new cases through five steps: order final, document requested, agency
/// approved, manifested, confirmed.
pub async fn engine(
    ops: &Operations,
    options: EngineOptions,
    progress: &dyn Progress,
) -> Result<EngineBench, OperationError> {
    let bad = |error: domain::KeyError| OperationError::BadInput(error.to_string());
    let system = Actor::new(Role::System, UserId::new("bench").map_err(bad)?);
    let batch = options.batch.max(1);
    let empty = ops.store.sizes().await?;
    let opening = Instant::now();
    let batches = open(ops, &system, options.cases, batch).await?;
    let flights = schedule(ops, &system, batches.len(), batch).await?;
    let open_seconds = opening.elapsed().as_secs_f64();
    let workers = options.workers.max(1);
    let mut shares: Vec<Vec<Share>> = (0..workers).map(|_| Vec::new()).collect();
    for (n, (cases, flight)) in batches.into_iter().zip(flights).enumerate() {
        if let Some(of_worker) = shares.get_mut(n % workers) {
            of_worker.push((n, cases.len(), flight));
        }
    }
    let opened = ops.store.sizes().await?;
    progress.begin("durable steps", Some((options.cases * 5) as u64));
    let started = Instant::now();
    let mut at_work = tokio::task::JoinSet::new();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    for share in shares {
        at_work.spawn(Run::new(ops, &system).all(share, tell.clone()));
    }
    drop(tell);
    while let Some(steps) = told.recv().await {
        progress.advance(steps);
    }
    let mut run = Run::new(ops, &system);
    while let Some(done) = at_work.join_next().await {
        run.add(done.map_err(|error| OperationError::BadInput(error.to_string()))??);
    }
    let seconds = started.elapsed().as_secs_f64();
    progress.end();
    let after = ops.store.sizes().await?;
    run.commits.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let steps_per_s = run.steps as f64 / seconds.max(f64::EPSILON);
    Ok(EngineBench {
        cases: options.cases,
        steps: run.steps,
        batch,
        workers,
        seconds,
        steps_per_s,
        open_seconds,
        commit_p50_ms: quantile(&run.commits, 0.5),
        commit_p99_ms: quantile(&run.commits, 0.99),
        claim_seconds: run.claiming,
        load_seconds: run.loading,
        decide_seconds: run.deciding,
        ok: run.steps == options.cases * 5,
        peak_rss_bytes: peak_rss(),
        wal_bytes_per_step: grown(after.wal_bytes, opened.wal_bytes, run.steps),
        database_bytes_per_case: grown(after.database_bytes, empty.database_bytes, options.cases),
    })
}

/// A batch of cases: its number, how many they are, and their flight.
type Share = (usize, usize, Loaded<Flight>);

/// How long the leases are.
const HOLD: std::time::Duration = std::time::Duration::from_mins(10);

impl Run {
    fn new(ops: &Operations, system: &Actor) -> Self {
        let (ops, system) = (ops.clone(), system.clone());
        let (claiming, loading, deciding) = (0.0, 0.0, 0.0);
        Self { ops, system, commits: Vec::new(), claiming, loading, deciding, steps: 0 }
    }

    fn add(&mut self, other: Self) {
        self.commits.extend(other.commits);
        self.claiming += other.claiming;
        self.loading += other.loading;
        self.deciding += other.deciding;
        self.steps += other.steps;
    }

    /// Takes every share through all steps, and tells how many it took after each.
    async fn all(
        mut self,
        shares: Vec<Share>,
        tell: UnboundedSender<u64>,
    ) -> Result<Self, OperationError> {
        for (n, size, mut flight) in shares {
            let (held, mut cases) = self.claim(n, size).await?;
            for step in 0..5 {
                let then = if step == 4 { Then::Done } else { Then::Keep };
                let fences = held.iter().map(|one| one.fence(then.clone())).collect();
                cases = match step {
                    0..=2 => self.alone(step, cases, fences).await?,
                    _ => self.together(step == 3, cases, fences, &mut flight).await?,
                };
                let _ = tell.send(cases.len() as u64);
            }
        }
        Ok(self)
    }

    /// Claims the tasks of a batch and reads their cases, in the same order.
    async fn claim(
        &mut self,
        n: usize,
        size: usize,
    ) -> Result<(Vec<Claimed>, Vec<Loaded<Case>>), OperationError> {
        let instant = self.ops.clock.now().at().as_microsecond();
        let bits = (u128::from(instant.unsigned_abs()) << 64) | (n as u128);
        let quota = u32::try_from(size).unwrap_or(u32::MAX);
        let claim = Claim {
            lanes: vec![(lane(n), quota)],
            limited: Vec::new(),
            lease: Lease::new(bits),
            worker: WorkerId(instant),
            hold: HOLD,
            now: self.ops.task_clock(),
        };
        let claiming = Instant::now();
        let mut held = self.ops.store.claim(claim).await?;
        self.claiming += claiming.elapsed().as_secs_f64();
        held.sort_unstable_by(|a, b| a.task.cmp(&b.task));
        let ids: Vec<CaseId> =
            held.iter().filter_map(|one| CaseId::new(&one.task.owner).ok()).collect();
        let loading = Instant::now();
        let cases = self.ops.store.cases(&ids).await?;
        self.loading += loading.elapsed().as_secs_f64();
        Ok((held, cases))
    }

    /// One of the steps that a case takes by itself.
    async fn alone(
        &mut self,
        step: usize,
        cases: Vec<Loaded<Case>>,
        fences: Vec<Fence>,
    ) -> Result<Vec<Loaded<Case>>, OperationError> {
        let now = self.ops.clock.now();
        let context = self.ops.context(&self.system, now);
        let stamp = self.ops.stamp(&self.system, now, "benchmark");
        let agency = people::agency(&self.ops.rules)?;
        let deciding = Instant::now();
        let mut units = Vec::with_capacity(cases.len());
        for (case, fence) in cases.into_iter().zip(fences) {
            let value = &case.value;
            let changes: Changes = match step {
                0 => decide::finalize_order(value, &context)?,
                1 => {
                    let cleared =
                        gate::ask_contact(value, now, &self.ops.rules).map_err(|why| {
                            domain::Refusal::Barred { barred: vec![(value.id.clone(), why)] }
                        })?;
                    let request = people::request(value, now.date())?;
                    decide::request_document(value, &agency, request, Some(&cleared), &context)?
                }
                _ => {
                    let request = people::request(value, now.date())?;
                    let approval = people::approval(request, now.date());
                    decide::record_answer(value, approval, &context)?
                }
            };
            let events: Vec<CaseEvent> =
                changes.cases.into_iter().flat_map(|(_, events)| events).collect();
            let step = Unit::case(case.record(events, &stamp));
            units.push(Unit { fences: vec![fence], now: self.ops.task_clock(), ..step });
        }
        self.deciding += deciding.elapsed().as_secs_f64();
        let mut moved = Vec::with_capacity(units.len());
        for (cases, _) in self.commit(units).await? {
            moved.extend(cases);
        }
        self.steps += moved.len();
        Ok(moved)
    }

    /// One of the steps that a whole list takes: manifested, or confirmed.
    async fn together(
        &mut self,
        assign: bool,
        cases: Vec<Loaded<Case>>,
        fences: Vec<Fence>,
        flight: &mut Loaded<Flight>,
    ) -> Result<Vec<Loaded<Case>>, OperationError> {
        let now = self.ops.clock.now();
        let deciding = Instant::now();
        let decided = self.decide_together(assign, cases, flight.clone(), now)?;
        // Nobody is to be woken: the steps follow under the same lease.
        let unit = Unit { fences, tasks: Vec::new(), ..decided };
        self.deciding += deciding.elapsed().as_secs_f64();
        let Some((cases, mut flights)) = self.commit(vec![unit]).await?.pop() else {
            return Ok(Vec::new());
        };
        if let Some(after) = flights.pop() {
            *flight = after;
        }
        self.steps += cases.len();
        Ok(cases)
    }

    fn decide_together(
        &self,
        assign: bool,
        cases: Vec<Loaded<Case>>,
        flight: Loaded<Flight>,
        now: domain::Moment,
    ) -> Result<Unit, OperationError> {
        let rules = &self.ops.rules;
        let context = self.ops.context(&self.system, now);
        let bad = || OperationError::BadInput("the benchmark's flight cannot be read".to_owned());
        let trip = Trip::of(&flight.value, rules).ok_or_else(bad)?;
        let mut state = flight.value.clone();
        let mut all =
            if assign { decide::build(&state, &context)? } else { self.seal(&state, now)? };
        for event in &all.flight {
            state = state.apply(event);
        }
        let company = Company::nobody();
        let step = if assign { Step::Assign } else { Step::Confirm };
        let ask = Ask { step, trip: &trip, now, company: &company, feed_read_at: now.at(), rules };
        for case in &cases {
            let party = [&case.value];
            let asked = Party::of(party).map_err(|_| bad())?;
            let cleared =
                gate::ask(&asked, &ask).map_err(|barred| domain::Refusal::Barred { barred })?;
            let changes = if assign {
                let place = Place { role: SeatRole::Primary, rank: 0, board_stop: 0 };
                decide::assign(&party, &cleared, &state, place, &context)?
            } else {
                decide::confirm(&party, &cleared, &state, &context)?
            };
            if assign {
                for event in &changes.flight {
                    state = state.apply(event);
                }
            }
            all.join(changes);
        }
        Ok(self.ops.unit(all, cases, vec![flight], (&self.system, now, "benchmark")))
    }

    fn seal(&self, flight: &Flight, now: domain::Moment) -> Result<Changes, OperationError> {
        let bad = |error: domain::KeyError| OperationError::BadInput(error.to_string());
        let user = UserId::new("bench-sealer").map_err(bad)?;
        let sealer = Actor::new(Role::SupervisoryOfficer, user);
        Ok(decide::seal(flight, &self.ops.context(&sealer, now))?)
    }

    async fn commit(
        &mut self,
        units: Vec<Unit>,
    ) -> Result<Vec<(Vec<Loaded<Case>>, Vec<Loaded<Flight>>)>, OperationError> {
        let started = Instant::now();
        let answers = self.ops.store.commit(units).await?;
        self.commits.push(started.elapsed().as_secs_f64() * 1_000.0);
        Ok(answers
            .into_iter()
            .filter_map(|committed| match committed {
                Committed::Done { cases, flights } => Some((cases, flights)),
                Committed::Stale(_)
                | Committed::LeaseLost
                | Committed::AlreadyDone(_)
                | Committed::AlreadyOpen
                | Committed::Refused { .. } => None,
            })
            .collect())
    }
}
