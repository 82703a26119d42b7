#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../tests/fuzzed/choices.rs"]
mod choices;
#[path = "../../tests/fuzzed/entries.rs"]
mod entries;
#[path = "../../tests/oracle/counts.rs"]
mod counts;
#[path = "../../tests/oracle/reading.rs"]
mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::spreadsheet(bytes));
