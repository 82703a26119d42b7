//! Time and memory of one engine on one instance.

use std::hint::black_box;
use std::time::Duration;

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

/// An engine is run again until this much time is spent.
const ENOUGH: Duration = Duration::from_millis(1_500);
/// Nor is it run in more batches than this.
const MOST_BATCHES: u32 = 300;
/// What takes less is run many times between two looks at the clock, which take time as well.
const BATCH: Duration = Duration::from_micros(200);

/// Runs an engine once for its memory, and again for its least time; `read` makes the answer of what it returns and does
/// not count.
///
/// Time is what the processor spends on this program, so that other programs of a shared machine disturb it through
/// caches only; the least of many runs is the one they disturbed least.
pub(crate) fn measure<T>(mut solve: impl FnMut() -> T, read: impl FnOnce(T) -> Answer) -> Outcome {
    let start = ProcessTime::now();
    let mut first = None;
    let memory = allocation_counter::measure(|| first = Some(solve()));
    let mut least = start.elapsed();
    let mut time = |batch: u32| {
        let start = ProcessTime::now();
        for _ in 0..batch {
            drop(black_box(solve()));
        }
        least = least.min(start.elapsed() / batch);
        least * batch
    };
    let (mut batch, mut runs) = (1, 1);
    while start.elapsed() < ENOUGH && time(batch) < BATCH {
        runs += u64::from(batch);
        batch *= 2;
    }
    for _ in 0..MOST_BATCHES {
        if start.elapsed() >= ENOUGH {
            break;
        }
        time(batch);
        runs += u64::from(batch);
    }
    Outcome {
        answer: first.map_or(Err("nothing".to_owned()), read),
        seconds: least.as_secs_f64(),
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
