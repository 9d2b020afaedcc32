//! One step for many cases: each goes the way of a single one, with its own policy, decision and
//! commit, and has a verdict of its own. Tried first, it goes the same way up to the commit.

mod row;

use std::collections::HashSet;

use domain::{CaseId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Asked, CaseChanged, Close, Custody, Notice, Place, advance, change_custody, close, place,
    serve_notice,
};
use crate::desk::Desk;
use crate::extract::{object, objects};
use crate::failure::Failure;
use crate::fields::Fault;
use crate::who::Who;

pub(crate) use row::{ManyDone, ManyVerdict};
use row::{ManyRow, refused, told_once};

/// The most cases that are taken at once.
pub(crate) const MOST: usize = 200;

/// A step for many cases.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Many {
    /// Which cases.
    #[serde(deserialize_with = "objects")]
    #[schema(min_items = 1, max_items = 200)]
    pub(crate) cases: Vec<Picked>,
    /// The step.
    pub(crate) step: ManyStep,
    /// Only say what would become of each.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// A case, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Picked {
    /// Its key.
    #[schema(example = "P0000012.1")]
    pub(crate) case: String,
    /// The version that was seen.
    #[schema(minimum = 1)]
    pub(crate) version: i64,
}

/// What is done to each.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ManyStep {
    /// As far as it lawfully gets by itself before a flight.
    #[serde(deserialize_with = "object")]
    Advance(Nothing),
    /// A hold is placed.
    #[serde(deserialize_with = "object")]
    Hold(Place),
    /// A notice was served.
    #[serde(deserialize_with = "object")]
    Notice(Notice),
    /// Custody changed.
    #[serde(deserialize_with = "object")]
    Custody(Custody),
    /// Closed without a removal.
    #[serde(deserialize_with = "object")]
    Close(Close),
}

/// A step that needs no words.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Does the step for each case, or says what would become of each.
pub(crate) async fn do_many(desk: &Desk, who: &Who, input: Many) -> Result<ManyDone, Failure> {
    let cases = cases(&input)?;
    input.step.read(desk)?;
    let desk = if input.dry_run { desk.rehearsal() } else { desk.clone() };
    let mut rows: Vec<ManyRow> = Vec::with_capacity(cases.len());
    for (case, seen) in cases {
        let mut row = one(&desk, (who, &case, seen), input.step.clone()).await;
        if let Err(Failure::Changed { now, .. }) = &row
            && moved_here(&desk, &rows, (&case, seen, *now)).await?
        {
            row = one(&desk, (who, &case, *now), input.step.clone()).await;
        }
        let mut row = row.unwrap_or_else(|failure| refused(&case, seen, &failure));
        row.seen = seen.0;
        if input.dry_run {
            told_once(&rows, &mut row);
        }
        rows.push(row);
    }
    let accepted = rows.iter().filter(|row| row.verdict == ManyVerdict::Accepted).count();
    tracing::info!(accepted, of = rows.len(), dry_run = input.dry_run, "a step for many cases");
    Ok(ManyDone { dry_run: input.dry_run, accepted, others: rows.len() - accepted, rows })
}

