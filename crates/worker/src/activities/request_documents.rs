//! A final order without papers: the one at hand is taken, or the agency is asked for one.

use domain::StageName;
use operations::work::{CaseActivity, Look, Said};

use super::remind::next_step_at;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "request_documents", look };

fn look(look: &Look<'_>) -> Said {
    next_step_at(look, StageName::OrderFinal)
}
