//! The table and its history: commands decided, events replayed, a journal of 1,000,000 events opened, and durable appends
//! beside SQLite doing the same.
//!
//! `cargo bench --features sqlite --bench history`; without the feature SQLite is left out. The journal of a million events
//! (456 MiB) is written to the target folder first and removed at the end. What only computes is measured by the time of
//! the processor (user and system, as Linux counts it), the least of three runs: other programs hardly disturb that. Appends
//! wait for the disk, so the clock measures them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use riparto::journal::{Event, Head, Journal, MemoryStore, Store, extend, verify};
use riparto::table::{ApprovalPolicies, CoDesignTable, Command, Decision, PersistentTable, Replayed};
use riparto::{Plan, Proposal};

const EVENTS: u64 = 1_000_000;
const PLAN: &str = include_str!("../examples/data/toscana-plan.json");

/// The command that opens the table.
fn opening() -> Command {
    let plan = Plan::from_json(PLAN).unwrap();
    Command::open("open", "regione", &plan, ApprovalPolicies::default()).unwrap()
}

/// One negotiation: a partner proposes, two others say what they think, the authority approves. Five events.
fn negotiation(number: u64, against: u64) -> [Command; 4] {
    let (from, to) = if number.is_multiple_of(2) { ("outreach", "desks") } else { ("desks", "outreach") };
    let proposal = Proposal::new(format!("p{number}"), "anci")
        .and_then(|proposal| proposal.with_title("More hours at the desks of the mountain municipalities"))
        .and_then(|proposal| proposal.with_reason("Requests have doubled since the survey of the spring"))
        .and_then(|proposal| proposal.transfer(from, to, "1250.00".parse()?))
        .unwrap();
    let proposal = serde_json::to_string(&proposal).unwrap();
    let command = |step: &str, party: &str, action: String| {
        let text = format!(r#"{{"id": "c{number}-{step}", "party": "{party}", "do": {action}}}"#);
        Command::from_json(&text).unwrap()
    };
    let state = |stance: &str| format!(r#"{{"state": {{"proposal": "p{number}", "stance": "{stance}"}}}}"#);
    let propose = format!(r#"{{"propose": {{"proposal": {proposal}, "against": {against}}}}}"#);
    [
        command("propose", "anci", propose),
        command("ats", "ats", state("consent")),
        command("arti", "arti", state("abstention")),
        command("approve", "regione", format!(r#"{{"approve": {{"proposal": "p{number}"}}}}"#)),
    ]
}

/// Decides a command and folds in what it leads to; the events as records keep them.
fn carry_out(table: &mut CoDesignTable, command: &Command) -> Vec<Event> {
    let Decision::Events(events) = table.decide(command).unwrap() else { panic!("each is sent once") };
    events.iter().for_each(|event| table.apply(event).unwrap());
    events.iter().map(|event| Event::of(event).unwrap()).collect()
}

fn open_table() -> CoDesignTable {
    let mut table = CoDesignTable::new();
    carry_out(&mut table, &opening());
    table
}

/// Writes a journal of so many events, and returns the table that they lead to.
fn write_journal(path: &Path, events: u64) -> CoDesignTable {
    let mut out = BufWriter::new(fs::File::create(path).unwrap());
    let (mut table, mut head) = (CoDesignTable::new(), Head::START);
    let mut write = |table: &mut CoDesignTable, command: &Command| {
        for record in extend(&head, &carry_out(table, command)).unwrap() {
            writeln!(out, "{}", record.line()).unwrap();
            head = record.head();
        }
    };
    write(&mut table, &opening());
    for number in 0.. {
        for command in negotiation(number, table.revision()) {
            write(&mut table, &command);
        }
        if table.revision() >= events {
            break;
        }
    }
    out.flush().unwrap();
    table
}

/// What the program holds in memory, in MiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The time that this program took of the processor, by Linux's clock of 100 ticks a second.
fn processor() -> Duration {
    const TICK: u64 = 10;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may hold blanks; user and system time are the 12th and 13th field after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * TICK)
}

/// Prints the least time of three runs, and how many a second that makes.
fn measure(name: &str, count: u64, mut run: impl FnMut()) {
    let mut least = Duration::MAX;
    for _ in 0..3 {
        let before = processor();
        run();
        least = least.min(processor() - before);
    }
    let each = u128::from(count) * 1_000_000 / least.as_micros().max(1);
    println!("{name}: {:.2} s, {each} a second", least.as_secs_f64());
}

fn deciding() {
    const NEGOTIATIONS: u64 = 20_000;
    let commands: Vec<Command> =
        (0..NEGOTIATIONS).flat_map(|number| negotiation(number, 1 + 5 * number)).collect();
    measure("commands decided, folded and written as events", 4 * NEGOTIATIONS, || {
        let mut table = open_table();
        commands.iter().for_each(|command| drop(carry_out(&mut table, black_box(command))));
    });
}

fn replaying(journal: &Path) {
    let reader = || fs::File::open(journal).unwrap();
    measure("events verified", EVENTS, || assert!(verify(reader(), &[]).unwrap().is_whole()));
    measure("events verified and folded, open to write", EVENTS, || {
        drop(PersistentTable::open_journal(journal, &[]).unwrap());
    });
    measure("events verified, folded and audited", EVENTS, || drop(Replayed::of(reader(), &[]).unwrap()));
}

/// Appends of batches of so many events to a store, each on disk when it returns.
fn appends(criterion: &mut Criterion, name: &str, store: &mut dyn Store) {
    let mut table = open_table();
    let mut events = Vec::new();
    for number in 0..250 {
        for command in negotiation(number, table.revision()) {
            events.extend(carry_out(&mut table, &command));
        }
    }
    let mut group = criterion.benchmark_group(format!("durable appends, {name}"));
    group.sample_size(20).measurement_time(Duration::from_secs(5));
    for batch in [1, 10, 100, 1_000] {
        group.throughput(Throughput::Elements(u64::try_from(batch).unwrap()));
        group.bench_function(BenchmarkId::new("batch", batch), |bencher| {
            bencher.iter(|| {
                let head = store.head().unwrap();
                store.append(&head, &events[..batch]).unwrap().accepted().unwrap()
            });
        });
    }
    group.finish();
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-history");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn main() {
    let folder = folder();
    let journal = folder.join("million.jsonl");
    // First of all, so that no memory that was used and given back stands in the way of the measure.
    let before = resident();
    let table = write_journal(&journal, EVENTS);
    let held = resident().saturating_sub(before);
    drop(table);
    let size = fs::metadata(&journal).unwrap().len() >> 20;
    println!("a journal of {EVENTS} events has {size} MiB; the table that they lead to holds {held} MiB");
    deciding();
    replaying(&journal);
    let mut criterion = Criterion::default().configure_from_args();
    appends(&mut criterion, "memory", &mut MemoryStore::new());
    appends(&mut criterion, "journal", &mut Journal::create(folder.join("appends.jsonl")).unwrap());
    #[cfg(feature = "sqlite")]
    {
        let mut store = riparto::journal::SqliteStore::open(folder.join("appends.sqlite")).unwrap();
        appends(&mut criterion, "sqlite", &mut store);
    }
    criterion.final_summary();
    fs::remove_dir_all(&folder).ok();
}
