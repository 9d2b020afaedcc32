//! The columns of an instance, one list per field.

use serde::{Deserialize, Serialize};

/// Destination countries, one entry per country.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    /// Three-letter code.
    pub code: Vec<String>,
    /// Days between the manifest's notice and departure.
    pub notice_days: Vec<i64>,
    /// Validity that the travel document must still have on arrival.
    pub td_min_left_days: Vec<i64>,
    /// People admitted per week of arrival; -1 for no cap.
    pub weekly_cap: Vec<i64>,
}

/// Ground transfers, one entry per link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// From which facility.
    pub facility: Vec<i64>,
    /// To which city.
    pub city: Vec<i64>,
    /// Days before departure that the transfer starts.
    pub lead_days: Vec<i64>,
    /// People per day; -1 for no cap.
    pub cap_per_day: Vec<i64>,
    /// Cost per person, in dollars.
    pub cost_pp: Vec<i64>,
}

/// What the value of a seat is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// For each person seated.
    pub seat: i64,
    /// For each day already detained.
    pub aging_per_day: i64,
    /// Days after which ageing stops counting.
    pub aging_cap: i64,
    /// For a document that runs out soon.
    pub td_urgent: i64,
    /// How soon is soon, in days from readiness.
    pub td_urgent_days: i64,
    /// For leaving before a review day that is near.
    pub review_met: i64,
    /// Days of waiting after which nothing more is saved.
    pub wait_cap_days: i64,
    /// How near a review day must be to count.
    pub review_slack_days: i64,
    /// Extension: rounds of planning after which whoever was passed over comes before everybody
    /// who was not; 0 or absent for no such promise.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rounds_promised: i64,
}

/// Flights, one entry per flight.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flights {
    /// Departure day.
    pub dep: Vec<i64>,
    /// Pick-up cities in order, at most three.
    pub pick: Vec<Vec<i64>>,
    /// Drop-off countries in order, at most three.
    pub drop: Vec<Vec<i64>>,
    /// Days from departure to arrival, per drop-off.
    pub arr_off: Vec<Vec<i64>>,
    /// Seats, escorts included.
    pub seats: Vec<i64>,
    /// Boarding limit per pick-up.
    pub board: Vec<Vec<i64>>,
    /// The foreign agency's list cap per drop-off.
    pub drop_cap: Vec<Vec<i64>>,
    /// The share of high-risk people allowed, in thousandths.
    pub hr_permille: Vec<i64>,
    /// 1 when a nurse is aboard.
    pub nurse: Vec<i64>,
    /// Medical places.
    pub med_max: Vec<i64>,
    /// 1 when families may fly.
    pub family_ok: Vec<i64>,
    /// 1 when the flight may be left unflown.
    pub candidate: Vec<i64>,
    /// Cost of flying, in dollars.
    pub cost: Vec<i64>,
    /// The least number of people with which a candidate may fly.
    pub min_fill: Vec<i64>,
    /// Extension: seats sold beyond `seats`, in thousandths of them; absent means none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overbook_permille: Vec<i64>,
    /// Extension: seats per leg, in order of flight, one fewer than there are stops; absent or an
    /// empty list means that every leg has `seats`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leg_seats: Vec<Vec<i64>>,
    /// Extension: people on the flight's whole list, over all drop-offs; absent or -1 for no cap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list_cap: Vec<i64>,
    /// Extension: high-risk people aboard, however many others there are; absent or -1 for no cap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hr_max: Vec<i64>,
}

/// People, one entry each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Who flies together; groups are numbered from zero without gaps.
    pub group: Vec<i64>,
    /// Destination.
    pub country: Vec<i64>,
    /// Where the person is held.
    pub facility: Vec<i64>,
    /// First day on which a request for a seat is lawful.
    pub ready: Vec<i64>,
    /// Travel document valid from.
    pub td_from: Vec<i64>,
    /// Travel document valid to.
    pub td_to: Vec<i64>,
    /// Approval valid from.
    pub ap_from: Vec<i64>,
    /// Approval valid to.
    pub ap_to: Vec<i64>,
    /// Days detained on the planning day.
    pub days_detained: Vec<i64>,
    /// Dollars per day of waiting.
    pub cost_per_day: Vec<i64>,
    /// Next custody review.
    pub review_day: Vec<i64>,
    /// 0, 1, or 2 for high.
    pub risk: Vec<i64>,
    /// Seats for escorts beside this person.
    pub escort_seats: Vec<i64>,
    /// 1 when a nurse must be aboard.
    pub medical: Vec<i64>,
    /// 1 for a minor.
    pub minor: Vec<i64>,
    /// Extension: in how many rounds of planning the person had a lawful flight and was passed
    /// over; absent means never.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds_waited: Vec<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as the derive asks for it")]
fn is_zero(value: &i64) -> bool {
    *value == 0
}
