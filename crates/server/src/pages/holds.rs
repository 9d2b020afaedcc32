//! The hold board, and the form by which anybody signed in places a hold.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::{CaseId, Country};
use persistence::HoldFilter;
use serde::Deserialize;

use super::case::{Answer, words};
use super::form::{Field, Form};
use super::frame::{Frame, maybe_when};
use super::posted::Posted;
use super::{done, failure_page, page};
use crate::deeds;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Fault;
use crate::policy::Act;
use crate::view::{HoldRow, HoldView};
use crate::who::{SignedIn, Who};

/// Holds on one page.
const SHOWN: u64 = 200;

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/holds", get(board)).route("/holds/new", get(blank).post(place))
}

/// Which holds to show.
#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    unconfirmed: String,
    #[serde(default)]
    after: String,
}

#[derive(askama::Template)]
#[template(path = "holds.html")]
struct BoardPage {
    frame: Frame,
    rows: Vec<HoldRow>,
    kinds: Vec<(String, String, bool)>,
    country: String,
    unconfirmed: bool,
    next: Option<String>,
    fault: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "place_hold.html")]
struct PlacePage {
    frame: Frame,
    form: Form,
    answer: Option<Answer>,
}

async fn board(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    match draw(&desk, &who, &headers, &wanted).await {
        Ok(response) => response,
        Err(failure) => failure_page(&desk, &who, &headers, &failure).await,
    }
}

async fn draw(
    desk: &Desk,
    who: &Who,
    headers: &HeaderMap,
    wanted: &Wanted,
) -> Result<Response, Failure> {
    desk.may(who, Act::ListCases).await?;
    let country = wanted.country.trim().to_uppercase();
    let read: Option<Country> = country.parse().ok();
    let fault = (!country.is_empty() && read.is_none())
        .then(|| "The country must be three letters, such as GTM; all are shown.".to_owned());
    let day = desk.now().date();
    let known = desk.ops.rules.hold_kind_or_latest(&wanted.kind, day);
    let filter = HoldFilter {
        case: None,
        kind: known.map(|kind| kind.code.to_string()),
        country: read,
        unconfirmed: !wanted.unconfirmed.is_empty(),
    };
    let (rows, next) = desk.hold_rows(who, &filter, CaseId::new(&wanted.after).ok(), SHOWN).await?;
    let kinds = desk.ops.rules.hold_kinds().map(|kind| {
        (kind.code.to_string(), kind.label.clone(), filter.kind.as_deref() == Some(&*kind.code))
    });
    let mut kinds: Vec<(String, String, bool)> = kinds.collect();
    kinds.dedup_by(|a, b| a.0 == b.0);
    let shown = BoardPage {
        frame: Frame::of(desk, Some(who), headers, "Holds").live(),
        rows,
        kinds,
        country,
        unconfirmed: filter.unconfirmed,
        next: next.map(|after| after.to_string()),
        fault,
    };
    Ok(page(StatusCode::OK, &shown))
}

impl Desk {
    /// Holds as `who` may see them, case by case after `after`; and where to go on.
    pub(crate) async fn hold_rows(
        &self,
        who: &Who,
        filter: &HoldFilter,
        after: Option<CaseId>,
        limit: u64,
    ) -> Result<(Vec<HoldRow>, Option<CaseId>), Failure> {
        let office = (!who.sees_every_office()).then(|| who.office.clone());
        let store = &self.ops.store;
        let listed = store
            .holds_after(filter, office.as_deref(), (after.as_ref(), self.now().at()), limit)
            .await?;
        let full = u64::try_from(listed.len()).is_ok_and(|count| count >= limit);
        let next = listed.last().map(|hold| hold.case.clone()).filter(|_| full);
        let mut ids: Vec<CaseId> = listed.iter().map(|hold| hold.case.clone()).collect();
        ids.dedup();
        let mut sights = HashMap::new();
        for case in store.cases_lossless(&ids).await?.into_iter().flatten() {
            if self.sees(who, &case.value) {
                sights.insert(case.value.id.clone(), self.sight(who, &case.value));
            }
        }
        let (now, rules) = (self.now(), &self.ops.rules);
        let rows = listed.iter().filter_map(|hold| {
            let sight = sights.get(&hold.case).filter(|sight| sight.fields.is_none())?;
            // Whoever asks for one kind learns who has it: only those who may read it.
            let asked = filter.kind.is_none() || sight.reads_hold(&hold.latest.kind, rules);
            let view = HoldView::latest(hold.hold.as_str(), &hold.latest, sight, now, rules);
            asked.then(|| HoldRow { case: hold.case.to_string(), hold: view })
        });
        Ok((rows.collect(), next))
    }
}

