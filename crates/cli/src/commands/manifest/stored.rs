//! Stored plans: listed, read, compared, checked again, seated; who waits longest, and why.

use anyhow::Result;
use operations::planning::{Outcome, PlanComparison, PlanSide, WindowPlan};
use operations::{Operations, Planned};
use serde_json::json;

use super::plan;
use crate::app::{App, Done};
use crate::commands::case::planner_words;
use crate::error::bad;
use crate::find;
use crate::output::{count, heading, pairs, table};

/// How many plans, and how many people, are listed.
const SHOWN: u64 = 40;

pub(super) async fn list(ops: &Operations, app: &App) -> Result<Done> {
    let plans = ops.store.plans(SHOWN).await?;
    let rows: Vec<_> = plans
        .iter()
        .map(|plan| {
            json!({ "id": plan.id, "made_at": plan.made_at, "made_by": plan.made_by,
                "input_hash": plan.input_hash, "solver": plan.solver,
                "objective": plan.objective, "bound": plan.bound })
        })
        .collect();
    app.out.answer(&rows, || {
        let rows = plans.iter().map(|plan| {
            let worth = format!("${}", plan.objective);
            let at = plan.made_at.to_string();
            [plan.id.clone(), at, plan.made_by.clone(), worth, format!("${}", plan.bound)]
        });
        table(&["plan", "made", "by", "#worth", "#bound"], rows)
    })?;
    Ok(Done::Well)
}

pub(super) async fn show(id: &str, ops: &Operations, app: &App) -> Result<Done> {
    let made = ops.stored_plan(id).await?;
    app.out.answer(&made, || plan::shown(&made))?;
    Ok(Done::Well)
}

pub(super) async fn seat(id: &str, alternates: usize, ops: &Operations, app: &App) -> Result<Done> {
    let made = ops.stored_plan(id).await?;
    plan::seat(&made, alternates, ops, app).await
}

pub(super) async fn why(case: &str, ops: &Operations, app: &App) -> Result<Done> {
    let case = find::case_id(ops, case).await?;
    let Some(planned) = ops.planned(&case).await? else {
        return Err(bad(
            format!("no stored plan has looked at case {case}"),
            "plan first: 'manifest plan', or ask 'case why'",
        ));
    };
    let planned = Planned::from(planned);
    app.out.answer(&json!({ "case": case, "planned": planned }), || {
        format!("{}\n{}", heading(&format!("Case {case}")), planner_words(&planned))
    })?;
    Ok(Done::Well)
}

pub(super) async fn recheck(id: &str, ops: &Operations, app: &App) -> Result<Done> {
    let found = ops.recheck_plan(id).await?;
    let holds = found.same && found.input_is_whole;
    app.out.answer(&found, || {
        let said = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        pairs([
            ("made with", found.made_with.clone()),
            ("checked with", found.checked_with.clone()),
            ("input is as its digest says", said(found.input_is_whole)),
            ("same plan", said(found.same)),
        ])
    })?;
    Ok(Done::unless(!holds))
}

/// The latest plan, or the one named.
async fn named(id: Option<&str>, ops: &Operations) -> Result<WindowPlan> {
    let id = match id {
        Some(id) => id.to_owned(),
        None => match ops.store.plans(1).await?.into_iter().next() {
            Some(plan) => plan.id,
            None => return Err(bad("there is no stored plan", "make one with 'manifest plan'")),
        },
    };
    Ok(ops.stored_plan(&id).await?)
}

pub(super) async fn waiting(id: Option<&str>, ops: &Operations, app: &App) -> Result<Done> {
    let made = named(id, ops).await?;
    let mut waiting: Vec<&Outcome> = made
        .outcomes
        .iter()
        .filter(|outcome| outcome.flight.is_none() && outcome.rounds > 0)
        .collect();
    waiting.sort_by(|a, b| b.rounds.cmp(&a.rounds).then(a.case.cmp(&b.case)));
    app.out.answer(&json!({ "plan": made.id, "waiting": waiting }), || {
        let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let rows = waiting
            .iter()
            .take(shown)
            .map(|out| [out.case.to_string(), out.rounds.to_string(), out.words.clone()]);
        table(&["case", "#rounds", "why"], rows)
    })?;
    Ok(Done::Well)
}

pub(super) async fn compare(ids: (&str, &str), ops: &Operations, app: &App) -> Result<Done> {
    let (first, second) = (ops.stored_plan(ids.0).await?, ops.stored_plan(ids.1).await?);
    let both = PlanComparison::of(&first, &second);
    app.out.answer(&both, || {
        let row = |what: &str, of: &dyn Fn(&PlanSide) -> String| {
            [what.to_owned(), of(&both.first), of(&both.second)]
        };
        let rows = [
            row("plan", &|side| side.plan.clone()),
            row("worth", &|side| format!("${}", side.objective)),
            row("bound", &|side| format!("${}", side.bound)),
            row("people seated", &|side| count(side.seated)),
            row("people left out", &|side| count(side.left_out)),
            row("most rounds waited", &|side| side.most_rounds_waited.to_string()),
        ];
        format!(
            "{}\n{}",
            table(&["", "first", "second"], rows),
            pairs([
                ("seated in the first only", super::keys(&both.only_first)),
                ("seated in the second only", super::keys(&both.only_second)),
                ("on another flight", both.moved.len().to_string()),
            ])
        )
    })?;
    Ok(Done::Well)
}
