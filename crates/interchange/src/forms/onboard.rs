//! Papers for those on board: property, tags for bags, the nurse's card. They stay with the crew.

use domain::{Case, Line, MedicalStatus};

use super::{Head, Label, Paper};

/// Tags printed for each person.
const TAGS: usize = 2;

fn name(case: &Case) -> String {
    format!("{}, {}", case.person.family_name, case.person.given_names)
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The number of a person's bag: flight, place on the list, bag.
fn tag(head: &Head, line: &Line, bag: usize) -> String {
    format!("{}-{:03}-{bag}", head.flight.to_uppercase(), line.number)
}

/// Who travels with which property: signed when it is taken over and when it is given back.
pub fn property_record(head: &Head, people: &[(&Line, &Case)]) -> Paper {
    let row = |(line, case): &(&Line, &Case)| {
        let tags: Vec<String> = (1..=TAGS).map(|bag| tag(head, line, bag)).collect();
        let mut row = vec![
            line.number.to_string(),
            name(case),
            case.person.a_number.to_string(),
            case.custody.facility.to_string(),
            tags.join(" "),
        ];
        row.extend(std::iter::repeat_n(String::new(), 5));
        row
    };
    Paper {
        title: "Record of people and property transferred".to_owned(),
        head: head.words(people.len()),
        columns: columns(&[
            "No",
            "Name",
            "A-number",
            "From",
            "Tags",
            "Bags",
            "Valuables and money, sealed bag",
            "Medicine given to the nurse",
            "Taken over (initials)",
            "Given back (signature)",
        ]),
        rows: people.iter().map(row).collect(),
        foot: vec![
            "Every bag has a tag of its owner's row. What was not taken along is written in the \
             row, with where it is kept."
                .to_owned(),
            "For those who run the flight. Not for a foreign authority.".to_owned(),
        ],
        signatures: vec![
            "Released by the facility: name and signature".to_owned(),
            "Taken over for the flight: name and signature".to_owned(),
        ],
        ..Paper::default()
    }
}

/// Tags for bags. They go into other hands with the bags, so they name nobody: the number on the
/// list says whose they are.
pub fn baggage_tags(head: &Head, people: &[(&Line, &str)]) -> Paper {
    let tags = people.iter().flat_map(|(line, airport)| {
        (1..=TAGS).map(move |bag| Label {
            code: tag(head, line, bag),
            lines: vec![
                format!("Flight {} {}", head.flight, head.date),
                format!("To {airport}"),
                format!("Number {} on the list, bag {bag} of {TAGS}", line.number),
            ],
        })
    });
    Paper {
        title: "Baggage tags".to_owned(),
        head: head.words(people.len()),
        labels: tags.collect(),
        ..Paper::default()
    }
}

/// The card of the flight nurse: who needs a nurse or whose fitness is not certain, with room for
/// what is seen on board, and whom to look after first.
pub fn medical_card(head: &Head, people: &[(&Line, &Case)]) -> Paper {
    let watched = |(line, case): &&(&Line, &Case)| {
        line.needs_nurse || case.medical.status.read() != Some(&MedicalStatus::Ok)
    };
    let row = |(line, case): &(&Line, &Case)| {
        let cleared = case.medical.cleared_on.as_ref().map(ToString::to_string);
        let mut row = vec![
            line.number.to_string(),
            name(case),
            case.person.birth_date.to_string(),
            case.person.sex.to_string(),
            case.medical.status.to_string(),
            cleared.unwrap_or_else(|| "none on record".to_owned()),
        ];
        row.extend(std::iter::repeat_n(String::new(), 4));
        row
    };
    let rows: Vec<Vec<String>> = people.iter().filter(watched).map(row).collect();
    let families = people.iter().filter_map(|(_, case)| case.person.family_unit.as_ref());
    let families: std::collections::BTreeSet<_> = families.map(ToString::to_string).collect();
    let mut words = head.words(people.len());
    words.push(("Need a nurse, or not certain to be fit".to_owned(), rows.len().to_string()));
    words.push(("Families on board".to_owned(), families.len().to_string()));
    Paper {
        title: "Medical and emergency card".to_owned(),
        head: words,
        columns: columns(&[
            "No",
            "Name",
            "Birth date",
            "Sex",
            "Fitness",
            "Cleared on",
            "Medicine and dose",
            "Allergies",
            "Seen on board, time",
            "Given, time",
        ]),
        rows,
        foot: vec![
            "In an emergency tell the pilot and the officer in charge. Families are moved together."
                .to_owned(),
            "For the nurse on board alone: not for a foreign authority. To be given back to the \
             medical officer after the flight."
                .to_owned(),
        ],
        signatures: vec!["Nurse on board: name and signature".to_owned()],
        ..Paper::default()
    }
}
