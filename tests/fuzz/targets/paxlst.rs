//! Passenger lists: every message is explained, and the check says no less than the reader.
#![no_main]

use interchange::{edifact, paxlst};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = edifact::decode(bytes);
    let said = format!("{:?}", paxlst::check(&text));
    assert!(said.len() <= 4_096 + 400 * bytes.len(), "it says {} bytes", said.len());
    let _ = paxlst::read(&text);
    for segment in edifact::Segments::of(&text) {
        drop(format!("{segment:?}"));
    }
});
