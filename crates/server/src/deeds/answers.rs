//! Answers of an agency are taken from a file, row by row, or only judged.

use domain::AgencyId;
use operations::{AnswerFate, AnswerVerdict, AnswersAsked};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asked, failed};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Faults, is_control};
use crate::policy::Act;

/// The most bytes of a file: some thousand rows. Larger ones are for the command line.
pub(crate) const LARGEST_FILE: usize = 256 * 1024;

/// A file of answers.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeAnswers {
    /// Whose answers they are.
    #[schema(example = "gtm_migracion")]
    pub(crate) agency: String,
    /// The rows as CSV: `request,answer,answered_on` and, where the agency sends them, `number`,
    /// `issued_on`, `expires_on`, `mrz`, `flight`, `revision`. At most 256 KiB.
    #[schema(
        max_length = 262_144,
        min_length = 1,
        example = "request,answer,answered_on\nP0000012.1/P0000012-r1,refused,2024-06-20\n"
    )]
    pub(crate) file: String,
    /// Whether only to say what would become of each row.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What became of a file of answers, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AnswersTaken {
    /// Whether nothing was changed.
    pub(crate) dry_run: bool,
    /// Rows that were recorded, or would be.
    #[schema(minimum = 0)]
    pub(crate) accepted: u64,
    /// Rows that say what is on record already.
    #[schema(minimum = 0)]
    pub(crate) known: u64,
    /// Rows that were refused.
    #[schema(minimum = 0)]
    pub(crate) refused: usize,
    /// Who came off a list because of them.
    pub(crate) struck: Vec<String>,
    /// The verdict for each row, in their order.
    pub(crate) rows: Vec<RowVerdict>,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RowVerdict {
    /// Where in the file, counted from 1.
    #[schema(minimum = 1)]
    pub(crate) line: u64,
    /// The request that it names; null if the row cannot be read.
    #[schema(nullable = true)]
    pub(crate) request: Option<String>,
    /// `accepted`, `known` or `refused`.
    #[schema(example = "accepted")]
    pub(crate) verdict: &'static str,
    /// Why it was refused.
    #[schema(nullable = true)]
    pub(crate) why: Option<String>,
}

impl From<AnswerVerdict> for RowVerdict {
    fn from(told: AnswerVerdict) -> Self {
        let (verdict, why) = match told.fate {
            AnswerFate::Accepted(_) => ("accepted", None),
            AnswerFate::Known => ("known", None),
            AnswerFate::Refused(why) => ("refused", Some(why)),
        };
        let request = told.request.map(|(case, document)| format!("{case}/{document}"));
        Self { line: told.line, request, verdict, why }
    }
}

/// Takes the answers in a file. Each row is judged by the policies of its own case; one that is
/// refused stops no other.
pub(crate) async fn take_answers(
    desk: &Desk,
    asked: Asked<'_>,
    input: TakeAnswers,
) -> Result<AnswersTaken, Failure> {
    desk.may(asked.who, Act::TakeAnswers).await?;
    let mut faults = Faults::default();
    let agency: Option<AgencyId> = faults.read("agency", &input.agency);
    if agency.as_ref().is_some_and(|agency| desk.ops.rules.country_of(agency).is_none()) {
        faults.add("agency", "is no agency of the rulebook");
    }
    if let Some(wrong) = fault_of(&input.file) {
        faults.add("file", wrong);
    }
    let agency = faults.done(agency)?;
    let denied = |case: &domain::Case| {
        desk.why_not(asked.who, Act::RecordAnswer, case).map(|denied| denied.to_string())
    };
    let dry_run = input.dry_run;
    let wanted = AnswersAsked { agency: &agency, dry_run, denied: &denied, outside: false };
    let mut rows = Vec::new();
    let mut each = |verdict: AnswerVerdict| rows.push(RowVerdict::from(verdict));
    let taken = desk.ops.take_answer_rows(input.file.as_bytes(), wanted, asked.actor(), &mut each);
    let taken = taken.await;
    if !input.dry_run {
        // Rows before one that broke are recorded all the same.
        desk.changed();
    }
    let report = match taken {
        Ok(report) => report,
        Err(error) => return Err(failed(desk, &asked, error).await),
    };
    Ok(AnswersTaken {
        dry_run: input.dry_run,
        accepted: report.accepted,
        known: report.known,
        refused: report.refused.len(),
        struck: report.struck.iter().map(ToString::to_string).collect(),
        rows,
    })
}

/// Why the file cannot be taken at all.
fn fault_of(file: &str) -> Option<String> {
    if file.trim().is_empty() {
        return Some("must not be empty".to_owned());
    }
    if file.len() > LARGEST_FILE {
        return Some(format!("must have at most {LARGEST_FILE} bytes"));
    }
    // What browsers and we put for bytes that are no text.
    if file.contains(char::REPLACEMENT_CHARACTER) {
        return Some("must be text in UTF-8".to_owned());
    }
    let wrong = file.chars().find(|sign| is_control(*sign))?;
    Some(format!("must not have the sign U+{:04X}", u32::from(wrong)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_of_a_fair_size_is_no_file() {
        assert_eq!(fault_of("request,answer,answered_on\r\n"), None);
        for wrong in [" \n", "a\0b", "a\u{fffd}b", "a\u{1b}b"] {
            assert!(fault_of(wrong).is_some(), "{wrong:?}");
        }
        assert_eq!(fault_of(&"a".repeat(LARGEST_FILE)), None);
        assert!(fault_of(&"a".repeat(LARGEST_FILE + 1)).is_some());
    }
}
