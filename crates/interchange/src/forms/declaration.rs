//! The general declaration of ICAO Annex 9, appendix 1: it names no passenger.

use super::Paper;

/// What a stage of the flight carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Where it leaves, ICAO code.
    pub from: String,
    /// Where it lands, ICAO code.
    pub to: String,
    /// How many passengers get on there.
    pub embarking: usize,
    /// How many get off at its end.
    pub disembarking: usize,
    /// How many are on board.
    pub aboard: usize,
}

/// The declaration of the flight `number` on `date`. Operator, registration and crew are entered by
/// hand: they are the carrier's.
pub fn general_declaration(number: &str, date: &str, legs: &[Leg]) -> Paper {
    let first = legs.first().map(|leg| leg.from.clone()).unwrap_or_default();
    let last = legs.last().map(|leg| leg.to.clone()).unwrap_or_default();
    let head = [
        ("Operator", ""),
        ("Marks of nationality and registration", ""),
        ("Flight", number),
        ("Date", date),
        ("Departure from", &first),
        ("Arrival at", &last),
    ];
    Paper {
        title: "General declaration (outward/inward)".to_owned(),
        head: head.map(|(label, value)| (label.to_owned(), value.to_owned())).to_vec(),
        columns: ["From", "To", "Embarking", "On board", "Disembarking", "Total of crew"]
            .map(str::to_owned)
            .to_vec(),
        rows: legs
            .iter()
            .map(|leg| {
                let count = |number: usize| number.to_string();
                vec![
                    leg.from.clone(),
                    leg.to.clone(),
                    count(leg.embarking),
                    count(leg.aboard),
                    count(leg.disembarking),
                    String::new(),
                ]
            })
            .collect(),
        labels: Vec::new(),
        foot: vec![
            "Declaration of health: persons on board known to suffer from illness other than \
             airsickness or the effects of accidents, and those disembarked during the flight:"
                .to_owned(),
            "Any other condition on board which may lead to the spread of disease:".to_owned(),
            "Details of each disinsecting or sanitary treatment during the flight:".to_owned(),
            "I declare that all statements and particulars contained in this general declaration, \
             and in any supplementary forms required to be presented with it, are complete, exact \
             and true to the best of my knowledge."
                .to_owned(),
        ],
        signatures: vec!["Authorised agent or pilot-in-command".to_owned()],
    }
}
