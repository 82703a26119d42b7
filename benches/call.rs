//! What a request of the JSON API takes, without anything around it: `cargo bench --bench call < REQUESTS`, a request a line, prints the median
//! time of each in microseconds, in order. `bindings/python/benches/overhead.py` and `bindings/npm/benches/overhead.mjs` put it beside
//! the same call through Python, Node and a process.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic
)]

use std::hint::black_box;
use std::io::stdin;
use std::time::{Duration, Instant};

use riparto::api::respond;

fn median(request: &str) -> f64 {
    let mut taken = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(2) || taken.is_empty() {
        let start = Instant::now();
        black_box(respond(black_box(request)));
        taken.push(start.elapsed());
    }
    taken.sort_unstable();
    taken[taken.len() / 2].as_secs_f64() * 1e6
}

fn main() {
    for request in stdin().lines() {
        println!("{:.2}", median(&request.unwrap()));
    }
}
