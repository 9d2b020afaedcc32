//! An order that nobody can appeal any more becomes final.

use domain::StageName;
use operations::work::{CaseActivity, Look, Said};

use super::remind::next_step_at;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "finalize_orders", look };

fn look(look: &Look<'_>) -> Said {
    next_step_at(look, StageName::Detained)
}
