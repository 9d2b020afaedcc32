//! Messages of agencies as JSON: refused whole, or row by row.
#![no_main]

use interchange::answers_json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let said = format!("{:?}", answers_json::read(bytes));
    assert!(said.len() <= 4_096 + 400 * bytes.len(), "it says {} bytes", said.len());
});
