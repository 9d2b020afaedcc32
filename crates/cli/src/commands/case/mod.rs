//! `case`: what a caseworker sees and does.
// tidy: lists this folder

mod advance;
mod correct;
mod facts;
mod history;
mod list;
mod show;
mod why;

use anyhow::Result;
use clap::Subcommand;
use domain::{Country, Moment, Outcome, StageName};
use operations::FactsOutcome;
use serde_json::json;

use crate::app::{self, App, Done};
use crate::args::coded;
use crate::find::CASE;
use crate::open;
use crate::output::add;

pub(super) use history::show as show_history;
pub(super) use why::{clock_table, planner_words};

/// What is done with cases.
#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    /// List cases
    List(List),
    /// Show one case with everything on record
    Show {
        /// Case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// As it was known at this instant, such as 2024-06-20T12:00:00-05:00
        #[arg(long, value_name = "INSTANT")]
        at: Option<Moment>,
    },
    /// Show everything that ever happened to a case
    History {
        /// Case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
    },
    /// Say what a case waits for, and what bars it from each flight
    Why {
        /// Case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
    },
    /// Take a case as far as it lawfully gets before a flight
    Advance {
        /// Case id, person id or A-number
        #[arg(value_name = CASE, required_unless_present = "all", conflicts_with = "all")]
        case: Option<String>,
        /// Every case that is not on a flight
        #[arg(long)]
        all: bool,
        /// Who approves requests to foreign agencies: never whoever makes them
        #[arg(long, value_name = "ROLE:USER")]
        approver: Option<String>,
    },
    /// Close a case without a removal
    Close {
        /// Case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// What it ended with
        #[arg(long, value_parser = coded!(Outcome))]
        outcome: Outcome,
        /// Why
        #[arg(long, default_value = "closed")]
        reason: String,
    },
    /// Find the order no longer final: the case goes back to the beginning
    Reopen {
        /// Case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// Why, such as the court's order
        #[arg(long)]
        reason: String,
    },
    /// Record that custody changed
    Custody(facts::CustodyChange),
    /// Record what a clinician said about fitness to fly
    Medical(facts::MedicalChange),
    /// Record that a notice was served
    Notice(facts::NoticeServed),
    /// Put the person's record or the order right
    Correct(correct::Correct),
    /// Say that a defect of the record was put right
    ResolveDefect {
        /// Case id, person id or A-number
        #[arg(value_name = CASE)]
        case: String,
        /// The defect as `case show` writes it, such as `bad_record:birth_date`
        #[arg(long)]
        defect: String,
        /// How it was put right
        #[arg(long)]
        reason: String,
    },
}

/// Which cases to list.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// In one stage
    #[arg(long, value_parser = coded!(StageName))]
    stage: Option<StageName>,
    /// Kept by one office
    #[arg(long)]
    office: Option<String>,
    /// Of nationals of one country, or to be removed to it
    #[arg(long, value_name = "CHN")]
    country: Option<Country>,
    /// Whose key, A-number or name begins so
    #[arg(long)]
    text: Option<String>,
    /// Those after this case: the last one of the page before
    #[arg(long, value_name = "CASE_ID")]
    after: Option<domain::CaseId>,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    limit: u64,
}

pub(crate) async fn run(case: Case, app: &App) -> Result<Done> {
    let ops = open::operations(app).await?;
    match case {
        Case::List(list) => list::run(list, &ops, app).await,
        Case::Show { case, at } => show::run(&case, at, &ops, app).await,
        Case::History { case } => history::run(&case, &ops, app).await,
        Case::Why { case } => why::run(&case, &ops, app).await,
        Case::Advance { case, approver, .. } => {
            let ops = match approver {
                Some(approver) => ops.approved_by(app::actor(&approver)?),
                None => ops,
            };
            match case {
                Some(case) => advance::one(&case, &ops, app).await,
                None => advance::all(&ops, app).await,
            }
        }
        Case::Close { case, outcome, reason } => {
            let id = ops.find_case(&case).await?.value.id;
            let done = ops.close_case(&id, outcome, (&app.actor, &reason)).await?;
            changed(app, &done, &format!("closed: {}", outcome.label()))
        }
        Case::Reopen { case, reason } => {
            let id = ops.find_case(&case).await?.value.id;
            let done = ops.reopen_order(&id, &app.actor, &reason).await?;
            changed(app, &done, "the order is no longer final")
        }
        Case::Custody(change) => facts::custody(change, &ops, app).await,
        Case::Medical(change) => facts::medical(change, &ops, app).await,
        Case::Notice(served) => facts::notice(served, &ops, app).await,
        Case::Correct(correct) => correct::run(correct, &ops, app).await,
        Case::ResolveDefect { case, defect, reason } => {
            facts::resolve_defect(&case, &defect, &reason, &ops, app).await
        }
    }
}

/// Says what a change of facts led to: also who came off a list because of it.
pub(super) fn changed(app: &App, outcome: &FactsOutcome, words: &str) -> Result<Done> {
    let value = json!({
        "case": outcome.case,
        "version": outcome.version,
        "done": words,
        "struck": outcome.struck,
        "stop_orders": outcome.stop_orders,
    });
    app.out.answer(&value, || {
        let mut text = format!("case {}, version {}: {words}\n", outcome.case, outcome.version);
        text.push_str(&after(outcome));
        text
    })?;
    Ok(Done::Well)
}

/// Who came off a list because of a change, in lines of their own.
fn after(outcome: &FactsOutcome) -> String {
    let mut text = String::new();
    if !outcome.struck.is_empty() {
        let struck: Vec<&str> = outcome.struck.iter().map(domain::CaseId::as_str).collect();
        add(&mut text, format_args!("struck from the list: {}\n", struck.join(", ")));
    }
    if outcome.stop_orders > 0 {
        add(&mut text, format_args!("stop orders raised: {}\n", outcome.stop_orders));
    }
    text
}
