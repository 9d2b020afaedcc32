//! Requests out and answers in through a folder: each request once, each answer once.

use std::io::Cursor;

use domain::{Actor, AgencyId, Answer, CaseId, DocumentId, Refusal, StageName, gate};
use interchange::folder::{Folder, FolderFault};
use interchange::forms::{html, sha256};
use serde::Serialize;

use crate::answers::RefusedAnswer;
use crate::cases::{PAGE, tell_unreadable};
use crate::export::{hash_of, request_purpose};
use crate::{AnswersReport, OperationError, Operations, Packet, RequestWay};

/// What went out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SentRequests {
    /// Requests that were put into the folder now.
    pub sent: Vec<String>,
    /// Requests that went before.
    pub before: u64,
    /// Cases about which the authority may not be asked now.
    pub barred: Vec<CaseId>,
}

/// What became of a file that came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenFile {
    /// Its name.
    pub name: String,
    /// What became of its rows; none if the file was refused whole.
    pub rows: Option<AnswersReport>,
    /// Why it was refused whole.
    pub refused: Option<String>,
}

/// What came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TakenFiles {
    /// The files, in the order taken.
    pub files: Vec<TakenFile>,
    /// Files whose checksum is not there yet.
    pub not_yet: usize,
}

impl Operations {
    /// Sends the packet of every open request to `agency` its `way`, once. A release that is on
    /// account and never went is printed again, byte for byte, and not entered
    /// twice; unless the authority may no longer be asked, which the gate says each time.
    pub async fn send_requests(
        &self,
        way: &dyn RequestWay,
        agency: &AgencyId,
        actor: &Actor,
    ) -> Result<SentRequests, OperationError> {
        self.not_suspended(agency).await?;
        let mut sent = SentRequests::default();
        for (case, request) in self.open_requests(agency).await? {
            let name = format!("{case}_{request}.html");
            let known = way.was_sent(&name);
            let note = format!("sent/{}/{name}", way.place());
            let before = match known {
                Some(before) => before,
                None => self.store.meta(&note).await?.is_some(),
            };
            if before {
                sent.before += 1;
                continue;
            }
            let papers = match self.released_before(&case, &request).await? {
                // It is on account, but not yet out: the gate is asked again before it goes.
                Some(_) if !self.may_contact(&case).await? => {
                    sent.barred.push(case);
                    continue;
                }
                Some(hash) => self.reprint(&hash).await?,
                None => match self.request_packet(&case, Some(&request), actor).await {
                    Ok(packet) => packet.papers,
                    Err(OperationError::Refused(Refusal::Barred { .. })) => {
                        sent.barred.push(case);
                        continue;
                    }
                    Err(error) => return Err(error),
                },
            };
            let page = html(&papers);
            let packet = Packet { name: &name, bytes: page.as_bytes() };
            way.send(&packet).await.map_err(failed)?;
            if known.is_none() {
                self.store.set_meta(&note, &sha256(packet.bytes)).await?;
            }
            sent.sent.push(name);
        }
        tracing::info!(agency = %agency, sent = sent.sent.len(), "requests sent");
        Ok(sent)
    }

    /// Refuses while `agency` is suspended: nothing is sent to it.
    async fn not_suspended(&self, agency: &AgencyId) -> Result<(), OperationError> {
        let Some(profile) = self.rules.country_of(agency) else { return Ok(()) };
        let standing = self.agency_standing(profile.country).await?;
        match standing.filter(|standing| standing.state == "suspended") {
            Some(standing) => Err(OperationError::BadInput(format!(
                "nothing is sent to {agency}: it is {}",
                standing.words
            ))),
            None => Ok(()),
        }
    }

    /// Every request to `agency` that waits for an answer.
    async fn open_requests(
        &self,
        agency: &AgencyId,
    ) -> Result<Vec<(CaseId, DocumentId)>, OperationError> {
        let profile = self.rules.country_of(agency);
        let country = profile
            .ok_or_else(|| OperationError::NotFound(format!("agency {agency} in the rulebook")))?
            .country;
        let (mut open, mut after) = (Vec::new(), None);
        loop {
            let stage = StageName::DocumentRequested;
            let page = self.store.cases_in_stage(stage, after.as_ref(), PAGE).await?;
            tell_unreadable(&page.unreadable);
            for case in page.cases.iter().map(|case| &case.value) {
                let waits = case.documents.iter().filter(|document| {
                    document.answer == Some(Answer::Pending)
                        && document.requested_on.is_some()
                        && document.issuing_country.is(&country)
                });
                open.extend(waits.map(|document| (case.id.clone(), document.id.clone())));
            }
            match page.last {
                Some(last) => after = Some(last),
                None => return Ok(open),
            }
        }
    }

    /// Whether the authority may be asked about `case` now.
    async fn may_contact(&self, case: &CaseId) -> Result<bool, OperationError> {
        let loaded = self.store.case(case).await?;
        Ok(gate::ask_contact(&loaded.value, self.clock.now(), &self.rules).is_ok())
    }

    /// The number of the packet of `request`, if it is on account already.
    async fn released_before(
        &self,
        case: &CaseId,
        request: &DocumentId,
    ) -> Result<Option<String>, OperationError> {
        let purpose = request_purpose(request);
        let account = self.store.disclosures(Some(case)).await?;
        Ok(account.iter().rev().find_map(|one| hash_of(&one.purpose, &purpose)))
    }

    /// Takes every whole file of answers of `agency` in `folder`: each row is accepted once, or
    /// refused with its line and the reason, in a report beside the file.
    ///
    /// A file is put away after its rows are on record. If that fails, it is taken again, and its
    /// rows are found to be on record already.
    pub async fn take_answer_files(
        &self,
        folder: &Folder,
        agency: &AgencyId,
        actor: &Actor,
    ) -> Result<TakenFiles, OperationError> {
        let (names, not_yet) = folder.waiting().map_err(failed)?;
        let mut taken = TakenFiles { files: Vec::new(), not_yet };
        for name in names {
            let (rows, refused) = match folder.read(&name) {
                Ok(bytes) => {
                    let file = Cursor::new(bytes);
                    (Some(self.take_answer_file(file, agency, false, actor).await?), None)
                }
                Err(FolderFault::Io(source)) => return Err(failed(source)),
                Err(fault) => (None, Some(fault.to_string())),
            };
            let report = report(rows.as_ref(), refused.as_deref());
            folder.file_away(&name, &report, refused.is_some()).map_err(failed)?;
            taken.files.push(TakenFile { name, rows, refused });
        }
        Ok(taken)
    }
}

/// What became of a file, as CSV: refused rows by line, or line 0 for the whole file.
fn report(rows: Option<&AnswersReport>, refused: Option<&str>) -> String {
    let whole = refused.map(|why| RefusedAnswer { line: 0, why: why.to_owned() });
    let lines = rows.into_iter().flat_map(|rows| &rows.refused).chain(&whole);
    let lines = lines.map(|one| format!("{},\"{}\"\n", one.line, one.why.replace('"', "\"\"")));
    std::iter::once("line,why\n".to_owned()).chain(lines).collect()
}

fn failed(source: std::io::Error) -> OperationError {
    OperationError::File { path: "the way to the agency".to_owned(), source }
}
