//! `bench forecast`: how well forecasts of answers hold on agencies that are invented for it.

use anyhow::Result;
use operations::bench::{self, ForecastBench, Held};
use serde_json::{Value, json};

use crate::app::{App, Done};
use crate::output::{count, table};

/// Eight in ten answers are to come within the days that a forecast says.
const COVERED: std::ops::RangeInclusive<f64> = 0.75..=0.85;

/// How much closer than the country's mean the median is to be.
const GAIN: f64 = 0.2;

pub(super) fn run(seeds: &[u64], app: &App) -> Result<Done> {
    let runs: Vec<ForecastBench> = seeds.iter().map(|seed| bench::forecast(*seed, true)).collect();
    let ok = runs.iter().all(|run| COVERED.contains(&run.all.coverage()) && run.all.gain() >= GAIN);
    let value = json!({ "ok": ok, "runs": runs.iter().map(of_run).collect::<Vec<_>>() });
    app.out.answer(&value, || shown(&runs))?;
    Ok(Done::unless(!ok))
}

fn of_run(run: &ForecastBench) -> Value {
    let families = run.families.iter().map(|(name, held)| ((*name).to_owned(), of(held)));
    json!({
        "seed": run.seed,
        "waiting": of(&run.all),
        "families": families.collect::<serde_json::Map<_, _>>(),
        "fresh": of(&run.fresh),
    })
}

fn of(held: &Held) -> Value {
    json!({
        "forecasts": held.forecasts,
        "coverage": round(held.coverage()),
        "early": round(held.early_share()),
        "days_off": round(held.days_off()),
        "mean_days_off": round(held.mean_days_off()),
        "gain_over_mean": round(held.gain()),
        "gain_possible": round(held.most_gain()),
    })
}

fn round(figure: f64) -> f64 {
    (figure * 1_000.0).round() / 1_000.0
}

fn shown(runs: &[ForecastBench]) -> String {
    let rows = runs.iter().flat_map(|run| {
        let all = std::iter::once(("all that wait", &run.all));
        let families = run.families.iter().map(|(name, held)| (*name, held));
        let rows = all.chain(families).chain(std::iter::once(("asked that month", &run.fresh)));
        rows.map(|(name, held)| {
            [
                run.seed.to_string(),
                name.to_owned(),
                count(held.forecasts),
                format!("{:.1} %", held.coverage() * 100.0),
                format!("{:.1}", held.days_off()),
                format!("{:.1}", held.mean_days_off()),
                format!("{:.1} %", held.gain() * 100.0),
                format!("{:.1} %", held.most_gain() * 100.0),
            ]
        })
    });
    let columns = [
        "#seed",
        "agencies",
        "#forecasts",
        "#covered",
        "#days off",
        "#mean off",
        "#gain",
        "#possible",
    ];
    table(&columns, rows)
}
