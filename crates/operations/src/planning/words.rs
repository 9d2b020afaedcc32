//! The planner's reasons with the flights, people and days of the database in them.

use domain::{FlightId, PersonId};
use jiff::civil::Date;
use planner::{Cause, Relief};

/// The code of a cause, as it is stored and counted.
pub(super) fn code(cause: Cause) -> String {
    let text = serde_json::to_value(cause).ok();
    text.as_ref().and_then(|text| text.as_str()).unwrap_or("unknown").to_owned()
}

/// Codes that lists of one flight have always used.
const SHORT: [(Cause, &str); 4] = [
    (Cause::NoSeat, "no_seat"),
    (Cause::ListCap, "list_full"),
    (Cause::HighRiskPlaces, "no_place_for_high_class"),
    (Cause::MedicalPlaces, "no_nurse_place"),
];

/// The cause as a list of one flight names it: with the person from whom somebody is kept apart.
pub(super) fn short(cause: Cause, apart: Option<&PersonId>) -> String {
    if cause == Cause::KeepApart {
        let person = apart.map_or_else(String::new, |person| person.to_string());
        return format!("keep_apart:{person}");
    }
    let known = SHORT.iter().find(|(of, _)| *of == cause);
    known.map_or_else(|| code(cause), |(_, text)| (*text).to_owned())
}

/// Why somebody has no seat on the flight where they came nearest to one.
pub(super) fn left_out(
    cause: Cause,
    (flight, day): (&FlightId, Date),
    apart: Option<&PersonId>,
    relief: &[Relief],
    eases: Option<Date>,
) -> String {
    let on = format!("flight {flight} on {day}");
    let mut text = match apart.filter(|_| cause == Cause::KeepApart) {
        Some(person) => format!("{on} carries person {person}, to be kept apart"),
        None => cause.of(&on),
    };
    let help: Vec<String> = relief.iter().filter_map(Relief::words).collect();
    if !help.is_empty() {
        text = format!("{text}; {} would help", help.join(" and "));
    }
    match eases {
        Some(day) => format!("{text}; the next flight planned for them leaves on {day}"),
        None => format!("{text}; no later flight of the window takes them"),
    }
}

/// What keeps the empty seats of a flight empty.
pub(super) fn empty(cause: Option<Cause>, empty: i64, waiting: i64) -> String {
    let Some(cause) = cause.filter(|_| empty > 0) else {
        return if empty > 0 {
            "nobody whom the gate clears waits for them".to_owned()
        } else {
            "every seat is taken".to_owned()
        };
    };
    format!("{waiting} people are kept out {}", cause.keeps_out())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_the_flight_the_help_and_the_day() {
        let flight = FlightId::new("F000012").unwrap();
        let day = jiff::civil::date(2026, 12, 4);
        let relief = [Relief { cause: Cause::ListCap, amount: 1 }];
        let next = Some(jiff::civil::date(2026, 12, 11));
        assert_eq!(
            left_out(Cause::ListCap, (&flight, day), None, &relief, next),
            "the agencies' list for flight F000012 on 2026-12-04 is full; 1 more name on the list \
             would help; the next flight planned for them leaves on 2026-12-11"
        );
        assert_eq!(code(Cause::ListCap), "list_cap");
    }
}
