//! Flights, their manifests and stop orders.

use std::collections::HashMap;

use domain::flight::Room;
use domain::{Case, CaseId, Flight};
use persistence::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use super::{LineView, StopOrderView, maybe};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::Act;
use crate::sight::Sight;
use crate::who::Who;

/// A flight in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FlightRow {
    /// Key.
    #[schema(example = "F000001")]
    pub(crate) id: String,
    /// The version: it goes into `If-Match`.
    pub(crate) version: i64,
    /// Where it stands.
    pub(crate) status: &'static str,
    /// Departure at the first stop.
    #[schema(nullable = true)]
    pub(crate) departs: Option<String>,
    /// Airports in order, with what happens there: `p` pick-up, `d` drop-off, `t` technical.
    pub(crate) route: Vec<String>,
    /// Seats for the people carried.
    pub(crate) seats: String,
    /// People with a seat.
    pub(crate) primaries: usize,
    /// People who wait for one.
    pub(crate) alternates: usize,
    /// People who were struck.
    pub(crate) struck: usize,
    /// Stop orders that nobody acknowledged.
    pub(crate) open_stop_orders: usize,
    /// The status in words, for pages.
    #[serde(skip)]
    pub(crate) status_label: &'static str,
}

/// A flight with its manifest. Lines of people whom the reader may not see are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FlightView {
    /// What a list shows.
    #[serde(flatten)]
    pub(crate) row: FlightRow,
    /// Kind.
    pub(crate) kind: String,
    /// Type of aircraft.
    pub(crate) aircraft: String,
    /// Agencies, in the order of drop-offs.
    pub(crate) agencies: Vec<String>,
    /// The most names that the agencies take.
    pub(crate) list_cap: String,
    /// Days before departure by which the list must reach the agencies.
    pub(crate) notice_days: u32,
    /// Whether the agencies take late names.
    pub(crate) late_acceptance: bool,
    /// Free seats on each leg.
    pub(crate) free_seats: Vec<u32>,
    /// Names that the list still takes.
    pub(crate) free_names: u32,
    /// Places left with the nurses.
    pub(crate) free_nurse_places: u32,
    /// Places left for the high guarding class.
    pub(crate) free_high_class: u32,
    /// Counts every change of the list.
    pub(crate) revision: u32,
    /// Who built or changed the list: none of them may seal it.
    pub(crate) builders: Vec<String>,
    /// Who sealed it.
    #[schema(nullable = true)]
    pub(crate) sealed_by: Option<String>,
    /// When it was sealed.
    #[schema(nullable = true)]
    pub(crate) sealed_at: Option<String>,
    /// The list, struck lines too.
    pub(crate) lines: Vec<LineView>,
    /// Lines of people whom the reader may not see.
    pub(crate) hidden_lines: usize,
    /// Orders to take somebody off.
    pub(crate) stop_orders: Vec<StopOrderView>,
}

impl FlightView {
    /// Whether it has left.
    pub(crate) fn has_left(&self) -> bool {
        matches!(self.row.status, "departed" | "arrived")
    }

    /// The stop `number`, as people know it.
    pub(crate) fn stop(&self, number: u8) -> &str {
        self.row.route.get(usize::from(number)).map_or("–", String::as_str)
    }

    /// How many lines that the reader may see stand so.
    pub(crate) fn in_state(&self, state: &str) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }
}

impl FlightRow {
    /// The row of `found`. It tells of nobody.
    pub(crate) fn of(found: &Loaded<Flight>) -> Self {
        let flight = &found.value;
        let route = flight.plan.stops.iter().map(|stop| match stop.read() {
            Some(stop) => format!("{} ({})", stop.airport, stop.kind.label()),
            None => "unreadable".to_owned(),
        });
        Self {
            id: flight.id().to_string(),
            version: found.version().0,
            status: flight.status.code(),
            departs: maybe(flight.plan.departs_at),
            route: route.collect(),
            seats: flight.plan.seats.to_string(),
            primaries: flight.manifest.seated(),
            alternates: flight.manifest.alternates().len(),
            struck: flight.manifest.struck().count(),
            open_stop_orders: flight
                .stop_orders
                .iter()
                .filter(|order| order.acknowledged.is_none())
                .count(),
            status_label: flight.status.label(),
        }
    }
}

impl Desk {
    /// `found` as `who` may see it.
    pub(crate) async fn flight_view(
        &self,
        who: &Who,
        found: &Loaded<Flight>,
    ) -> Result<FlightView, Failure> {
        let flight = &found.value;
        let mut ids: Vec<CaseId> =
            flight.manifest.lines.iter().map(|line| line.case.clone()).collect();
        ids.extend(flight.stop_orders.iter().map(|order| order.case.clone()));
        ids.sort();
        ids.dedup();
        let cases = self.ops.store.cases_lossless(&ids).await?;
        let seen: HashMap<CaseId, (Loaded<Case>, Sight)> = cases
            .into_iter()
            .filter_map(Result::ok)
            .filter_map(|case| {
                let sight = self.sight_of_listed(who, &case.value)?;
                Some((case.value.id.clone(), (case, sight)))
            })
            .collect();
        let lines: Vec<LineView> = flight
            .manifest
            .lines
            .iter()
            .filter_map(|line| {
                let (case, sight) = seen.get(&line.case)?;
                Some(self.line(line, &case.value, sight))
            })
            .collect();
        let nothing = Sight::NONE;
        let now = self.now().at();
        let stop_orders = flight
            .stop_orders
            .iter()
            .map(|order| {
                // That somebody must come off concerns everybody at the flight; why does not.
                let sight = seen.get(&order.case).map_or(&nothing, |(_, sight)| sight);
                self.stop_order(flight, order, sight, now)
            })
            .collect();
        let room = Room::left_on(flight);
        let seal = flight.manifest.seal.as_ref();
        Ok(FlightView {
            row: FlightRow::of(found),
            kind: flight.plan.kind.to_string(),
            aircraft: flight.plan.aircraft.to_string(),
            agencies: flight.plan.agencies.iter().map(ToString::to_string).collect(),
            list_cap: flight.plan.list_cap.to_string(),
            notice_days: flight.plan.notice_days,
            late_acceptance: flight.late_acceptance,
            free_seats: room.leg_seats().to_vec(),
            free_names: room.names(),
            free_nurse_places: room.nursed_places(),
            free_high_class: room.high_risk_places(),
            revision: flight.manifest.revision,
            builders: flight.manifest.builders.iter().map(ToString::to_string).collect(),
            sealed_by: maybe(seal.map(|seal| &seal.by)),
            sealed_at: maybe(seal.map(|seal| seal.at)),
            hidden_lines: flight.manifest.lines.len().saturating_sub(lines.len()),
            lines,
            stop_orders,
        })
    }

    /// What `who` may read of somebody on a list; nothing if not even that they are on it.
    fn sight_of_listed(&self, who: &Who, case: &Case) -> Option<Sight> {
        self.sees(who, case).then(|| self.sight(who, case))
    }

    /// Whether `who` may see that there is this case.
    pub(crate) fn sees(&self, who: &Who, case: &Case) -> bool {
        let nationality =
            case.person.nationality.read().map_or_else(String::new, ToString::to_string);
        self.would(who, Act::SeeCase, self.subject(who, case, &nationality))
    }
}
