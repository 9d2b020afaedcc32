//! The packet of a request for a travel document, entered in the accounting of disclosures before
//! it leaves.

use domain::decide;
use domain::rulebook::{CountryProfile, DisclosureField};
use domain::{Actor, AgencyId, Answer, Case, CaseId, Document, DocumentId, Moment, Refusal, gate};
use interchange::forms::{Enclosure, PacketHead, Paper, REQUEST_FIELDS, request_packet};
use interchange::{Release, Seat};
use jiff::Timestamp;

use super::list::{STAMP, codes, stamped};
use crate::{OperationError, Operations, TRIES};

/// Why a packet leaves, before the key of its request.
const PURPOSE: &str = "request for travel document ";

/// The purpose of the packet of `request`, as the accounting has it before the number.
pub(crate) fn purpose(request: &DocumentId) -> String {
    format!("{PURPOSE}{request}")
}

/// The number that stands after `purpose` in the words of the accounting.
pub(crate) fn hash_of(words: &str, purpose: &str) -> Option<String> {
    Some(words.strip_prefix(purpose)?.strip_prefix(STAMP)?.to_owned())
}

/// Whose packet left for `purpose`.
pub(super) fn of_purpose(purpose: &str) -> Option<DocumentId> {
    DocumentId::new(purpose.strip_prefix(PURPOSE)?).ok()
}

/// A packet that left, or leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPacket {
    /// Whose case.
    pub case: CaseId,
    /// Which request.
    pub request: DocumentId,
    /// To whom.
    pub agency: AgencyId,
    /// Cover letter, information sheet, evidence list.
    pub papers: Vec<Paper>,
    /// The number of the cover letter, which has those of the others.
    pub hash: String,
}

impl Operations {
    /// The packet of the request `request` of `case`, or of its only open one. The release is in
    /// the accounting of disclosures when this answers.
    pub async fn request_packet(
        &self,
        case: &CaseId,
        request: Option<&DocumentId>,
        actor: &Actor,
    ) -> Result<RequestPacket, OperationError> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let context = self.context(actor, now);
            let loaded = self.store.case(case).await?;
            let document = open_request(&loaded.value, request)?;
            let (packet, release) = self.drawn_packet(&loaded.value, document, now.at())?;
            let cleared = gate::ask_contact(&loaded.value, now, &self.rules)
                .map_err(|reasons| Refusal::Barred { barred: vec![(case.clone(), reasons)] })?;
            let purpose = purpose(&packet.request);
            let entered = stamped(&purpose, &packet.hash);
            let fields = codes(&release);
            let changes = decide::disclose(
                &loaded.value,
                &packet.agency,
                &entered,
                fields,
                &cleared,
                &context,
            )?;
            let unit = self.unit(changes, vec![loaded], Vec::new(), (actor, now, &purpose));
            if self.commit_one(unit).await?.is_some() {
                tracing::info!(case.id = %case, "request packet released");
                return Ok(packet);
            }
        }
        Err(OperationError::Busy(format!("case {case}")))
    }

    /// The packet of `document` as drawn up at `at`, and what it tells. The same case, document,
    /// instant and rules give the same bytes.
    pub(super) fn drawn_packet(
        &self,
        case: &Case,
        document: &Document,
        at: Timestamp,
    ) -> Result<(RequestPacket, Release), OperationError> {
        let country = document.issuing_country.read().copied();
        let profile = country.and_then(|country| self.rules.country(country)).ok_or_else(|| {
            OperationError::BadInput(format!("request {} is to no known authority", document.id))
        })?;
        let day = Moment::utc(at).date();
        let identity = case.documents.iter().find(|other| {
            other.id != document.id
                && other.number.is_some()
                && other.defect.is_none()
                && other.issuing_country.is(&profile.country)
        });
        let allowed: Vec<DisclosureField> = REQUEST_FIELDS
            .iter()
            .copied()
            .filter(|field| profile.disclosure_fields.contains(field))
            .collect();
        let seat = Seat { number: 0, arrives_at: "", day, document: identity };
        let release = Release::of(case, &seat, &allowed);
        let head = PacketHead {
            agency: profile.agency.name.clone(),
            languages: profile.languages.clone(),
            reference: format!("{}/{}", case.id, document.id),
            kind: document.kind.read().map(|kind| kind.label().to_owned()).unwrap_or_default(),
            date: day.to_string(),
            answer_within: profile.travel_document.answer_sla_days,
        };
        let papers = request_packet(&head, &release, &enclosures(profile, &release));
        let hash = papers.first().map(Paper::hash).unwrap_or_default();
        let packet = RequestPacket {
            case: case.id.clone(),
            request: document.id.clone(),
            agency: profile.agency.id.clone(),
            papers,
            hash,
        };
        Ok((packet, release))
    }
}

/// The request that a packet is for.
fn open_request<'c>(
    case: &'c Case,
    request: Option<&DocumentId>,
) -> Result<&'c Document, OperationError> {
    let open = |document: &&Document| {
        document.answer == Some(Answer::Pending) && document.requested_on.is_some()
    };
    let mut found = case
        .documents
        .iter()
        .filter(open)
        .filter(|document| request.is_none_or(|request| *request == document.id));
    match (found.next(), found.next()) {
        (Some(document), None) => Ok(document),
        (None, _) => Err(OperationError::NotFound(format!("open request of case {}", case.id))),
        (Some(_), Some(_)) => Err(OperationError::BadInput(format!(
            "case {} has more than one open request: say which",
            case.id
        ))),
    }
}

/// What the country wants with a request, and where each item stands.
fn enclosures(profile: &CountryProfile, release: &Release) -> Vec<Enclosure> {
    use DisclosureField as F;
    let allowed = |field, item: String| {
        if profile.disclosure_fields.contains(&field) {
            Enclosure::ToAdd(item)
        } else {
            Enclosure::NotAllowed(item)
        }
    };
    let numbered = release.get(F::DocumentNumber).is_some();
    let item = |item: &String| {
        let words = item.clone();
        match item.as_str() {
            "cover letter" | "identity information form" => Enclosure::Here(words),
            text if text.contains("photograph") => allowed(F::Photo, words),
            text if text.contains("fingerprint") => allowed(F::Fingerprints, words),
            text if text.contains("conviction") => allowed(F::Convictions, words),
            text if text.starts_with("identity evidence") && numbered => Enclosure::OnRecord(words),
            _ => Enclosure::ToAdd(words),
        }
    };
    profile.travel_document.packet.iter().map(item).collect()
}
