//! Files of answers: every row is an answer or a fault, and none says much more than it was told.
#![no_main]

use interchange::answers::AnswerReader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut said = 0;
    for row in AnswerReader::new(bytes) {
        said += format!("{row:?}").len();
    }
    assert!(said <= 4_096 + 400 * bytes.len(), "it says {said} bytes");
});
