//! Cases and flights as objects of a log.

use domain::{Case, Flight, Known};

use super::LogObject;
use super::links::{case_key, document_key, flight_key, hold_key, manifest_key, person_key};

fn known<T: ToString>(value: &Known<T>) -> String {
    value.read().map(T::to_string).unwrap_or_default()
}

/// The case, with its documents and holds; with the person unless `person_is_known`.
pub fn case_objects(case: &Case, person_is_known: bool) -> Vec<LogObject> {
    let key = case_key(&case.id);
    let person = person_key(&case.person.id);
    let order = &case.order;
    let mut related = vec![(person.clone(), "about")];
    if let Some(flight) = case.stage.flight() {
        related.push((flight_key(flight), "on"));
    }
    let mut objects = vec![LogObject {
        id: key.clone(),
        kind: "case",
        attributes: vec![
            known(&order.kind),
            known(&order.category),
            order.removal_country.as_ref().map(known).unwrap_or_default(),
            case.custody.office.to_string(),
        ],
        related,
    }];
    if !person_is_known {
        let attributes = vec![known(&case.person.nationality)];
        objects.push(LogObject { id: person, kind: "person", attributes, related: Vec::new() });
    }
    for document in &case.documents {
        objects.push(LogObject {
            id: document_key(&case.id, &document.id),
            kind: "document",
            attributes: vec![known(&document.kind), known(&document.issuing_country)],
            related: vec![(key.clone(), "of")],
        });
    }
    for hold in &case.holds {
        let kind = hold.latest().map(|latest| latest.kind.to_string()).unwrap_or_default();
        objects.push(LogObject {
            id: hold_key(&case.id, &hold.id),
            kind: "hold",
            attributes: vec![kind],
            related: vec![(key.clone(), "on")],
        });
    }
    objects
}

/// The flight and its manifest.
pub fn flight_objects(flight: &Flight) -> Vec<LogObject> {
    let plan = &flight.plan;
    let key = flight_key(&plan.id);
    vec![
        LogObject {
            id: key.clone(),
            kind: "flight",
            attributes: vec![known(&plan.kind), plan.aircraft.to_string(), known(&plan.seats)],
            related: Vec::new(),
        },
        LogObject {
            id: manifest_key(&plan.id),
            kind: "manifest",
            attributes: vec![known(&plan.list_cap)],
            related: vec![(key, "of")],
        },
    ]
}
