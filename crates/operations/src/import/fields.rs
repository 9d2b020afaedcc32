//! The columns of people.csv and flights.csv, each with what it says of a case or a flight.

use domain::{Case, CaseEvent, FlightPlan};

/// Facts that change together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Person,
    Custody,
    Order,
    Medical,
}

impl Group {
    /// The event that makes these facts what they are in `case`.
    pub(crate) fn event(self, case: &Case) -> CaseEvent {
        match self {
            Self::Person => CaseEvent::PersonCorrected { person: Box::new(case.person.clone()) },
            Self::Custody => CaseEvent::CustodyChanged { custody: case.custody.clone() },
            Self::Order => CaseEvent::OrderChanged { order: case.order.clone() },
            Self::Medical => CaseEvent::MedicalChanged { medical: case.medical.clone() },
        }
    }
}

/// One column of people.csv.
pub(crate) struct Field {
    pub(crate) column: &'static str,
    pub(crate) group: Group,
    /// Whether two cases have the same in it.
    pub(crate) same: fn(&Case, &Case) -> bool,
    /// Gives the first case what the second has.
    pub(crate) take: fn(&mut Case, &Case),
}

macro_rules! fields {
    ($($column:literal: $group:ident, $part:ident.$name:ident;)+) => {
        pub(crate) const FIELDS: &[Field] = &[$(Field {
            column: $column,
            group: Group::$group,
            same: |one, other| one.$part.$name == other.$part.$name,
            take: |into, from| into.$part.$name.clone_from(&from.$part.$name),
        }),+];
    };
}

// The place in the file says nothing about the person.
fields! {
    "a_number": Person, person.a_number;
    "fin": Person, person.fin;
    "family_name": Person, person.family_name;
    "given_names": Person, person.given_names;
    "birth_date": Person, person.birth_date;
    "sex": Person, person.sex;
    "nationality": Person, person.nationality;
    "birth_country": Person, person.birth_country;
    "facility": Custody, custody.facility;
    "aor": Custody, custody.office;
    "custody": Custody, custody.kind;
    "detained_on": Custody, custody.since;
    "order_kind": Order, order.kind;
    "order_date": Order, order.date;
    "appeal": Order, order.appeal;
    "case_category": Order, order.category;
    "removal_country": Order, order.removal_country;
    "class_level": Person, person.class_level;
    "criminality": Person, person.criminality;
    "family_unit": Person, person.family_unit;
    "unaccompanied": Person, person.unaccompanied;
    "keep_apart": Person, person.keep_apart;
    "medical": Medical, medical.status;
    "medical_cleared_on": Medical, medical.cleared_on;
    "attorney": Person, person.attorney;
}

impl Field {
    /// Whether the column stays as it is while somebody is on a list: the list has a place only
    /// for people of the class that they had when they came on it.
    pub(crate) fn is_fixed_in(&self, case: &Case) -> bool {
        self.column == "class_level" && case.stage.is_listed()
    }
}

/// The columns of flights.csv in which two plans of one flight differ.
pub(crate) fn differing(one: &FlightPlan, other: &FlightPlan) -> Vec<&'static str> {
    let columns = [
        ("flight_id", one.unreadable == other.unreadable),
        ("kind", one.kind == other.kind),
        ("aircraft", one.aircraft == other.aircraft),
        ("seats", one.seats == other.seats),
        ("departs_at", one.departs_at == other.departs_at),
        ("stops", one.stops == other.stops),
        ("agency", one.agencies == other.agencies),
        ("list_cap", one.list_cap == other.list_cap),
        ("notice_days", one.notice_days == other.notice_days),
        ("max_class3", one.max_class3 == other.max_class3),
        ("nurses", one.nurses == other.nurses),
        ("fixed_cost_usd", one.fixed_cost_usd == other.fixed_cost_usd),
        ("hourly_cost_usd", one.hourly_cost_usd == other.hourly_cost_usd),
    ];
    columns.into_iter().filter(|(_, same)| !same).map(|(column, _)| column).collect()
}
