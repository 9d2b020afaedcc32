//! Lists of people: for the receiving authority, for the handover, and for those on board.

use domain::rulebook::DisclosureField;
use domain::{Case, Document, Line};

use super::Paper;
use crate::Release;

/// What stands above a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The flight.
    pub flight: String,
    /// Local date of departure.
    pub date: String,
    /// The stops.
    pub route: String,
    /// How often the list was changed.
    pub revision: u32,
    /// To whom it goes; none for the house itself.
    pub recipient: Option<String>,
}

impl Head {
    pub(super) fn words(&self, people: usize) -> Vec<(String, String)> {
        let mut head = vec![
            ("Flight", self.flight.clone()),
            ("Date of departure", self.date.clone()),
            ("Route", self.route.clone()),
            ("Version of the list", self.revision.to_string()),
            ("People", people.to_string()),
        ];
        head.extend(self.recipient.iter().map(|to| ("For", to.clone())));
        head.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
    }
}

/// A word for what the field is, to stand above its column.
pub(super) fn column(field: DisclosureField) -> String {
    let label = field.label();
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn rows(people: &[&Release], fields: &[DisclosureField]) -> Vec<Vec<String>> {
    let cell = |release: &Release, field: &DisclosureField| {
        release.get(*field).unwrap_or_default().to_owned()
    };
    people.iter().map(|release| fields.iter().map(|field| cell(release, field)).collect()).collect()
}

/// The list of passengers for a foreign authority: its allowed fields, in the order of its
/// profile's list, and no other column.
pub fn foreign_list(head: &Head, people: &[&Release]) -> Paper {
    let fields: Vec<DisclosureField> = DisclosureField::ALL
        .iter()
        .copied()
        .filter(|field| people.iter().any(|release| release.get(*field).is_some()))
        .collect();
    Paper {
        title: "Passenger manifest".to_owned(),
        head: head.words(people.len()),
        columns: fields.iter().map(|field| column(*field)).collect(),
        rows: rows(people, &fields),
        ..Paper::default()
    }
}

/// The receipt that the receiving authority signs: who was handed over.
pub fn handover_receipt(head: &Head, people: &[&Release]) -> Paper {
    use DisclosureField as F;
    let fields = [
        F::Sequence,
        F::FamilyName,
        F::GivenNames,
        F::BirthDate,
        F::Nationality,
        F::DocumentNumber,
    ];
    let mut columns: Vec<String> = fields.iter().map(|field| column(*field)).collect();
    columns.push("Received (initials)".to_owned());
    let mut rows = rows(people, &fields);
    for row in &mut rows {
        row.push(String::new());
    }
    Paper {
        title: "Handover receipt".to_owned(),
        head: head.words(people.len()),
        columns,
        rows,
        labels: Vec::new(),
        foot: vec![
            format!(
                "The authority named above confirms that it received {} people and their travel \
                 documents from the aircraft. Whoever was not received is crossed out and \
                 initialled by both.",
                people.len()
            ),
            "Place, date and local time:".to_owned(),
        ],
        signatures: vec![
            "For the receiving authority: name, rank and signature".to_owned(),
            "For the flight: officer in charge".to_owned(),
        ],
    }
}

/// The list for those who run the flight. It is not for a foreign authority, and says so.
pub fn internal_list(head: &Head, people: &[(&Line, &Case, Option<&Document>)]) -> Paper {
    let columns = [
        "No",
        "Role",
        "State",
        "Person",
        "A-number",
        "Fingerprint number",
        "Family name",
        "Given names",
        "Birth date",
        "Sex",
        "Nationality",
        "Facility",
        "Class",
        "Family unit",
        "Nurse",
        "Document",
        "Valid through",
        "Struck because",
    ];
    let row = |(line, case, document): &(&Line, &Case, Option<&Document>)| -> Vec<String> {
        let person = &case.person;
        let struck = line.struck.as_ref().map(|(reason, _)| reason.label().to_owned());
        let number = document.and_then(|document| document.number.as_ref());
        let through = document.and_then(|document| document.expires_on);
        vec![
            line.number.to_string(),
            line.role.to_string(),
            line.state.to_string(),
            person.id.to_string(),
            person.a_number.to_string(),
            person.fin.to_string(),
            person.family_name.to_string(),
            person.given_names.to_string(),
            person.birth_date.to_string(),
            person.sex.to_string(),
            person.nationality.to_string(),
            case.custody.facility.to_string(),
            person.class_level.to_string(),
            person.family_unit.as_ref().map(ToString::to_string).unwrap_or_default(),
            if line.needs_nurse { "yes" } else { "" }.to_owned(),
            number.map(ToString::to_string).unwrap_or_default(),
            through.map(|on| on.to_string()).unwrap_or_default(),
            struck.unwrap_or_default(),
        ]
    };
    Paper {
        title: "Internal manifest".to_owned(),
        head: head.words(people.len()),
        columns: columns.map(str::to_owned).to_vec(),
        rows: people.iter().map(row).collect(),
        foot: vec!["For those who run the flight. Not for a foreign authority.".to_owned()],
        ..Paper::default()
    }
}
