//! Answers of a foreign agency from a file: each row is accepted once, or refused with its line
//! and the reason. What is accepted goes the same way as an answer typed in.

use std::collections::HashMap;
use std::io::Read;

use domain::decide;
use domain::{Actor, AgencyId, Answer, Case, CaseId, Document, DocumentId, DocumentKind, Known};
use interchange::answers::{AnswerReader, AnswerRow};
use jiff::civil::Date;
use persistence::StoreError;
use serde::Serialize;

use crate::{OperationError, Operations};

/// What became of a file of answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AnswersReport {
    /// Rows that were recorded, or would be.
    pub accepted: u64,
    /// Rows that say what is on record already.
    pub known: u64,
    /// Who came off a list because of them.
    pub struck: Vec<CaseId>,
    /// Rows that were refused, by line.
    pub refused: Vec<RefusedAnswer>,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedAnswer {
    /// Where in the file, counted from 1.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// How a file of answers is to be taken.
#[derive(Clone, Copy)]
pub struct AnswersAsked<'a> {
    /// Whose answers they are.
    pub agency: &'a AgencyId,
    /// Whether to judge everything and change nothing.
    pub dry_run: bool,
    /// Why the asker may not answer about a case, if they may not.
    pub denied: &'a (dyn Fn(&Case) -> Option<String> + Sync),
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerVerdict {
    /// Where in the file, counted from 1.
    pub line: u64,
    /// Whose case, and which request; none if the row cannot be read.
    pub request: Option<(CaseId, DocumentId)>,
    /// What.
    pub fate: AnswerFate,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFate {
    /// It is recorded, or would be; who came off a list because of it.
    Accepted(Vec<CaseId>),
    /// It is on record already.
    Known,
    /// It is refused, and why.
    Refused(String),
}

/// What a row says of a request.
enum Judged {
    /// This is the document with its answer.
    New(Document),
    /// It is on record already.
    Known,
}

impl AnswersReport {
    fn count(&mut self, line: u64, fate: AnswerFate) {
        match fate {
            AnswerFate::Accepted(struck) => {
                self.accepted += 1;
                self.struck.extend(struck);
            }
            AnswerFate::Known => self.known += 1,
            AnswerFate::Refused(why) => self.refused.push(RefusedAnswer { line, why }),
        }
    }
}

impl Operations {
    /// Takes the answers of `agency` in `file`; with `dry_run` says what would become of them and
    /// changes nothing.
    pub async fn take_answer_file(
        &self,
        file: impl Read + Send,
        agency: &AgencyId,
        dry_run: bool,
        actor: &Actor,
    ) -> Result<AnswersReport, OperationError> {
        let asked = AnswersAsked { agency, dry_run, denied: &|_| None };
        self.take_answer_rows(file, asked, actor, &mut |_| ()).await
    }

    /// Takes the answers in `file` as they are `asked` for, and tells `each` row's verdict.
    ///
    /// Later answers win over earlier ones and, on one day, a refusal over an approval, so the
    /// order of the rows and of the files makes no difference.
    pub async fn take_answer_rows(
        &self,
        file: impl Read + Send,
        asked: AnswersAsked<'_>,
        actor: &Actor,
        each: &mut (dyn FnMut(AnswerVerdict) + Send),
    ) -> Result<AnswersReport, OperationError> {
        if self.rules.country_of(asked.agency).is_none() {
            let agency = asked.agency;
            return Err(OperationError::NotFound(format!("agency {agency} in the rulebook")));
        }
        let mut report = AnswersReport::default();
        // What a dry run would have changed so far.
        let mut imagined: HashMap<CaseId, Case> = HashMap::new();
        for (line, row) in AnswerReader::new(file) {
            let (request, fate) = match row {
                Ok(row) => {
                    let fate = self.take_row(&row, asked, &mut imagined, actor).await?;
                    (Some((row.case, row.document)), fate)
                }
                Err(fault) => (None, AnswerFate::Refused(fault.to_string())),
            };
            report.count(line, fate.clone());
            each(AnswerVerdict { line, request, fate });
        }
        tracing::info!(accepted = report.accepted, refused = report.refused.len(), "answers taken");
        Ok(report)
    }

    async fn take_row(
        &self,
        row: &AnswerRow,
        asked: AnswersAsked<'_>,
        imagined: &mut HashMap<CaseId, Case>,
        actor: &Actor,
    ) -> Result<AnswerFate, OperationError> {
        let case = match imagined.get(&row.case).cloned() {
            Some(case) => case,
            None => match self.store.case(&row.case).await {
                Ok(case) => case.value,
                Err(error) if error.is_missing() => {
                    return Ok(AnswerFate::Refused(format!("there is no case {}", row.case)));
                }
                // It stops its own row, and no other row or file.
                Err(StoreError::Inconsistent { .. }) => {
                    let why = format!("case {} cannot be read: run doctor", row.case);
                    return Ok(AnswerFate::Refused(why));
                }
                Err(error) => return Err(error.into()),
            },
        };
        if let Some(why) = (asked.denied)(&case) {
            return Ok(AnswerFate::Refused(why));
        }
        let now = self.clock.now();
        let document = match self.judge(row, &case, asked.agency, now.date()) {
            Ok(Judged::New(document)) => document,
            Ok(Judged::Known) => return Ok(AnswerFate::Known),
            Err(why) => return Ok(AnswerFate::Refused(why)),
        };
        if asked.dry_run {
            return match decide::record_answer(&case, document, &self.context(actor, now)) {
                Ok(changes) => {
                    imagined.insert(case.id.clone(), changes.applied_to(&case));
                    Ok(AnswerFate::Accepted(Vec::new()))
                }
                Err(refusal) => Ok(AnswerFate::Refused(refusal.to_string())),
            };
        }
        match self.record_answer(&case.id, document, actor).await {
            Ok(outcome) => Ok(AnswerFate::Accepted(outcome.struck)),
            Err(OperationError::Refused(refusal)) => Ok(AnswerFate::Refused(refusal.to_string())),
            Err(error) => Err(error),
        }
    }

    /// Whether the row can be the answer to a request on record, and what the document is then.
    fn judge(
        &self,
        row: &AnswerRow,
        case: &Case,
        agency: &AgencyId,
        today: Date,
    ) -> Result<Judged, String> {
        let request = case.documents.iter().find(|document| document.id == row.document);
        let request = request.ok_or_else(|| format!("case {} has no such request", case.id))?;
        let of = request.issuing_country.read().and_then(|country| self.rules.country(*country));
        if of.is_none_or(|profile| profile.agency.id != *agency) {
            return Err(format!("request {} is not one to {agency}", request.id));
        }
        let asked = request.requested_on.ok_or("nobody asked for this document")?;
        if row.answered_on < asked {
            return Err(format!("answered before it was asked for, on {asked}"));
        }
        if row.answered_on > today {
            return Err("answered on a day to come".to_owned());
        }
        let document = answered(request, row);
        if document == *request {
            return Ok(Judged::Known);
        }
        if let Some(before) = request.answered_on {
            let newer = row.answered_on > before;
            let stricter = row.answered_on == before
                && request.answer == Some(Answer::Approved)
                && row.answer == Answer::Refused;
            if !newer && !stricter {
                return Err(format!("there is an answer of {before} on record, which stands"));
            }
        }
        if row.answer == Answer::Approved {
            complete(&document)?;
        }
        Ok(Judged::New(document))
    }
}

/// An approval comes with its document, unless it is one that has no paper.
fn complete(document: &Document) -> Result<(), String> {
    if document.kind.is(&DocumentKind::Env) {
        return Ok(());
    }
    let (Some(issued), Some(expires)) = (document.issued_on, document.expires_on) else {
        return Err("approved without the days from and to which the document is valid".to_owned());
    };
    if document.number.is_none() {
        return Err("approved without the number of the document".to_owned());
    }
    if expires < issued {
        return Err("the document expires before it is issued".to_owned());
    }
    Ok(())
}

/// The request with what the row says. What a refusal leaves out stays as it was.
fn answered(request: &Document, row: &AnswerRow) -> Document {
    let text = |new: &Option<String>, old: &Option<std::sync::Arc<str>>| match new {
        Some(new) => Some(new.as_str().into()),
        None => old.clone(),
    };
    Document {
        id: request.id.clone(),
        kind: match request.kind {
            Known::Read(kind) => Known::Read(kind),
            Known::Unreadable { ref unreadable } => Known::unreadable(unreadable),
        },
        number: text(&row.number, &request.number),
        issuing_country: request.issuing_country.clone(),
        issued_on: row.issued_on.or(request.issued_on),
        expires_on: row.expires_on.or(request.expires_on),
        single_use: request.single_use,
        mrz: text(&row.mrz, &request.mrz),
        requested_on: request.requested_on,
        answer: Some(row.answer),
        answered_on: Some(row.answered_on),
        defect: request.defect.clone(),
    }
}
