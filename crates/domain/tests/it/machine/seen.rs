//! What was seen in all sequences together: every stage, edge, refusal and reason has to be.

use std::fmt;

use domain::{EDGES, Reason, ReasonCode, Refusal, RefusalCode, StageName};

/// Counts, in the order of each list.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) steps: u64,
    stages: Vec<u64>,
    edges: Vec<u64>,
    refusals: Vec<u64>,
    reasons: Vec<u64>,
    /// Sweeps that took somebody off.
    pub(super) struck_by_sweep: u64,
    /// Recalls after departure.
    pub(super) recalls: u64,
}

impl Seen {
    pub(super) fn nothing() -> Self {
        Self {
            steps: 0,
            stages: vec![0; StageName::ALL.len()],
            edges: vec![0; EDGES.len()],
            refusals: vec![0; RefusalCode::ALL.len()],
            reasons: vec![0; ReasonCode::ALL.len()],
            struck_by_sweep: 0,
            recalls: 0,
        }
    }

    pub(super) fn stage(&mut self, stage: StageName) {
        self.stages[stage as usize] += 1;
    }

    pub(super) fn edge(&mut self, index: usize) {
        self.edges[index] += 1;
    }

    pub(super) fn refusal(&mut self, refusal: &Refusal) {
        self.refusals[refusal.code() as usize] += 1;
    }

    pub(super) fn reasons(&mut self, reasons: &[Reason]) {
        for reason in reasons {
            self.reasons[reason.code as usize] += 1;
        }
    }

    /// What nobody saw.
    pub(super) fn missing(&self) -> Vec<String> {
        let stages = never(&self.stages, StageName::ALL);
        let refusals = never(&self.refusals, RefusalCode::ALL);
        let reasons = never(&self.reasons, ReasonCode::ALL);
        let edges = EDGES.iter().zip(&self.edges).filter(|(_, count)| **count == 0);
        let edges = edges.map(|(edge, _)| format!("{} {}", edge.from, edge.verb));
        stages.chain(edges).chain(refusals).chain(reasons).collect()
    }
}

fn never<'a, T: fmt::Display>(counts: &'a [u64], all: &'a [T]) -> impl Iterator<Item = String> {
    all.iter().zip(counts).filter(|(_, count)| **count == 0).map(|(item, _)| item.to_string())
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "steps {}", self.steps)?;
        writeln!(f, "struck by a sweep {}, recalled {}", self.struck_by_sweep, self.recalls)?;
        for (stage, count) in StageName::ALL.iter().zip(&self.stages) {
            writeln!(f, "{stage}: {count}")?;
        }
        for (edge, count) in EDGES.iter().zip(&self.edges) {
            writeln!(f, "{} {} {}: {count}", edge.from, edge.verb, edge.to)?;
        }
        for (code, count) in RefusalCode::ALL.iter().zip(&self.refusals) {
            writeln!(f, "{code} {}: {count}", code.label())?;
        }
        for (code, count) in ReasonCode::ALL.iter().zip(&self.reasons) {
            writeln!(f, "{code}: {count}")?;
        }
        Ok(())
    }
}
