//! `interview ask`, `set`, `end`: interviews that an agency asks for before it answers.

use anyhow::Result;
use clap::Subcommand;
use domain::decide::Appointment;
use domain::{DocumentId, InterviewId, InterviewMode, InterviewOutcome, Moment};
use operations::AskInterview;

use crate::app::{App, Done};
use crate::args::coded;
use crate::commands::case::changed;
use crate::find::CASE;
use crate::open;

/// What is done with interviews.
#[derive(Debug, Subcommand)]
pub(crate) enum Interview {
    /// Record that an agency asks for an interview
    Ask {
        /// Whose: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// The request that it is about
        #[arg(long)]
        document: DocumentId,
        /// How
        #[arg(long, value_parser = coded!(InterviewMode))]
        mode: InterviewMode,
        /// What else the agency asks for
        #[arg(long)]
        note: Option<String>,
        /// Its key [default: the next one of the person]
        #[arg(long)]
        id: Option<InterviewId>,
    },
    /// Set the time of an interview, or another one; the gate must clear the contact
    Set {
        /// Whose: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// Which
        interview: InterviewId,
        /// When, with the offset of the place
        #[arg(long, value_name = "INSTANT")]
        at: Moment,
        /// Where, or by which line
        #[arg(long)]
        place: String,
        /// The language to be interpreted, such as `zh` or `es`
        #[arg(long)]
        language: String,
    },
    /// Record what became of an interview
    End {
        /// Whose: case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// Which
        interview: InterviewId,
        /// What became of it
        #[arg(long, value_parser = coded!(InterviewOutcome))]
        outcome: InterviewOutcome,
        /// Why; needed unless the person attended
        #[arg(long)]
        reason: Option<String>,
    },
}

pub(crate) async fn run(interview: Interview, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match interview {
        Interview::Ask { case, document, mode, note, id } => {
            let found = ops.find_case(&case).await?;
            // The next free key is that of this version.
            let ops = ops.having_seen(Some(found.version()));
            let case = found.value;
            let id = id.unwrap_or_else(|| InterviewId::free(&case));
            let wanted = AskInterview { id: id.clone(), document, mode, note };
            let outcome = ops.ask_for_interview(&case.id, &wanted, &app.actor).await?;
            changed(app, &outcome, &format!("interview {id} asked for"))
        }
        Interview::Set { case, interview, at, place, language } => {
            let case = ops.find_case(&case).await?.value;
            let set = Appointment { at, place: place.into(), language: language.into() };
            let about = (&interview, &set);
            let outcome = ops.schedule_interview(&case.id, about, &app.actor).await?;
            changed(app, &outcome, &format!("interview {interview} set for {at}"))
        }
        Interview::End { case, interview, outcome: end, reason } => {
            let case = ops.find_case(&case).await?.value;
            let said = (&interview, end, reason.as_deref());
            let outcome = ops.record_interview(&case.id, said, &app.actor).await?;
            changed(app, &outcome, &format!("interview {interview}: {}", end.label()))
        }
    }
}