/// The cases, each once.
fn cases(input: &Many) -> Result<Vec<(CaseId, Version)>, Failure> {
    let mut faults = Vec::new();
    if !(1..=MOST).contains(&input.cases.len()) {
        faults.push(Fault::of("cases", format!("must be from 1 to {MOST}")));
    }
    if let ManyStep::Hold(Place { id: Some(_), .. }) = &input.step {
        faults.push(Fault::of("step/hold/id", "is one hold's: each case gets one of its own"));
    }
    let mut once = HashSet::new();
    let mut read = Vec::with_capacity(input.cases.len());
    for (n, picked) in input.cases.iter().enumerate() {
        let mut wrong = |part: &str, why: &str| {
            faults.push(Fault::of(&format!("cases/{n}/{part}"), why));
        };
        if picked.version < 1 {
            wrong("version", "must be the version that was seen, a number from 1");
        }
        match CaseId::new(&picked.case) {
            Ok(case) if once.insert(case.clone()) => read.push((case, Version(picked.version))),
            Ok(_) => wrong("case", "is there twice"),
            Err(_) => wrong("case", "is no key of a case"),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(Failure::Invalid(faults)) }
}

impl ManyStep {
    /// Refuses what is wrong with the step's own words, as it is wrong for every case; each fault
    /// says where it stands in the request.
    fn read(&self, desk: &Desk) -> Result<(), Failure> {
        let (name, read) = match self {
            Self::Advance(Nothing {}) => return Ok(()),
            Self::Hold(input) => ("hold", input.read(desk).map(drop)),
            Self::Notice(input) => ("notice", input.read().map(drop)),
            Self::Custody(input) => ("custody", input.read(None).map(drop)),
            Self::Close(input) => ("close", input.read().map(drop)),
        };
        let at = |fault: Fault| Fault::of(&format!("step/{name}/{}", fault.field()), fault.detail);
        read.map_err(|faults| Failure::Invalid(faults.into_iter().map(at).collect()))
    }
}

/// Whether `case`, seen at version `seen`, is at version `now` only because of this request: what
/// was done to another, as one of `rows` tells, took it off a list. Then nobody has overtaken
/// whoever asks.
async fn moved_here(
    desk: &Desk,
    rows: &[ManyRow],
    (case, seen, now): (&CaseId, Version, Version),
) -> Result<bool, Failure> {
    let Some(row) = rows.iter().find(|row| row.struck.iter().any(|one| *one == case.as_str()))
    else {
        return Ok(false);
    };
    let store = &desk.ops.store;
    let there = store.history(&row.case).await?;
    // One commit has one stamp.
    let ours = there.iter().find(|event| Some(event.version.0) == row.version);
    let here = store.history(case).await?;
    let mut since = here.iter().filter(|event| seen < event.version && event.version <= now);
    Ok(seen < now && since.all(|event| ours.is_some_and(|ours| ours.stamp == event.stamp)))
}

async fn one(
    desk: &Desk,
    (who, case, seen): (&Who, &CaseId, Version),
    step: ManyStep,
) -> Result<ManyRow, Failure> {
    let asked = Asked { who, seen: Some(seen) };
    let seen = seen.0;
    let is_hold = matches!(step, ManyStep::Hold(_));
    let changed = match step {
        ManyStep::Advance(Nothing {}) => {
            let moved = advance(desk, asked, case).await?;
            let stays = moved.from == moved.to;
            let words = match (&moved.waits_for, stays) {
                (Some(why), true) => format!("waits: {why}"),
                (None, true) => "stays where it is".to_owned(),
                (_, false) => format!("from {} to {}", moved.from, moved.to),
            };
            let verdict = if stays { ManyVerdict::Nothing } else { ManyVerdict::Accepted };
            return Ok(ManyRow {
                case: moved.case,
                seen,
                verdict,
                words,
                version: Some(moved.version),
                struck: Vec::new(),
                stop_orders: 0,
                problem: None,
            });
        }
        // A hold overwrites nothing: it is placed whatever has changed (decision 0043).
        ManyStep::Hold(input) => place(desk, Asked { seen: None, ..asked }, case, input).await?,
        ManyStep::Notice(input) => serve_notice(desk, asked, case, input).await?,
        ManyStep::Custody(input) => change_custody(desk, asked, case, input).await?,
        ManyStep::Close(input) => close(desk, asked, case, input).await?,
    };
    let CaseChanged { case, version, done, struck, stop_orders } = changed;
    // Outside a rehearsal a change has a version of its own, and each hold here is a new one.
    let is_same = !desk.ops.is_rehearsal() && !is_hold && version == seen;
    let verdict = if is_same { ManyVerdict::Nothing } else { ManyVerdict::Accepted };
    let version = Some(version);
    Ok(ManyRow { case, seen, verdict, words: done, version, struck, stop_orders, problem: None })
}
