//! The list of a flight as UN/EDIFACT PAXLST, which the carrier files.

use domain::rulebook::Rulebook;
use domain::{Actor, Country, Flight, FlightId, Known, Moment};
use interchange::forms::sha256;
use interchange::paxlst::{self, Passenger, PassengerList, Place, PlaceKind, Profile};
use jiff::tz::Offset;
use serde::Serialize;

use super::list::{Drawn, ReleasedList};
use crate::{OperationError, Operations};

/// Why the list leaves, as the accounting of disclosures has it.
const PURPOSE: &str = "advance passenger information (PAXLST)";

/// How a list is wanted.
#[derive(Debug, Clone)]
pub struct PaxlstOptions {
    /// In which form.
    pub profile: Profile,
    /// To whom the interchange is addressed.
    pub receiver: String,
}

/// A list that was drawn up.
#[derive(Debug, Clone, Serialize)]
pub struct ExportedPaxlst {
    /// Of which flight.
    pub flight: FlightId,
    /// How many people are on it.
    pub people: usize,
    /// How many messages it has.
    pub messages: u64,
    /// The interchange.
    #[serde(skip)]
    pub text: String,
}

impl Operations {
    /// Draws up the list of `id`. Each person's release is entered in the accounting of
    /// disclosures first; a list that would not be sound is not drawn up.
    pub async fn export_paxlst(
        &self,
        id: &FlightId,
        options: &PaxlstOptions,
        actor: &Actor,
    ) -> Result<ExportedPaxlst, OperationError> {
        let now = self.clock.now();
        let draw = |released: &ReleasedList| {
            let list = list(released, options, now, &self.rules);
            paxlst::write(&list, options.profile)
        };
        let sound = |released: &ReleasedList| {
            if let Some(case) = nameless(released) {
                return Err(OperationError::BadInput(format!(
                    "the name of case {case} has no Latin letters: record its transliteration"
                )));
            }
            match paxlst::check(&draw(released)).faults.first() {
                Some(fault) => {
                    Err(OperationError::BadInput(format!("the list would not be sound: {fault}")))
                }
                None => Ok(()),
            }
        };
        let made = |released: &ReleasedList| {
            sound(released)?;
            let text = draw(released);
            Ok(Drawn { hash: sha256(&text), what: text })
        };
        let purpose = format!("{PURPOSE} of flight {id}");
        let (released, text) = self.release_list(id, (None, &purpose), actor, &made).await?;
        let messages = paxlst::check(&text).messages;
        Ok(ExportedPaxlst { flight: id.clone(), people: released.people.len(), messages, text })
    }
}

fn nameless(released: &ReleasedList) -> Option<&domain::CaseId> {
    let name = |embarks: &str, release| Passenger::of(release, embarks).family;
    let mut people = released.people.iter();
    people.find(|one| name(&one.embarks, &one.release).is_empty()).map(|one| &one.case)
}

fn list(
    released: &ReleasedList,
    options: &PaxlstOptions,
    now: Moment,
    rules: &Rulebook,
) -> PassengerList {
    let flight = &released.flight;
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
    };
    let number = plain(flight.id().as_str());
    let reference = format!("{number}R{}", flight.manifest.revision);
    let tail = reference.len().saturating_sub(14);
    // To the minute, as the interchange has it.
    let made = Offset::UTC.to_datetime(now.at());
    let made = made.with().second(0).subsec_nanosecond(0).build().unwrap_or(made);
    PassengerList {
        sender: "CASEFLIGHT".to_owned(),
        receiver: plain(&options.receiver),
        made,
        reference: reference.get(tail..).unwrap_or_default().to_owned(),
        reporter: "CHARTER OPERATIONS".to_owned(),
        places: places(flight, rules),
        flight: number.chars().take(17).collect(),
        passengers: released
            .people
            .iter()
            .map(|one| Passenger::of(&one.release, &one.embarks))
            .collect(),
    }
}

/// Where the flight goes, as seen from the border: the last airport before it, the first after it.
fn places(flight: &Flight, rules: &Rulebook) -> Vec<Place> {
    let stops: Vec<(&str, bool)> = flight
        .plan
        .stops
        .iter()
        .filter_map(Known::read)
        .map(|stop| {
            let abroad =
                rules.airport(&stop.airport).is_some_and(|known| known.country != Country::USA);
            (&*stop.airport, abroad)
        })
        .collect();
    let first_abroad = stops.iter().position(|(_, abroad)| *abroad);
    let mut places: Vec<Place> = stops
        .iter()
        .enumerate()
        .map(|(n, (airport, _))| Place {
            kind: match first_abroad {
                Some(first) if n + 1 == first => PlaceKind::LastBeforeBorder,
                Some(first) if n == first => PlaceKind::FirstAfterBorder,
                Some(first) if n > first => PlaceKind::AfterBorder,
                Some(_) | None => PlaceKind::BeforeBorder,
            },
            airport: (*airport).to_owned(),
            departs: None,
        })
        .collect();
    if let (Some(first), Some(departs)) = (places.first_mut(), flight.plan.departs_at) {
        let local = Offset::from_seconds(departs.offset_seconds()).unwrap_or(Offset::UTC);
        let local = local.to_datetime(departs.at());
        first.departs = local.with().second(0).subsec_nanosecond(0).build().ok();
    }
    places
}
