//! A row of flights.csv.

use domain::{AgencyId, FlightId, FlightKind, FlightPlan, Known, Stop, StopKind};

use crate::Lists;
use crate::docket::cells::Cells;
use crate::docket::fault::FaultKind;
use crate::docket::file::flights as column;

/// The plan that the row gives for the flight `id`.
pub(in crate::docket) fn plan(
    mut cells: Cells<'_>,
    id: FlightId,
    lists: &impl Lists,
) -> FlightPlan {
    let kind = cells.value(column::KIND, FaultKind::ValueUnknown, FlightKind::from_code);
    let departs_at = cells.instant(column::DEPARTS_AT);
    FlightPlan {
        id,
        kind,
        aircraft: cells.text(column::AIRCRAFT),
        seats: number(&mut cells, column::SEATS),
        departs_at,
        stops: stops(&mut cells, lists),
        agencies: agencies(&mut cells),
        list_cap: number(&mut cells, column::LIST_CAP),
        // The gate does not ask for these three; an unreadable one is reported and counts as 0.
        notice_days: number(&mut cells, column::NOTICE_DAYS).read().copied().unwrap_or(0),
        max_class3: number(&mut cells, column::MAX_CLASS3),
        nurses: number(&mut cells, column::NURSES),
        fixed_cost_usd: number(&mut cells, column::FIXED_COST_USD).read().copied().unwrap_or(0),
        hourly_cost_usd: number(&mut cells, column::HOURLY_COST_USD).read().copied().unwrap_or(0),
        unreadable: cells.table.is_broken(),
    }
}

/// A whole number in digits only: no sign, no blank.
fn number<T: std::str::FromStr>(cells: &mut Cells<'_>, column: usize) -> Known<T> {
    cells.value(column, FaultKind::SeatsNotNumber, |text| {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits { text.parse().ok() } else { None }
    })
}

fn stops(cells: &mut Cells<'_>, lists: &impl Lists) -> Vec<Known<Stop>> {
    let mut stops = Vec::new();
    for text in cells.raw(column::STOPS).split('>') {
        let (kind, airport) = text.split_once(':').unwrap_or((text, ""));
        let stop = StopKind::from_code(kind)
            .filter(|_| lists.airport_country(airport).is_some())
            .map(|kind| Stop { kind, airport: airport.into() });
        if stop.is_none() {
            cells.note_part(column::STOPS, FaultKind::StopUnknown, text);
        }
        stops.push(stop.map_or_else(|| Known::unreadable(text), Known::Read));
    }
    stops
}

fn agencies(cells: &mut Cells<'_>) -> Vec<AgencyId> {
    let mut agencies = Vec::new();
    for text in cells.raw(column::AGENCY).split(';').filter(|text| !text.is_empty()) {
        match AgencyId::new(text) {
            Ok(agency) => agencies.push(agency),
            Err(_) => cells.note_part(column::AGENCY, FaultKind::KeyMalformed, text),
        }
    }
    agencies
}
