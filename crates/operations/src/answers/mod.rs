//! Answers of a foreign agency from a file: each row is accepted once, or refused with its line
//! and the reason. What is accepted goes the same way as an answer typed in.

mod judge;

use std::collections::HashMap;
use std::io::Read;

use domain::decide;
use domain::{Actor, AgencyId, Case, CaseId, Document, DocumentId, FlightId, Moment, Refusal};
use interchange::answers::{AnswerFault, AnswerReader, AnswerRow};
use jiff::SignedDuration;
use jiff::civil::Date;
use persistence::StoreError;
use serde::Serialize;

use self::judge::{Judged, judge};
use crate::{OperationError, Operations, TRIES};

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
    /// Whether the agency itself hears the verdicts: then a request that is not its own, and one
    /// that is not there, sound the same.
    pub outside: bool,
}

impl AnswersAsked<'_> {
    /// Why a row that names none of the agency's requests is refused.
    fn no_request(&self, why: impl FnOnce() -> String) -> String {
        if self.outside { format!("there is no such request to {}", self.agency) } else { why() }
    }

    /// A refusal of the rules, in words for whoever hears it.
    fn refused(&self, refusal: &Refusal) -> String {
        if self.outside {
            format!("refused: {}", refusal.code().code())
        } else {
            refusal.to_string()
        }
    }
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

/// The furthest day that it is anywhere on Earth at `now`: agencies date by their own calendar.
fn furthest_day(now: Moment) -> Date {
    const EASTMOST: SignedDuration = SignedDuration::from_hours(14);
    Moment::utc(now.at()).plus(EASTMOST).date()
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
        let asked = AnswersAsked { agency, dry_run, denied: &|_| None, outside: false };
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
        self.take_read_answers(AnswerReader::new(file), asked, actor, each).await
    }

    /// The same for answers that were read already, each with its place.
    pub async fn take_read_answers(
        &self,
        rows: impl Iterator<Item = (u64, Result<AnswerRow, AnswerFault>)> + Send,
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
        for (line, row) in rows {
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

    /// Judges the row by what is on record, and enters it upon that and nothing else: again if
    /// somebody was faster, whose answer may be the one that stands.
    async fn take_row(
        &self,
        row: &AnswerRow,
        asked: AnswersAsked<'_>,
        imagined: &mut HashMap<CaseId, Case>,
        actor: &Actor,
    ) -> Result<AnswerFate, OperationError> {
        for _ in 0..TRIES {
            match self.try_row(row, asked, imagined, actor).await {
                Err(OperationError::Changed { .. }) if self.seen.is_none() => (),
                fate => return fate,
            }
        }
        Err(OperationError::Busy(format!("case {}", row.case)))
    }

    async fn try_row(
        &self,
        row: &AnswerRow,
        asked: AnswersAsked<'_>,
        imagined: &mut HashMap<CaseId, Case>,
        actor: &Actor,
    ) -> Result<AnswerFate, OperationError> {
        let (case, version) = match imagined.get(&row.case).cloned() {
            Some(case) => (case, None),
            None => match self.store.case(&row.case).await {
                Ok(case) => {
                    let version = case.version();
                    (case.value, Some(version))
                }
                Err(error) if error.is_missing() => {
                    let why = || format!("there is no case {}", row.case);
                    return Ok(AnswerFate::Refused(asked.no_request(why)));
                }
                // It stops its own row, and no other row or file.
                Err(StoreError::Inconsistent { .. }) => {
                    let why = || format!("case {} cannot be read: run doctor", row.case);
                    return Ok(AnswerFate::Refused(asked.no_request(why)));
                }
                Err(error) => return Err(error.into()),
            },
        };
        if let Some(why) = (asked.denied)(&case) {
            return Ok(AnswerFate::Refused(asked.no_request(|| why)));
        }
        let now = self.clock.now();
        let request = match self.request_of(row, &case, asked.agency) {
            Ok(request) => request,
            Err(why) => return Ok(AnswerFate::Refused(asked.no_request(|| why))),
        };
        if let Some((flight, revision)) = &row.list
            && let Some(why) = self.other_list(&case, flight, *revision).await?
        {
            return Ok(AnswerFate::Refused(why));
        }
        let document = match judge(row, request, furthest_day(now)) {
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
                Err(refusal) => Ok(AnswerFate::Refused(asked.refused(&refusal))),
            };
        }
        let upon = self.having_seen(self.seen.or(version));
        match upon.record_answer(&case.id, document, actor).await {
            Ok(outcome) => Ok(AnswerFate::Accepted(outcome.struck)),
            Err(OperationError::Refused(refusal)) => {
                Ok(AnswerFate::Refused(asked.refused(&refusal)))
            }
            Err(error) => Err(error),
        }
    }

    /// The request on record that the row answers, if it is one to `agency`.
    fn request_of<'c>(
        &self,
        row: &AnswerRow,
        case: &'c Case,
        agency: &AgencyId,
    ) -> Result<&'c Document, String> {
        let request = case.documents.iter().find(|document| document.id == row.document);
        let request = request.ok_or_else(|| format!("case {} has no such request", case.id))?;
        let of = request.issuing_country.read().and_then(|country| self.rules.country(*country));
        if of.is_none_or(|profile| profile.agency.id != *agency) {
            return Err(format!("request {} is not one to {agency}", request.id));
        }
        Ok(request)
    }

    /// Why the answer is about another list than that of `flight` as it is now, if it is.
    async fn other_list(
        &self,
        case: &Case,
        flight: &FlightId,
        revision: u32,
    ) -> Result<Option<String>, OperationError> {
        let not_there = || Some(format!("{} is not on the list of {flight}", case.id));
        let list = match self.store.flight(flight).await {
            Ok(flight) => flight.value.manifest,
            Err(error) if error.is_missing() => return Ok(not_there()),
            Err(error) => return Err(error.into()),
        };
        if list.line_of(&case.id).is_none() {
            return Ok(not_there());
        }
        let now = list.revision;
        let other =
            format!("it answers revision {revision} of the list of {flight}, which is at {now}");
        Ok((now != revision).then_some(other))
    }
}
