//! The world of one sequence: ten people, three flights, a clock that only goes forward.

use domain::decide::Context;
use domain::{
    Actor, Answer, Case, ClassLevel, DocumentId, DocumentKind, FamilyUnit, Flight, Known, Moment,
    Order, PersonId, Role, Stage,
};
use jiff::{SignedDuration, Timestamp};

use super::dice::Dice;
use super::told::Told;
use crate::support::{
    RULES, SECOND, agency, clean_case, country, day, document, flight_over, moment, named, noticed,
};

/// When every sequence begins.
const BEGIN: &str = "2024-06-20T09:00:00-05:00";

/// Everything that a sequence changes.
pub(super) struct World {
    pub(super) now: Moment,
    /// When holds were last read from their sources.
    pub(super) feed: Timestamp,
    pub(super) cases: Vec<Case>,
    pub(super) flights: Vec<Flight>,
    /// The orders as they were, so that they can be put right again.
    pub(super) orders: Vec<Order>,
    /// Whom agencies were told of.
    pub(super) told: Told,
    /// Numbers new records.
    pub(super) serial: u32,
}

impl World {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let cases: Vec<Case> = people(dice);
        let orders = cases.iter().map(|case| case.order.clone()).collect();
        let now = moment(BEGIN);
        let flights = flights(now, dice);
        let told = Told::of(&cases);
        Self { now, feed: now.at(), cases, flights, orders, told, serial: 0 }
    }

    /// Everybody of the family of `case`, itself included, by index.
    pub(super) fn party(&self, case: usize) -> Vec<usize> {
        match &self.cases[case].person.family_unit {
            None => vec![case],
            Some(unit) => {
                let same =
                    |index: &usize| self.cases[*index].person.family_unit.as_ref() == Some(unit);
                (0..self.cases.len()).filter(same).collect()
            }
        }
    }

    /// The first of each party, by index.
    pub(super) fn heads(&self) -> Vec<usize> {
        (0..self.cases.len()).filter(|index| self.party(*index).first() == Some(index)).collect()
    }

    pub(super) fn cases_of(&self, party: &[usize]) -> Vec<&Case> {
        party.iter().map(|index| &self.cases[*index]).collect()
    }

    pub(super) fn index_of(&self, case: &domain::CaseId) -> usize {
        self.cases.iter().position(|known| known.id == *case).expect("a case of this world")
    }

    /// The flight that `case` is bound to, by index.
    pub(super) fn flight_of(&self, case: &Case) -> Option<usize> {
        let flight = case.stage.flight()?;
        self.flights.iter().position(|known| known.id() == flight)
    }

    pub(super) fn context<'a>(&self, actor: &'a Actor) -> Context<'a> {
        Context { now: self.now, actor, rules: &RULES, second: Some(&SECOND) }
    }

    pub(super) fn next(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }

    pub(super) fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus(SignedDuration::from_mins(minutes));
        self.feed = self.now.at();
    }

    /// Moves the clock to `minutes` before the departure of the flight, never back.
    pub(super) fn wait_for(&mut self, flight: usize, minutes: i64) {
        let Some(departs) = self.flights[flight].plan.departs_at else { return };
        let then = departs.at() - SignedDuration::from_mins(minutes);
        if self.now.at() < then {
            self.now = self.now.plus(then.duration_since(self.now.at()));
        }
        self.feed = self.now.at();
    }
}

/// Somebody who acts in `role`; each role is one user.
pub(super) fn who(role: Role) -> Actor {
    named(role, role.code())
}

fn people(dice: &mut Dice) -> Vec<Case> {
    let homes = ["GTM", "GTM", "GTM", "GTM", "HND", "HND", "HND", "GTM", "HND", "CHN"];
    let mut cases: Vec<Case> =
        (1..).zip(homes).map(|(number, home)| somebody(number, home, dice)).collect();
    // P2's record names P1, not the other way round.
    cases[1].person.keep_apart.push(PersonId::new("P1").unwrap());
    let family = |unit: &str| Some(FamilyUnit::new(unit).unwrap());
    (cases[2].person.family_unit, cases[3].person.family_unit) = (family("U1"), family("U1"));
    (cases[7].person.family_unit, cases[8].person.family_unit) = (family("U2"), family("U2"));
    cases[3].person.birth_date = Known::Read(day("2016-02-29"));
    if dice.once_in(12) {
        cases[2].person.birth_date = Known::Read(day("2008-06-30"));
    }
    if dice.once_in(12) {
        cases[0].person.unaccompanied = Known::Read(true);
    }
    cases[4].person.class_level = Known::Read(ClassLevel::High);
    cases[9].person.class_level = Known::Read(ClassLevel::High);
    cases[5].medical.status = Known::Read(domain::MedicalStatus::NurseRequired);
    // P7 is a Honduran who is to be taken to Guatemala.
    let third = &mut cases[6];
    third.order.removal_country = Some(Known::Read(country("GTM")));
    for paper in &mut third.documents {
        paper.issuing_country = Known::Read(country("GTM"));
    }
    // The own passport would do if the order were changed to Honduras.
    let mut own = document("D77");
    (own.kind, own.issuing_country) =
        (Known::Read(DocumentKind::Passport), Known::Read(country("HND")));
    (own.answer, own.answered_on) = (None, None);
    third.documents.push(own);
    match dice.roll(4) {
        0 => (),
        1 => third.statements.push(noticed("2024-06-22T09:00:00-05:00")),
        _ => third.statements.push(noticed("2024-06-15T09:00:00-05:00")),
    }
    cases
}

