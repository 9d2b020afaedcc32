//! `hold`: placed by anyone, lifted by the authority; and the queue of rows about unknown people.

use anyhow::Result;
use clap::Subcommand;
use domain::decide::PlaceHold;
use domain::{CaseId, Country, HoldId, HoldRevision, Moment, PersonId};
use operations::{LiftHold, Operations, Resolution};
use persistence::HoldFilter;
use serde_json::{Value, json};

use crate::app::{self, App, Done};
use crate::commands::case::changed;
use crate::commands::feed::{self, Feed};
use crate::error::bad;
use crate::find::{self, CASE};
use crate::open;
use crate::output::{count, maybe, table};

/// What is done with holds.
#[derive(Debug, Subcommand)]
pub(crate) enum Hold {
    /// Place a hold; whoever it bars comes off every list in the same moment
    Place(Box<Place>),
    /// Lift a hold, with the document that ends it; others stay
    Lift(Box<Lift>),
    /// List holds as last recorded
    List {
        /// Of one person: case id, person id or A-number
        #[arg(long, value_name = CASE)]
        person: Option<String>,
        /// Of one kind
        #[arg(long)]
        kind: Option<String>,
        /// About one country; holds about every country are listed too
        #[arg(long, value_name = "CHN")]
        country: Option<Country>,
        /// Only those with an end that nobody confirmed
        #[arg(long)]
        unconfirmed: bool,
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: u64,
    },
    /// See, or say, when holds were last read from each source: old holds let nobody board
    Feed(Feed),
    /// List rows of imports that belong to nobody known
    Queue {
        /// Also those that were resolved
        #[arg(long)]
        all: bool,
    },
    /// Say whose hold a row of the queue is, or that it concerns nobody here
    Resolve {
        /// The row
        queue_id: String,
        /// Whose hold it is
        #[arg(long = "as", value_name = "PERSON", required_unless_present = "dismiss")]
        person: Option<PersonId>,
        /// It concerns nobody here
        #[arg(long, conflicts_with = "person")]
        dismiss: bool,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

/// A hold to place.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// On whom: case id, person id or A-number
    #[arg(value_name = CASE)]
    person: String,
    /// Kind, a code of the page of holds, such as `judicial_stay`
    #[arg(long)]
    kind: String,
    /// The order, receipt or note that it rests on
    #[arg(long)]
    document: String,
    /// The country it concerns; without it every country
    #[arg(long, value_name = "CHN")]
    country: Option<Country>,
    /// From when [default: now]
    #[arg(long, value_name = "INSTANT")]
    from: Option<Moment>,
    /// Until when, as written in the order
    #[arg(long, value_name = "INSTANT")]
    to: Option<Moment>,
    /// Docket number of the court
    #[arg(long)]
    docket: Option<String>,
    /// Its key: that of a known hold amends it [default: the next one of the person]
    #[arg(long)]
    id: Option<HoldId>,
    /// Do it once, however often it is sent with this key
    #[arg(long, value_name = "KEY", requires = "id", requires = "from")]
    once: Option<String>,
}

/// A hold to lift.
#[derive(Debug, clap::Args)]
pub(crate) struct Lift {
    /// Which hold
    #[arg(required_unless_present = "hold", conflicts_with = "hold", value_name = "HOLD")]
    id: Option<HoldId>,
    /// On whom: case id, person id or A-number; needed if two people have a hold of this key
    #[arg(long, value_name = CASE)]
    person: Option<String>,
    /// Which hold
    #[arg(long)]
    hold: Option<HoldId>,
    /// The document that ends it
    #[arg(long)]
    document: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// The second person, where it takes two
    #[arg(long, value_name = "ROLE:USER")]
    second: Option<String>,
}

pub(crate) async fn run(hold: Hold, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match hold {
        Hold::Place(hold) => place(*hold, &ops, app).await,
        Hold::Lift(hold) => lift(*hold, &ops, app).await,
        Hold::List { person, kind, country, unconfirmed, limit } => {
            let case = match person {
                Some(text) => Some(find::case_id(&ops, &text).await?),
                None => None,
            };
            list(&ops, app, HoldFilter { case, kind, country, unconfirmed }, limit).await
        }
        Hold::Feed(said) => feed::run(said, &ops, app).await,
        Hold::Queue { all } => queue(&ops, app, all).await,
        Hold::Resolve { queue_id, person, dismiss: _, reason } => {
            let resolution = person.map_or(Resolution::Dismiss, Resolution::AsPerson);
            ops.resolve_queued(&queue_id, &resolution, &app.actor, &reason).await?;
            app.out.answer(&json!({ "resolved": queue_id }), || {
                format!("row {queue_id} is resolved")
            })?;
            Ok(Done::Well)
        }
    }
}

async fn place(hold: Place, ops: &Operations, app: &App) -> Result<Done> {
    let case = ops.find_case(&hold.person).await?.value;
    let placed = PlaceHold {
        id: hold.id,
        kind: hold.kind.into(),
        country: hold.country,
        from: hold.from.unwrap_or_else(|| app.now()),
        to: hold.to,
        source_document: hold.document.into(),
        docket_number: hold.docket.map(Into::into),
    };
    let outcome = ops.place_hold(&case.id, placed, &app.actor, hold.once.as_deref()).await?;
    let id = outcome.hold.as_ref().map_or("", HoldId::as_str);
    changed(app, &outcome, &format!("hold {id} placed"))
}

async fn lift(lift: Lift, ops: &Operations, app: &App) -> Result<Done> {
    let Some(id) = lift.id.or(lift.hold) else {
        return Err(bad("no hold is named", "give the key of the hold"));
    };
    let case = match lift.person {
        Some(text) => find::case_id(ops, &text).await?,
        None => case_with(ops, &id).await?,
    };
    let second = lift.second.as_deref().map(app::actor).transpose()?;
    let lifted = LiftHold { id: id.clone(), document: lift.document, reason: lift.reason, second };
    let outcome = ops.lift_hold(&case, lifted, &app.actor, None).await?;
    changed(app, &outcome, &format!("hold {id} lifted"))
}

/// The case that has the hold `id`, if exactly one has.
async fn case_with(ops: &Operations, id: &HoldId) -> Result<CaseId> {
    let holds = ops.store.holds_list(&HoldFilter::default(), u64::MAX / 2).await?;
    let mut cases: Vec<CaseId> =
        holds.into_iter().filter(|hold| hold.hold == *id).map(|hold| hold.case).collect();
    cases.dedup();
    match (cases.pop(), cases.is_empty()) {
        (Some(case), true) => Ok(case),
        (Some(_), false) => {
            Err(bad(format!("several cases have a hold {id}"), "say on whom with --person"))
        }
        (None, _) => Err(bad(
            format!("nobody has a hold {id}"),
            "'caseflight hold list --person' shows the holds of a person",
        )),
    }
}

async fn list(ops: &Operations, app: &App, filter: HoldFilter, limit: u64) -> Result<Done> {
    let is_unknown = |kind: &String| ops.rules.hold_kinds().all(|known| *known.code != **kind);
    if let Some(kind) = filter.kind.as_ref().filter(|kind| is_unknown(kind)) {
        return Err(bad(
            format!("the rulebook has no kind of hold {kind:?}"),
            "write one of its codes, such as judicial_stay; the page of holds lists them all",
        ));
    }
    let holds = ops.store.holds_list(&filter, limit).await?;
    let value: Vec<Value> = holds
        .iter()
        .map(|hold| {
            json!({
                "case": hold.case,
                "hold": hold.hold,
                "revisions": hold.revisions,
                "latest": hold.latest,
            })
        })
        .collect();
    app.out.answer(&value, || {
        let rows = holds.iter().map(|hold| {
            let mut row = vec![hold.case.to_string()];
            row.extend(cells(hold.hold.as_str(), &hold.latest));
            row
        });
        let mut columns = vec!["case"];
        columns.extend(COLUMNS);
        table(&columns, rows)
    })?;
    if holds.len() as u64 == limit {
        app.out.say(format!("{} holds shown; --limit shows more", count(limit)));
    }
    Ok(Done::Well)
}

/// Columns of [`cells`].
pub(super) const COLUMNS: [&str; 6] = ["hold", "kind", "country", "from", "to", "state"];

/// A hold as a row.
pub(super) fn cells(id: &str, latest: &HoldRevision) -> [String; 6] {
    let state = if latest.defect.is_some() {
        "cannot be read: it bars"
    } else if latest.end_confirmed {
        "lifted"
    } else {
        ""
    };
    [
        id.to_owned(),
        latest.kind.to_string(),
        maybe(latest.country),
        maybe(latest.from),
        maybe(latest.to),
        state.to_owned(),
    ]
}

async fn queue(ops: &Operations, app: &App, all: bool) -> Result<Done> {
    let rows = ops.queued(all).await?;
    let value: Vec<Value> = rows
        .iter()
        .map(|queued| {
            json!({
                "id": queued.row.id,
                "file": queued.row.file,
                "line": queued.row.line,
                "person_id": queued.row.person_id,
                "record_key": queued.row.record_key,
                "raw": queued.row.raw,
                "fault": queued.row.fault,
                "received_at": queued.row.received_at,
                "resolved": queued.resolved.as_ref().map(|resolved| json!({
                    "at": resolved.at,
                    "by": resolved.by.to_string(),
                    "words": resolved.words,
                })),
            })
        })
        .collect();
    app.out.answer(&value, || {
        if rows.is_empty() {
            return "The queue is empty.\n".to_owned();
        }
        table(
            &["row", "file", "#line", "person named", "record", "why it waits", "resolved"],
            rows.iter().map(|queued| {
                [
                    queued.row.id.clone(),
                    queued.row.file.clone(),
                    queued.row.line.to_string(),
                    maybe(queued.row.person_id.as_ref()),
                    maybe(queued.row.record_key.as_ref()),
                    queued.row.fault.clone(),
                    maybe(queued.resolved.as_ref().map(|resolved| &resolved.words)),
                ]
            }),
        )
    })?;
    Ok(Done::Well)
}
