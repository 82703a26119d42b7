//! Time and memory of one engine on one instance.

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure as count};
use cpu_time::ProcessTime;
use serde_json::{Value, json};

use crate::question::Question;

/// What an engine answers: whole cents for each line, or why there are none.
pub(crate) type Answer = Result<Vec<i64>, String>;

/// What an engine answers, and what that takes.
pub(crate) struct Outcome {
    pub(crate) answer: Answer,
    seconds: f64,
    runs: u64,
    peak_bytes: u64,
    allocations: u64,
}

/// An engine is run again until so many seconds are spent.
const ENOUGH: f64 = 0.8;
/// Nor is it run in more batches than this.
const MOST_BATCHES: u64 = 300;
/// What takes fewer seconds is run many times between two looks at the clock, which take time as well.
const BATCH: f64 = 200e-6;
/// The seconds that the processor spends on this program, so that others on a shared machine disturb it through caches
/// only.
fn time(work: impl FnOnce()) -> f64 {
    let start = ProcessTime::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Runs an engine once for its memory, and again for its least time; `read` makes the answer of what it returns and does
/// not count.
pub(crate) fn measure<T>(mut solve: impl FnMut() -> T, read: impl FnOnce(T) -> Answer) -> Outcome {
    let start = ProcessTime::now();
    let mut first = None;
    let mut memory = AllocationInfo::default();
    let mut least = time(|| memory = count(|| first = Some(solve())));
    let (mut batch, mut runs) = (1, 1);
    for _ in 0..MOST_BATCHES {
        if start.elapsed().as_secs_f64() >= ENOUGH {
            break;
        }
        let taken = time(|| (0..batch).for_each(|_| drop(black_box(solve()))));
        runs += batch;
        if taken < BATCH {
            batch *= 2;
        } else {
            least = least.min(taken / batch as f64);
        }
    }
    Outcome {
        answer: first.map_or(Err("nothing".to_owned()), read),
        seconds: least,
        runs,
        peak_bytes: memory.bytes_max,
        allocations: memory.count_total,
    }
}

impl Outcome {
    /// One line of JSON. The sums let another program make sure that it holds the same instance.
    pub(crate) fn report(&self, question: &Question) -> Value {
        json!({
            "said": self.answer.as_ref().err().map_or("", String::as_str),
            "seconds": self.seconds,
            "runs": self.runs,
            "peak_bytes": self.peak_bytes,
            "allocations": self.allocations,
            "instance": question.sums(),
        })
    }
}
