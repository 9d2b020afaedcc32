//! A transparency log of all histories: a Merkle tree (RFC 6962) and signed checkpoints (C2SP
//! tlog-checkpoint over signed-note), in plain files that are kept apart from the database.
//!
//! A leaf says which hash the history of one case or flight had at one version. That hash covers
//! everything before it, so whoever holds the log can tell that nothing of it was changed or
//! taken away since, without asking anybody.

mod leaf;
mod merkle;
mod note;

pub use leaf::{Leaf, LeafFault};
pub use merkle::{Hash, Tree, leaf_hash};
pub use note::{Checkpoint, NoteFault, Signer, Verifier, new_key};
