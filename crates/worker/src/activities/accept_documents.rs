//! An answer on record leads on, or back.

use domain::StageName;
use operations::work::{CaseActivity, Look, Said};

use super::remind::next_step_at;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "accept_documents", look };

fn look(look: &Look<'_>) -> Said {
    next_step_at(look, StageName::DocumentRequested)
}
