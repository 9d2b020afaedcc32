//! What stands between people and a seat: each cause with its words, all in one place.
//!
//! [`Cause::limit`] groups the causes: those that more room would help, each with the limit that
//! would have to be raised, and the rest.

use serde::{Deserialize, Serialize};

/// What stands between a group and a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No flight goes to the country.
    NoFlight,
    /// Pinned to another flight.
    Pinned,
    /// Arrival lies outside the travel document's validity.
    DocumentWindow,
    /// Arrival lies outside the approval.
    ApprovalWindow,
    /// The manifest's notice would come before the group is ready.
    Notice,
    /// No nurse, or too few medical places for the group by itself.
    NoNurse,
    /// The flight takes no families.
    NoFamilies,
    /// No ground transfer from the facility to any pick-up.
    NoLink,
    /// The ground transfer would start before the group is ready.
    LeadTime,
    /// The candidate flight is left unflown.
    NotFlown,
    /// The seat costs more than it is worth.
    NotWorth,
    /// Somebody is aboard from whom the group is kept apart.
    KeepApart,
    /// Too many high-risk people for those aboard.
    HighRiskShare,
    /// All places for high-risk people are taken.
    HighRiskPlaces,
    /// All medical places are taken.
    MedicalPlaces,
    /// The country's list for this flight is full, or the flight's whole list.
    ListCap,
    /// The country admits no more people that week.
    WeeklyCap,
    /// The ground transfer is full that day.
    LinkCap,
    /// The pick-up boards no more people.
    BoardingLimit,
    /// No seat is left.
    NoSeat,
}

/// A limit that may be raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// People of low risk aboard, who carry the share of high risk.
    LowRiskAboard,
    /// Places for high-risk people.
    HighRiskPlaces,
    /// Medical places.
    MedicalPlaces,
    /// Names on a list.
    Names,
    /// The country's admissions in a week.
    Admissions,
    /// Places on a ground transfer.
    Transfer,
    /// Places at a pick-up.
    Boarding,
    /// Seats.
    Seats,
}

/// The words for a cause.
struct Words {
    /// The limit by its name.
    name: &'static str,
    /// What keeps people out: "three people are kept out ...".
    by: &'static str,
    /// What is so of a flight, which stands in it as `{on}`.
    of: &'static str,
}

impl Cause {
    /// The limit that would have to be raised; `None` where more room would not help.
    ///
    /// ```
    /// use planner::{Cause, Limit};
    /// assert_eq!(Cause::NoSeat.limit(), Some(Limit::Seats));
    /// assert_eq!(Cause::DocumentWindow.limit(), None);
    /// ```
    pub fn limit(self) -> Option<Limit> {
        match self {
            Self::HighRiskShare => Some(Limit::LowRiskAboard),
            Self::HighRiskPlaces => Some(Limit::HighRiskPlaces),
            Self::MedicalPlaces => Some(Limit::MedicalPlaces),
            Self::ListCap => Some(Limit::Names),
            Self::WeeklyCap => Some(Limit::Admissions),
            Self::LinkCap => Some(Limit::Transfer),
            Self::BoardingLimit => Some(Limit::Boarding),
            Self::NoSeat => Some(Limit::Seats),
            Self::NoFlight
            | Self::Pinned
            | Self::DocumentWindow
            | Self::ApprovalWindow
            | Self::Notice
            | Self::NoNurse
            | Self::NoFamilies
            | Self::NoLink
            | Self::LeadTime
            | Self::NotFlown
            | Self::NotWorth
            | Self::KeepApart => None,
        }
    }

    fn words(self) -> Words {
        let own = "by their own dates and documents";
        let (name, by, of) = match self {
            Self::NoFlight => {
                ("the flights to the country", own, "{on} does not go to their country")
            }
            Self::Pinned => ("the pin", own, "{on} is not the one to which they are pinned"),
            Self::DocumentWindow => (
                "the travel document",
                own,
                "the travel document does not serve the day on which {on} arrives",
            ),
            Self::ApprovalWindow => {
                ("the approval", own, "the approval does not cover the day on which {on} arrives")
            }
            Self::Notice => ("the notice", own, "{on} leaves before the notice could be given"),
            Self::NoNurse => {
                ("the nurse", own, "{on} has no nurse, or too few medical places for them alone")
            }
            Self::NoFamilies => ("the rule on families", own, "{on} takes no families"),
            Self::NoLink => {
                ("the ground transfer", own, "no transfer goes from their facility to {on}")
            }
            Self::LeadTime => {
                ("the ground transfer", own, "{on} leaves before a transfer could bring them")
            }
            Self::NotFlown => ("the choice of flights", own, "{on} is left unflown"),
            Self::NotWorth => (
                "the worth of a seat",
                "because a seat would cost more than it is worth",
                "a seat on {on} would cost more than it is worth",
            ),
            Self::KeepApart => (
                "the people to be kept apart",
                "by somebody aboard from whom they are kept apart",
                "{on} carries somebody to be kept apart",
            ),
            Self::HighRiskShare => (
                "the share of high-risk people",
                "by the share of high-risk people",
                "{on} would carry too large a share of high-risk people",
            ),
            Self::HighRiskPlaces => (
                "the places for high-risk people",
                "by the places for high-risk people",
                "{on} has no place for high-risk people left",
            ),
            Self::MedicalPlaces => {
                ("the medical places", "by the medical places", "{on} has no medical place left")
            }
            Self::ListCap => (
                "the country's list for this flight",
                "by the country's list for this flight",
                "the agencies' list for {on} is full",
            ),
            Self::WeeklyCap => (
                "the country's cap for the week",
                "by the country's cap for the week",
                "the country admits no more people in the week in which {on} arrives",
            ),
            Self::LinkCap => (
                "the ground transfer",
                "by the ground transfer of the day",
                "the transfer to {on} is full",
            ),
            Self::BoardingLimit => (
                "the boarding limit of a pick-up",
                "by the boarding limit of their pick-up",
                "{on} boards no more people at their pick-up",
            ),
            Self::NoSeat => (
                "the seats",
                "because they need more seats together than are left",
                "too few seats are left on {on}",
            ),
        };
        Words { name, by, of }
    }

    /// What it is about, by its name: "the travel document".
    pub fn name(self) -> &'static str {
        self.words().name
    }

    /// What keeps people out of empty seats: "by the medical places".
    pub fn keeps_out(self) -> &'static str {
        self.words().by
    }

    /// What is so of a flight, named as `on`.
    ///
    /// ```
    /// assert_eq!(planner::Cause::ListCap.of("flight 7"), "the agencies' list for flight 7 is full");
    /// ```
    pub fn of(self, on: &str) -> String {
        self.words().of.replace("{on}", on)
    }
}

impl Limit {
    /// So many more of it, in words.
    ///
    /// ```
    /// assert_eq!(planner::Limit::Seats.more(2), "2 more seats");
    /// ```
    pub fn more(self, n: i64) -> String {
        let (one, many) = match self {
            Self::Seats => ("seat", "seats"),
            Self::Boarding => ("place at the pick-up", "places at the pick-up"),
            Self::Names => ("name on the list", "names on the list"),
            Self::LowRiskAboard => ("person of low risk aboard", "people of low risk aboard"),
            Self::HighRiskPlaces => ("place for high-risk people", "places for high-risk people"),
            Self::MedicalPlaces => ("medical place", "medical places"),
            Self::Admissions => ("admission that week", "admissions that week"),
            Self::Transfer => ("place on the transfer", "places on the transfer"),
        };
        format!("{n} more {}", if n == 1 { one } else { many })
    }
}
