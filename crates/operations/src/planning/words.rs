//! The planner's reasons with the flights, people and days of the database in them.

use domain::{FlightId, PersonId};
use jiff::civil::Date;
use planner::{Cause, Relief};

/// The code of a cause, as it is stored and counted.
pub(super) fn code(cause: Cause) -> String {
    let text = serde_json::to_value(cause).ok();
    text.as_ref().and_then(|text| text.as_str()).unwrap_or("unknown").to_owned()
}

/// The cause as a list of one flight names it: with the person from whom somebody is kept apart.
pub(super) fn short(cause: Cause, apart: Option<&PersonId>) -> String {
    match cause {
        Cause::NoSeat => "no_seat".to_owned(),
        Cause::ListCap => "list_full".to_owned(),
        Cause::HighRiskPlaces => "no_place_for_high_class".to_owned(),
        Cause::MedicalPlaces => "no_nurse_place".to_owned(),
        Cause::KeepApart => {
            let person = apart.map_or_else(String::new, |person| person.to_string());
            format!("keep_apart:{person}")
        }
        Cause::NoFlight
        | Cause::Pinned
        | Cause::DocumentWindow
        | Cause::ApprovalWindow
        | Cause::Notice
        | Cause::NoNurse
        | Cause::NoFamilies
        | Cause::NoLink
        | Cause::LeadTime
        | Cause::NotFlown
        | Cause::NotWorth
        | Cause::HighRiskShare
        | Cause::WeeklyCap
        | Cause::LinkCap
        | Cause::BoardingLimit => code(cause),
    }
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
    let mut text = match cause {
        Cause::NoSeat => format!("no seat is left on {on}"),
        Cause::ListCap => format!("the agencies' list for {on} is full"),
        Cause::HighRiskPlaces => format!("{on} takes no more people of the high class"),
        Cause::MedicalPlaces => format!("every nurse's place on {on} is taken"),
        Cause::KeepApart => match apart {
            Some(person) => format!("{on} carries person {person}, to be kept apart"),
            None => format!("{on} carries somebody to be kept apart"),
        },
        Cause::NotWorth => format!("a seat on {on} would cost more than it is worth"),
        Cause::DocumentWindow => format!("the document ends before {on} arrives"),
        Cause::NoFlight
        | Cause::Pinned
        | Cause::ApprovalWindow
        | Cause::Notice
        | Cause::NoNurse
        | Cause::NoFamilies
        | Cause::NoLink
        | Cause::LeadTime
        | Cause::NotFlown
        | Cause::HighRiskShare
        | Cause::WeeklyCap
        | Cause::LinkCap
        | Cause::BoardingLimit => format!("{on} cannot take them: {}", code(cause)),
    };
    let help: Vec<String> = relief.iter().filter_map(one).collect();
    if !help.is_empty() {
        text = format!("{text}; {} would help", help.join(" and "));
    }
    match eases {
        Some(day) => format!("{text}; the next flight planned for them leaves on {day}"),
        None => format!("{text}; no later flight of the window takes them"),
    }
}

fn one(relief: &Relief) -> Option<String> {
    let what = match relief.cause {
        Cause::NoSeat => "seat",
        Cause::ListCap => "name on the list",
        Cause::HighRiskPlaces => "place for the high class",
        Cause::MedicalPlaces => "nurse's place",
        Cause::BoardingLimit => "place at the pick-up",
        Cause::NoFlight
        | Cause::Pinned
        | Cause::DocumentWindow
        | Cause::ApprovalWindow
        | Cause::Notice
        | Cause::NoNurse
        | Cause::NoFamilies
        | Cause::NoLink
        | Cause::LeadTime
        | Cause::NotFlown
        | Cause::NotWorth
        | Cause::KeepApart
        | Cause::HighRiskShare
        | Cause::WeeklyCap
        | Cause::LinkCap => return None,
    };
    Some(format!("{} more {what}", relief.amount))
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
    let by = match cause {
        Cause::KeepApart => "somebody aboard from whom they are kept apart",
        Cause::HighRiskPlaces => "the places for the high class",
        Cause::MedicalPlaces => "the nurses' places",
        Cause::ListCap => "the agencies' list",
        Cause::NoSeat => "a leg without enough seats for all of them together",
        Cause::NoFlight
        | Cause::Pinned
        | Cause::DocumentWindow
        | Cause::ApprovalWindow
        | Cause::Notice
        | Cause::NoNurse
        | Cause::NoFamilies
        | Cause::NoLink
        | Cause::LeadTime
        | Cause::NotFlown
        | Cause::NotWorth
        | Cause::HighRiskShare
        | Cause::WeeklyCap
        | Cause::LinkCap
        | Cause::BoardingLimit => "other rules",
    };
    format!("{waiting} people are kept out by {by}")
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
