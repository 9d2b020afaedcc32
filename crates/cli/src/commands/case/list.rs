//! `case list`: cases by stage, office, country or the beginning of a name or number.

use anyhow::Result;
use operations::Operations;
use persistence::{CardFilter, CaseCard};
use serde_json::{Value, json};

use super::List;
use crate::app::{App, Done};
use crate::output::{maybe, table};

pub(super) async fn run(list: List, ops: &Operations, app: &App) -> Result<Done> {
    let List { stage, office, country, text, after, limit } = list;
    let filter = CardFilter { stage, office, country, text };
    let cards = ops.list_cases(&filter, after.as_ref(), limit).await?;
    let next = cards.last().filter(|_| cards.len() as u64 == limit).map(|card| card.case.clone());
    let value = json!({
        "cases": cards.iter().map(card).collect::<Vec<_>>(),
        "next_after": next,
    });
    app.out.answer(&value, || {
        table(
            &["case", "A-number", "name", "stage", "flight", "to", "office", "custody", "since"],
            cards.iter().map(|card| {
                [
                    card.case.to_string(),
                    maybe(card.a_number.as_ref()),
                    name(&card.family_name, &card.given_names),
                    stage_of(card),
                    maybe(card.flight.as_ref()),
                    maybe(card.removal_country.as_ref()),
                    card.office.clone(),
                    maybe(card.custody.as_ref()),
                    maybe(card.waiting_since.as_ref()),
                ]
            }),
        )
    })?;
    if let Some(next) = next
        && !app.out.is_json()
    {
        app.out.say(format!("{} cases shown; the next page: --after {next}", cards.len()));
    }
    Ok(Done::Well)
}

/// A name as lists show it.
pub(super) fn name(family: &str, given: &str) -> String {
    if given.is_empty() { family.to_owned() } else { format!("{family}, {given}") }
}

fn stage_of(card: &CaseCard) -> String {
    let stage = card.stage.label().to_lowercase();
    match (card.outcome, card.seat_role) {
        (Some(outcome), _) => format!("{stage}: {}", outcome.label()),
        (None, Some(domain::SeatRole::Alternate)) => format!("{stage} (alternate)"),
        (None, Some(domain::SeatRole::Primary) | None) => stage,
    }
}

fn card(card: &CaseCard) -> Value {
    json!({
        "case": card.case,
        "version": card.version,
        "person": card.person,
        "a_number": card.a_number,
        "family_name": card.family_name,
        "given_names": card.given_names,
        "stage": card.stage,
        "flight": card.flight,
        "seat_role": card.seat_role,
        "outcome": card.outcome,
        "nationality": card.nationality,
        "removal_country": card.removal_country,
        "office": card.office,
        "custody": card.custody,
        "waiting_since": card.waiting_since,
        "family_unit": card.family_unit,
        "updated_at": card.updated_at,
    })
}
