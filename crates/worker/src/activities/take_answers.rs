//! What an agency answered on an open request is recorded, whatever it is.

use domain::{Answer, Document, StageName, decide};
use jiff::tz::Offset;
use operations::work::{CaseActivity, Look, Said};

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "take_answers", look };

fn look(look: &Look<'_>) -> Said {
    if look.case.stage.name() != StageName::DocumentRequested {
        return Said::default();
    }
    let today = look.now.date();
    let open = |document: &&Document| document.answer == Some(Answer::Pending);
    let mut due = None;
    for document in look.case.documents.iter().filter(open) {
        if let Some(answer) = look.agency.answer(document, today) {
            let context = look.ops.context(look.actor, look.now);
            if let Ok(changes) = decide::record_answer(look.case, answer, &context) {
                let step = Some((changes, "the agency answered"));
                return Said { step, ..Said::default() };
            }
        }
        let day = look.agency.answers_on(document, today).filter(|day| today < *day);
        let begins = day.and_then(|day| Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok());
        due = [due, begins].into_iter().flatten().min();
    }
    Said::rest(due)
}