/// Whom the form is about, if the page before said so.
#[derive(Debug, Default, Deserialize)]
struct About {
    #[serde(default)]
    case: String,
    #[serde(default)]
    kind: String,
}

/// What a hold says, whoever it is on.
pub(super) fn fields(desk: &Desk) -> Vec<Field> {
    let day = desk.now().date();
    let mut kinds: Vec<(String, String)> = desk
        .ops
        .rules
        .hold_kinds()
        .filter(|kind| kind.from <= day && kind.to.is_none_or(|to| day <= to))
        .map(|kind| (kind.code.to_string(), format!("{} ({})", kind.label, kind.reference)))
        .collect();
    kinds.dedup_by(|a, b| a.0 == b.0);
    vec![
        Field::choice("kind", "Kind", kinds).required(),
        Field::text("document", "What it rests on")
            .hint("Order, receipt or note; “by telephone from …” is enough at night.")
            .required(),
        Field::text("country", "Country")
            .hint("Only if it concerns one country, three letters; else every country."),
        Field::moment("from", "From when").hint("Left out: now."),
        Field::moment("to", "Until when")
            .hint("Only if the order says so. It bars until the end is confirmed."),
        Field::text("docket", "Docket number of the court"),
    ]
}

fn form(desk: &Desk, case: &str, kind: &str) -> Form {
    let on = Field::text("case", "On whom")
        .hint("Case, person or A-number, such as A200 000 017.")
        .value(case)
        .required();
    Form::new("place", "Place a hold", "/holds/new", "Place the hold")
        .intro(
            "It takes effect at once. Whoever it bars comes off every list in the same moment, and \
             the flight lead gets a stop order. Anybody signed in may place one; only the named \
             authority lifts it.",
        )
        .fields(std::iter::once(on).chain(fields(desk)).collect())
        .chosen("kind", kind)
}

async fn blank(
    State(desk): State<Desk>,
    SignedIn(who): SignedIn,
    headers: HeaderMap,
    Query(about): Query<About>,
) -> Response {
    let short = |text: String| -> String { text.chars().take(64).collect() };
    let (case, kind) = (short(about.case), short(about.kind));
    let frame = Frame::of(&desk, Some(&who), &headers, "Place a hold");
    page(StatusCode::OK, &PlacePage { frame, form: form(&desk, &case, &kind), answer: None })
}

async fn place(State(desk): State<Desk>, posted: Posted) -> Response {
    match try_place(&desk, &posted).await {
        Ok((case, said)) => {
            // Whoever may not see the case learns that it is done, and no more.
            let sees = match CaseId::new(&case) {
                Ok(id) => desk.case_for(&posted.who, &id, Act::SeeCase).await.is_ok(),
                Err(_) => false,
            };
            let to = if sees { format!("/cases/{case}") } else { "/holds/new".to_owned() };
            let said = if sees { said } else { format!("Done: the hold on {case} is placed.") };
            done(&to, &said)
        }
        Err(failure) => {
            let answer = Answer::of(&failure);
            let form = form(&desk, "", "").filled(&posted.typed, &answer.faults);
            let frame = Frame::of(&desk, Some(&posted.who), &posted.headers, "Place a hold");
            page(answer.status, &PlacePage { frame, form, answer: Some(answer) })
        }
    }
}

async fn try_place(desk: &Desk, posted: &Posted) -> Result<(String, String), Failure> {
    let mut typed = posted.typed.clone();
    let wanted = typed.remove("case").unwrap_or_default();
    let mut faults = crate::fields::Faults::default();
    let text = faults.words("case", &wanted);
    let text = faults.done(text)?;
    let case = desk.find_for_hold(&posted.who, &text).await?;
    let input = Posted::read_from(&typed)?;
    let changed = deeds::place(desk, posted.asked_blind(), &case, input).await?;
    Ok((changed.case.clone(), words(&changed)))
}

impl Desk {
    /// The case that `text` names, for a hold. A foreign consular user names cases only, so that
    /// nothing can be looked up here.
    async fn find_for_hold(&self, who: &Who, text: &str) -> Result<CaseId, Failure> {
        if who.is_consul() {
            return Ok(CaseId::new(text)?);
        }
        let found = self.ops.find_case(text).await;
        found.map(|case| case.value.id).map_err(|error| {
            let failure = Failure::from(error);
            if let Failure::NotFound(_) = failure {
                return vec![Fault::of("case", "is nobody on record: check the number")].into();
            }
            if let Failure::Invalid(faults) = failure {
                let faults = faults.into_iter().map(|fault| Fault::of("case", fault.detail));
                return Failure::Invalid(faults.collect());
            }
            failure
        })
    }
}
