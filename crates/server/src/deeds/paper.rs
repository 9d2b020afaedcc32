//! Papers of a flight are printed: for the house, or released to an authority.

use domain::{AgencyId, CaseId, FlightId, Line};
use interchange::forms::{Paper, html, xlsx};
use operations::{ForeignPaper, OnboardPaper, OperationError};
use serde::Deserialize;

use super::{Asked, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Fault, Faults};
use crate::policy::Act;
use crate::text::add;

/// Which paper, in which form, to whom.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintPaper {
    /// A code.
    #[serde(default)]
    pub(crate) paper: String,
    /// The form: how the file's name ends.
    #[serde(default)]
    pub(crate) format: String,
    /// The authority, if it goes to one.
    #[serde(default)]
    pub(crate) agency: String,
}

/// A printed paper.
#[derive(Debug)]
pub(crate) struct PrintedPaper {
    /// What to call the file.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) kind: &'static str,
    /// The file.
    pub(crate) bytes: Vec<u8>,
}

/// Papers for the house: code, words.
pub(crate) const HOUSE: &[(&str, &str)] = &[
    ("internal", "Internal manifest"),
    ("general-declaration", "General declaration"),
    ("property", "Record of people and property"),
    ("baggage-tags", "Baggage tags"),
    ("medical-card", "Medical and emergency card"),
];

/// Papers for an authority: code, words.
pub(crate) const FOREIGN: &[(&str, &str)] =
    &[("manifest", "Passenger manifest"), ("handover", "Handover receipt")];

/// Forms: how names end, words, media type.
pub(crate) const FORMATS: &[(&str, &str, &str)] = &[
    ("pdf", "PDF", "application/pdf"),
    ("html", "HTML", "text/html; charset=utf-8"),
    ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// A paper that is asked for.
enum Wanted {
    Declaration,
    Internal,
    Onboard(OnboardPaper),
    Foreign(ForeignPaper, AgencyId),
}

impl Wanted {
    fn read(input: &PrintPaper, faults: &mut Faults) -> Option<Self> {
        let foreign = match input.paper.as_str() {
            "general-declaration" => return Some(Self::Declaration),
            "internal" => return Some(Self::Internal),
            "property" => return Some(Self::Onboard(OnboardPaper::Property)),
            "baggage-tags" => return Some(Self::Onboard(OnboardPaper::BaggageTags)),
            "medical-card" => return Some(Self::Onboard(OnboardPaper::MedicalCard)),
            "manifest" => ForeignPaper::Manifest,
            "handover" => ForeignPaper::Handover,
            _ => {
                faults.add("paper", "must be one of the list");
                return None;
            }
        };
        Some(Self::Foreign(foreign, faults.read("agency", &input.agency)?))
    }

    /// What whoever asks must be allowed to, of whoever is on `line`.
    const fn acts(&self, line: &Line) -> &'static [Act] {
        match self {
            // They name nobody.
            Self::Declaration | Self::Onboard(OnboardPaper::BaggageTags) => &[],
            Self::Onboard(OnboardPaper::Property) | Self::Foreign(..) => &[Act::SeeCase],
            // It says why somebody was struck.
            Self::Internal if line.struck.is_some() => {
                &[Act::SeeCase, Act::SeeLegal, Act::SeeMedical, Act::SeeProtection]
            }
            // And who needs a nurse.
            Self::Internal | Self::Onboard(OnboardPaper::MedicalCard) => {
                &[Act::SeeCase, Act::SeeMedical]
            }
        }
    }

    async fn drawn(
        &self,
        desk: &Desk,
        asked: &Asked<'_>,
        flight: &FlightId,
    ) -> Result<Paper, OperationError> {
        match self {
            Self::Declaration => desk.ops.general_declaration(flight).await,
            Self::Internal => desk.ops.internal_manifest(flight).await,
            Self::Onboard(paper) => desk.ops.onboard_paper(flight, *paper).await,
            Self::Foreign(paper, agency) => {
                desk.ops.foreign_paper(flight, agency, *paper, asked.actor()).await
            }
        }
    }
}

/// Prints a paper of `flight`. Whoever asks must be allowed to see each person whom it names. What
/// goes to an authority is on account when this answers.
pub(crate) async fn print_paper(
    desk: &Desk,
    asked: Asked<'_>,
    flight: &FlightId,
    input: PrintPaper,
) -> Result<PrintedPaper, Failure> {
    desk.may(asked.who, Act::SeeFlights).await?;
    let mut faults = Faults::default();
    let wanted = Wanted::read(&input, &mut faults);
    let format = FORMATS.iter().find(|(end, ..)| *end == input.format);
    if format.is_none() {
        faults.add("format", "must be one of the list");
    }
    if input.format == "pdf" && desk.press.is_none() {
        faults.add("format", "cannot be PDF: this program makes none; take HTML or XLSX");
    }
    let (wanted, (end, _, kind)) = faults.done(wanted.zip(format))?;
    may_print(desk, &asked, flight, &wanted).await?;
    let paper = match wanted.drawn(desk, &asked, flight).await {
        Ok(paper) => paper,
        Err(error) => return Err(failed(desk, &asked, error).await),
    };
    let bytes = match (*end, &desk.press) {
        ("pdf", Some(press)) => {
            let hash = paper.hash();
            press.print(vec![paper]).await.map_err(|why| not_printed(&why, &wanted, &hash))?
        }
        ("xlsx", _) => {
            xlsx(std::slice::from_ref(&paper)).map_err(|error| Failure::broken(&error))?
        }
        _ => html(std::slice::from_ref(&paper)).into_bytes(),
    };
    Ok(PrintedPaper { name: format!("{flight}-{}.{end}", input.paper), kind, bytes })
}

fn not_printed(why: &str, wanted: &Wanted, hash: &str) -> Failure {
    let mut words = format!("cannot be PDF: {why}");
    if matches!(wanted, Wanted::Foreign(..)) {
        add(&mut words, format_args!("; the release is on account with the number {hash}"));
    }
    vec![Fault::of("format", words)].into()
}

/// Refuses unless the asker may see everybody whom the paper names, with what it says of them; notes
/// who was seen.
async fn may_print(
    desk: &Desk,
    asked: &Asked<'_>,
    flight: &FlightId,
    wanted: &Wanted,
) -> Result<(), Failure> {
    let flight = desk.ops.store.flight(flight).await?.value;
    let named = flight.manifest.lines.iter().filter(|line| !wanted.acts(line).is_empty());
    let lines: Vec<&Line> = named.collect();
    let ids: Vec<CaseId> = lines.iter().map(|line| line.case.clone()).collect();
    let cases = desk.ops.store.cases(&ids).await?;
    for (line, case) in lines.iter().zip(&cases) {
        for act in wanted.acts(line) {
            desk.may_on(asked.who, *act, &case.value).await?;
        }
    }
    let at = desk.wall.now().at();
    for id in &ids {
        desk.seen.note(at, asked.actor(), (Act::SeeCase.code(), id.as_str()), None).await;
    }
    Ok(())
}
