//! One clean flight.

use domain::{AgencyId, Flight, FlightId, FlightKind, FlightPlan, Known, Stop, StopKind};

use super::{DEPARTS, moment};

/// The charter to China of the sample: two pick-ups, a technical stop, one drop-off.
#[track_caller]
pub(crate) fn empty_flight() -> Flight {
    flight_over("F000001", "p:KAEX>p:KSEA>t:PGUM>d:ZYTX")
}

/// A stop as flights.csv writes it.
pub(crate) fn stop(text: &str) -> Known<Stop> {
    let stop = text.split_once(':').and_then(|(kind, airport)| {
        Some(Stop { kind: StopKind::from_code(kind)?, airport: airport.into() })
    });
    stop.map_or_else(|| Known::unreadable(text), Known::Read)
}

/// A flight over these stops, written as in flights.csv.
#[track_caller]
pub(crate) fn flight_over(id: &str, stops: &str) -> Flight {
    Flight::new(FlightPlan {
        id: FlightId::new(id).unwrap(),
        kind: Known::Read(FlightKind::LongRange),
        aircraft: "B763".into(),
        seats: Known::Read(20),
        departs_at: Some(moment(DEPARTS)),
        stops: stops.split('>').map(stop).collect(),
        agencies: vec![AgencyId::new("chn_nia").unwrap()],
        list_cap: Known::Read(12),
        notice_days: 2,
        max_class3: Known::Read(2),
        nurses: Known::Read(1),
        fixed_cost_usd: 300_000,
        hourly_cost_usd: 17_000,
        unreadable: false,
    })
}