fn somebody(number: u32, home: &str, dice: &mut Dice) -> Case {
    let mut case = clean_case(&format!("P{number}"));
    case.person.seq = i64::from(number);
    case.person.nationality = Known::Read(country(home));
    case.order.removal_country = Some(Known::Read(country(home)));
    let paper = &mut case.documents[0];
    paper.id = DocumentId::new(format!("D{number}")).unwrap();
    paper.issuing_country = Known::Read(country(home));
    if dice.once_in(6) {
        paper.kind = Known::Read(DocumentKind::Passport);
        (paper.answer, paper.answered_on, paper.requested_on) = (None, None, None);
    }
    if dice.once_in(10) {
        paper.expires_on = Some(day("2024-06-24"));
    }
    match dice.roll(12) {
        0 => case.stage = Stage::Detained,
        1 => case.stage = Stage::OrderFinal,
        2 => {
            case.stage = Stage::OrderFinal;
            case.documents.clear();
        }
        3 => {
            case.stage = Stage::DocumentRequested;
            let paper = &mut case.documents[0];
            (paper.number, paper.issued_on, paper.expires_on) = (None, None, None);
            (paper.answer, paper.answered_on) = (Some(Answer::Pending), None);
        }
        _ => (),
    }
    case
}

fn flights(now: Moment, dice: &mut Dice) -> Vec<Flight> {
    let after = |days: i64| Some(now.plus(SignedDuration::from_hours(24 * days + 6)));
    let mut first = flight_over("F1", "p:KAEX>p:KSAT>d:MGGT>d:MHTG");
    first.plan.departs_at = after(2);
    (first.plan.seats, first.plan.list_cap) = (Known::Read(4), Known::Read(5));
    (first.plan.max_class3, first.plan.nurses) = (Known::Read(1), Known::Read(1));
    first.plan.notice_days = 1;
    let mut second = flight_over("F2", "p:KAEX>d:MHTG>p:KSAT>d:MGGT");
    second.plan.departs_at = after(4);
    (second.plan.seats, second.plan.list_cap) = (Known::Read(2), Known::Read(3));
    (second.plan.max_class3, second.plan.nurses) = (Known::Read(0), Known::Read(0));
    second.plan.notice_days = 1;
    let mut third = flight_over("F3", third_route(dice));
    third.plan.departs_at = after(5);
    (third.plan.seats, third.plan.max_class3) = (Known::Read(2), Known::Read(1));
    third.plan.notice_days = 0;
    for (flight, agencies) in [
        (&mut first, ["gtm_igm", "hnd_inm"]),
        (&mut second, ["gtm_igm", "hnd_inm"]),
        (&mut third, ["chn_nia", "gtm_igm"]),
    ] {
        flight.plan.agencies = agencies.map(agency).to_vec();
    }
    match dice.roll(40) {
        0 => third.plan.seats = Known::unreadable("two"),
        1 => third.plan.unreadable = true,
        2 => third.plan.departs_at = None,
        _ => (),
    }
    vec![first, second, third]
}

fn third_route(dice: &mut Dice) -> &'static str {
    match dice.roll(30) {
        0 => "p:KSEA>t:XXXX>d:ZYTX>d:MGGT",
        1 => "p:KSEA>d:GOBD>d:ZYTX>d:MGGT",
        2 => "p:KSEA>d:SVMI>d:ZYTX>d:MGGT",
        3 => "p:KSEA>t:PGUM>d:ZSPD>d:MGGT",
        4 => "p:KSEA>t:PGUM>d:MHPR>d:MGGT>d:ZYTX",
        _ => "p:KSEA>t:PGUM>d:ZYTX>d:MGGT",
    }
}
