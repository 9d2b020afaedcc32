//! Rows as `SeaORM` entities. They never leave this crate.

pub(crate) mod case;
pub(crate) mod disclosure;
pub(crate) mod event;
pub(crate) mod flight;
pub(crate) mod hold;
pub(crate) mod meta;
pub(crate) mod plan;
pub(crate) mod plan_case;
pub(crate) mod queued;
