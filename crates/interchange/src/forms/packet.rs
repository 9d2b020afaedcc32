//! The packet of a request for a travel document: cover letter, information sheet, evidence list.
//!
//! What it says of the person comes from a [`Release`] and from nowhere else.

use domain::rulebook::DisclosureField as F;

use super::list::column;
use super::{Paper, words};
use crate::Release;
use crate::mrz::transliterate;

/// What a request may tell, where the authority's list allows it. Where and with whom the person
/// will travel is not known yet, and nobody who identifies a person needs more than this.
pub const REQUEST_FIELDS: &[F] = &[
    F::FamilyName,
    F::GivenNames,
    F::Sex,
    F::BirthDate,
    F::BirthCountry,
    F::Nationality,
    F::DocumentKind,
    F::DocumentNumber,
    F::DocumentExpiry,
    F::Minor,
];

/// The version of these forms: another wording is another version.
const VERSION: &str = "1";

/// What stands above a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacketHead {
    /// The authority that is asked.
    pub agency: String,
    /// Its languages, BCP 47.
    pub languages: Vec<String>,
    /// The request, as answers refer to it.
    pub reference: String,
    /// What is asked for.
    pub kind: String,
    /// The day of the request.
    pub date: String,
    /// Days within which the authority should answer.
    pub answer_within: i32,
}

/// An item of the country's list of what a request consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enclosure {
    /// It is one of these papers.
    Here(String),
    /// Whoever sends the packet adds it.
    ToAdd(String),
    /// It is on record with its number: a copy is added.
    OnRecord(String),
    /// The authority's list does not allow it: it is not sent.
    NotAllowed(String),
}

impl Enclosure {
    fn row(&self) -> [&str; 2] {
        match self {
            Self::Here(what) => [what, "[x] in this packet"],
            Self::ToAdd(what) => [what, "[ ] enclosed"],
            Self::OnRecord(what) => [what, "[ ] copy enclosed; number on the information sheet"],
            Self::NotAllowed(what) => [what, "not sent"],
        }
    }
}

/// The papers of a request, the cover letter first. It has the numbers of the others, so its own
/// number stands for all of them.
pub fn request_packet(head: &PacketHead, person: &Release, items: &[Enclosure]) -> Vec<Paper> {
    let sheet = information_sheet(head, person);
    let evidence = evidence_list(head, items);
    let enclosed = |paper: &Paper| vec![paper.title.clone(), format!("SHA-256 {}", paper.hash())];
    let name = [F::FamilyName, F::GivenNames].map(|field| person.get(field).unwrap_or_default());
    let mut letter = paper(&words::request(&head.languages), head);
    letter.head.push(("For".to_owned(), head.agency.clone()));
    letter.head.push(("Person".to_owned(), name.join(", ")));
    letter.head.push(("Document asked for".to_owned(), head.kind.clone()));
    letter.columns = ["Enclosed", "Number"].map(str::to_owned).to_vec();
    letter.rows = vec![enclosed(&sheet), enclosed(&evidence)];
    letter.foot = vec![
        format!(
            "The authority named above is asked to confirm the identity and nationality of the \
             person and to issue the document. An answer is asked for within {} days, with the \
             reference above.",
            head.answer_within
        ),
        "What these papers say is for this request alone.".to_owned(),
    ];
    letter.signatures = vec!["For the requesting office: name, place and date".to_owned()];
    vec![letter, sheet, evidence]
}

fn paper(title: &str, head: &PacketHead) -> Paper {
    let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    Paper {
        title: title.to_owned(),
        head: vec![
            pair("Reference", &head.reference),
            pair("Date", &head.date),
            pair("Version of the form", VERSION),
        ],
        ..Paper::default()
    }
}

/// What identifies the person: each field in the words of the record, and names as a machine
/// readable zone would have them.
fn information_sheet(head: &PacketHead, person: &Release) -> Paper {
    let mut sheet = paper("Information sheet for a travel document", head);
    sheet.columns =
        ["Field", "As on record", "Latin letters (ICAO 9303)"].map(str::to_owned).into();
    for field in REQUEST_FIELDS {
        let Some(value) = person.get(*field) else { continue };
        let is_name = matches!(field, F::FamilyName | F::GivenNames);
        let latin = if is_name { in_latin(value) } else { String::new() };
        let label = words::label(&column(*field), *field, &head.languages);
        sheet.rows.push(vec![label, value.to_owned(), latin]);
    }
    sheet
}

/// A name as a zone writes it, with blanks for its fillers. A name without Latin letters has none:
/// the authority says how it writes it.
fn in_latin(name: &str) -> String {
    let latin = transliterate(name).replace('<', " ");
    let latin = latin.trim();
    if latin.is_empty() { "no Latin form on record".to_owned() } else { latin.to_owned() }
}

fn evidence_list(head: &PacketHead, items: &[Enclosure]) -> Paper {
    let mut list = paper("List of enclosures and evidence of identity", head);
    list.columns = ["No", "Item", "State"].map(str::to_owned).to_vec();
    list.rows = (1..)
        .zip(items)
        .map(|(n, item): (u32, _)| {
            let [what, state] = item.row();
            vec![n.to_string(), what.to_owned(), state.to_owned()]
        })
        .collect();
    list.signatures = vec!["Checked that everything ticked is enclosed: name and date".to_owned()];
    list
}
