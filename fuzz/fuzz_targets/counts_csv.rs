#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../tests/fuzzed/choices.rs"]
mod choices;
#[path = "../../tests/fuzzed/entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::counts_csv(bytes));
