//! The people on a flight's list, as a foreign authority may see them, entered in the accounting
//! of disclosures before anything leaves.

use std::sync::Arc;

use domain::SeatRole;
use domain::decide::{self, Changes};
use domain::gate;
use domain::rulebook::{CountryProfile, Rulebook};
use domain::{Actor, AgencyId, Case, CaseId, Flight, FlightId, Known, Line, LineState, Refusal};
use interchange::{Release, Seat};
use jiff::civil::Date;
use persistence::Loaded;

use crate::{OperationError, Operations, TRIES};

/// One person on a list, with what may be told about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// Whose case; never part of what leaves.
    pub case: CaseId,
    /// What may be told.
    pub release: Release,
    /// The authority it may be told to.
    pub agency: AgencyId,
    /// Airport where the person gets on.
    pub embarks: String,
}

/// A flight's list, released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedList {
    /// The flight as it was when the list was drawn up.
    pub flight: Flight,
    /// The people, by their numbers on the list.
    pub people: Vec<Released>,
}

/// Whoever is on board, was, or is to be: what a list of passengers has.
pub(crate) fn on_the_list(flight: &Flight) -> Vec<&Line> {
    flight.manifest.lines.iter().filter(|line| travels(line)).collect()
}

/// Whether whoever is on `line` is on board, was, or is to be.
pub(super) fn travels(line: &Line) -> bool {
    line.role == SeatRole::Primary
        && (line.state.is_live()
            || matches!(line.state, LineState::Delivered | LineState::Returned))
}

/// The airport of stop `index` of `flight`.
pub(crate) fn airport_of(flight: &Flight, index: u8) -> Option<&str> {
    match flight.plan.stops.get(usize::from(index))? {
        Known::Read(stop) => Some(&stop.airport),
        Known::Unreadable { .. } => None,
    }
}

/// The profile of the foreign country in which `line` gets off.
fn profile<'r>(flight: &Flight, line: &Line, rules: &'r Rulebook) -> Option<&'r CountryProfile> {
    let airport = rules.airport(airport_of(flight, line.drop_stop)?)?;
    rules.country(airport.country)
}

/// What of `case` may be told in the country in which `line` gets off.
fn release(
    flight: &Flight,
    line: &Line,
    case: &Case,
    day: Date,
    rules: &Rulebook,
) -> Option<Released> {
    let profile = profile(flight, line, rules)?;
    let document = gate::usable_document(case, profile.country, day, day, rules);
    let arrives_at = airport_of(flight, line.drop_stop)?;
    let seat = Seat { number: line.number, arrives_at, day, document };
    Some(Released {
        case: case.id.clone(),
        release: Release::of(case, &seat, &profile.disclosure_fields),
        agency: profile.agency.id.clone(),
        embarks: airport_of(flight, line.board_stop)?.to_owned(),
    })
}

/// Something that is to leave, and its number.
#[derive(Debug, Clone)]
pub struct Drawn<T> {
    /// What leaves.
    pub what: T,
    /// SHA-256 of it, in hexadecimal.
    pub hash: String,
}

/// `purpose` as the accounting has it: with the number of what left.
pub(super) fn stamped(purpose: &str, hash: &str) -> String {
    format!("{purpose}{STAMP}{hash}")
}

/// What stands between the purpose and the number.
pub(super) const STAMP: &str = "; SHA-256 ";

/// The fields of a release, for the accounting.
pub(super) fn codes(release: &Release) -> Vec<Arc<str>> {
    release.fields().map(|field| field.code().into()).collect()
}

/// The list of `people` as `only`, or every agency on the route, may see it.
pub(super) fn drawn_up<'c>(
    flight: &Flight,
    people: impl Iterator<Item = (&'c Line, &'c Case)>,
    only: Option<&AgencyId>,
    rules: &Rulebook,
) -> Result<ReleasedList, OperationError> {
    let departs = flight.plan.departs_at.ok_or_else(|| unreadable(flight.id()))?;
    let mut list = ReleasedList { flight: flight.clone(), people: Vec::new() };
    for (line, case) in people {
        let released =
            release(flight, line, case, departs.date(), rules).ok_or_else(|| nowhere(&case.id))?;
        if only.is_none_or(|only| *only == released.agency) {
            list.people.push(released);
        }
    }
    Ok(list)
}

impl Operations {
    /// Releases the list of `id` for `purpose`, to `only` or to every agency on the route: each
    /// person's release is in the accounting of disclosures when this answers, with the number of
    /// what was drawn up.
    ///
    /// The gate is asked about each of them; if it bars one from contact, nothing leaves at all. `draw`
    /// makes what leaves before it is entered, and may refuse.
    pub async fn release_list<T: Send>(
        &self,
        id: &FlightId,
        (only, purpose): (Option<&AgencyId>, &str),
        actor: &Actor,
        draw: &(dyn Fn(&ReleasedList) -> Result<Drawn<T>, OperationError> + Sync),
    ) -> Result<(ReleasedList, T), OperationError> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let context = self.context(actor, now);
            let flight = self.store.flight(id).await?;
            let lines = on_the_list(&flight.value);
            let ids: Vec<CaseId> = lines.iter().map(|line| line.case.clone()).collect();
            let cases = self.store.cases(&ids).await?;
            let people = lines.into_iter().zip(cases.iter().map(|case| &case.value));
            let list = drawn_up(&flight.value, people, only, &self.rules)?;
            let on_it = |case: &&Case| list.people.iter().any(|one| one.case == case.id);
            let (mut cleared, mut barred) = (Vec::new(), Vec::new());
            for case in cases.iter().map(|case| &case.value).filter(on_it) {
                match gate::ask_contact(case, now, &self.rules) {
                    Ok(proof) => cleared.push((case, proof)),
                    Err(reasons) => barred.push((case.id.clone(), reasons)),
                }
            }
            let told = |purpose: &str| -> Result<Changes, Refusal> {
                let mut changes = Changes::default();
                for (case, proof) in &cleared {
                    let Some(one) = list.people.iter().find(|one| one.case == case.id) else {
                        continue;
                    };
                    let (to, fields) = (&one.agency, codes(&one.release));
                    let told = decide::disclose(case, to, purpose, fields, proof, &context)?;
                    changes.cases.extend(told.cases);
                }
                Ok(changes)
            };
            // Who may not disclose is not told who is barred.
            told(purpose)?;
            if !barred.is_empty() {
                return Err(Refusal::Barred { barred }.into());
            }
            let drawn = draw(&list)?;
            let changes = told(&stamped(purpose, &drawn.hash))?;
            if list.people.is_empty()
                || self.enter(changes, cases, flight, (actor, purpose)).await?
            {
                tracing::info!(flight.id = %id, people = list.people.len(), "list released");
                return Ok((list, drawn.what));
            }
        }
        Err(OperationError::Busy(format!("flight {id}")))
    }

    /// Enters the disclosures. False if others were faster.
    async fn enter(
        &self,
        changes: Changes,
        cases: Vec<Loaded<Case>>,
        flight: Loaded<Flight>,
        (actor, purpose): (&Actor, &str),
    ) -> Result<bool, OperationError> {
        let stamp = (actor, self.clock.now(), purpose);
        let unit = self.unit(changes, cases, vec![flight], stamp);
        Ok(self.commit_one(unit).await?.is_some())
    }
}

fn unreadable(id: &FlightId) -> OperationError {
    OperationError::BadInput(format!("the departure of flight {id} cannot be read"))
}

fn nowhere(case: &CaseId) -> OperationError {
    OperationError::BadInput(format!(
        "case {case} gets off where no foreign authority is known: there is nobody to tell"
    ))
}
