//! Workbooks of many lines, beside the bare crates that read and write them.
//!
//! `cargo bench --bench sheets`, with words after `--` only what has them in its name. Times are of the processor, where the system
//! tells them, so that other work on the machine does not count.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use riparto::sheets::{PlanImport, WorkbookExport};
use riparto::{Allocation, Envelope, Language, Money, Plan};
use rust_xlsxwriter::{Formula, Workbook};

const LINES: u32 = 100_000;

fn cents(line: u32) -> i64 {
    i64::from(line) * 7_919 % 1_000_000
}

fn plan() -> Plan {
    let amounts: Vec<Money> = (0..LINES).map(|line| Money::from_cents(cents(line)).unwrap()).collect();
    let total = Money::checked_sum(amounts.iter().copied()).unwrap();
    let mut envelope = Envelope::builder("Benchmark", total);
    for line in 0..LINES {
        envelope = envelope
            .line(&format!("line-{line}"), &format!("Line {line}"))
            .label("action", &format!("A{}", line % 40))
            .label("partner", &format!("P{}", line % 7));
    }
    let envelope = envelope.build().unwrap();
    Plan::builder(&Allocation::new(&envelope, amounts).unwrap()).build().unwrap()
}

/// A workbook as another program writes it: a head, then four columns of words and one of amounts.
fn foreign() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, head) in (0_u16..).zip(["Codice", "Voce", "Azione", "Partner", "Importo"]) {
        sheet.write(0, column, head).unwrap();
    }
    for line in 0..LINES {
        let row = line + 1;
        sheet.write(row, 0, format!("line-{line}")).unwrap();
        sheet.write(row, 1, format!("Line {line}")).unwrap();
        sheet.write(row, 2, format!("A{}", line % 40)).unwrap();
        sheet.write(row, 3, format!("P{}", line % 7)).unwrap();
        sheet.write(row, 4, u32::try_from(cents(line)).unwrap()).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// The cells of the sheet of a plan, written by the crate alone.
fn bare_export() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for line in 0..LINES {
        let row = line + 4;
        sheet.write(row, 0, format!("line-{line}")).unwrap();
        sheet.write(row, 1, format!("Line {line}")).unwrap();
        sheet.write(row, 2, format!("A{}", line % 40)).unwrap();
        sheet.write(row, 3, format!("P{}", line % 7)).unwrap();
        for column in 4..7 {
            sheet.write(row, column, line).unwrap();
        }
        let change = Formula::new(format!("=G{}-F{}", row + 1, row + 1)).set_result("0");
        sheet.write(row, 7, change).unwrap();
        let share = Formula::new(format!("=IF(G100005=0,0,G{}/G100005)", row + 1)).set_result("0.00001");
        sheet.write(row, 8, share).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn bare_import(bytes: &[u8]) -> usize {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let range = workbook.worksheet_range(&name).unwrap();
    range.used_cells().filter(|(_, _, cell)| !matches!(cell, Data::Empty)).count()
}

/// How long this thread has been on a processor (Linux).
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The median of five runs.
fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let (begun, used) = (Instant::now(), on_processor());
            run();
            on_processor().zip(used).map_or_else(|| begun.elapsed(), |(now, used)| now - used)
        })
        .collect();
    times.sort_unstable();
    times[2]
}

/// A line of the table: riparto's time, that of the crate alone, and the ratio.
fn tell(name: &str, ours: impl FnMut(), bare: impl FnMut()) {
    let wanted =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect::<Vec<_>>().join(" ");
    if !name.contains(&wanted) {
        return;
    }
    let [ours, bare] = [median(ours).as_millis(), median(bare).as_millis()];
    let ratio = ours * 100 / bare.max(1);
    println!("| {name} | {ours} ms | {bare} ms | {}.{:02} |", ratio / 100, ratio % 100);
}

fn main() {
    let (plan, foreign) = (plan(), foreign());
    let read = PlanImport::new().run(&foreign).unwrap().into_plan();
    assert_eq!(read.envelope().line_count(), usize::try_from(LINES).unwrap());
    let ours = WorkbookExport::new(&plan).bytes(Language::English).unwrap();
    assert_eq!(PlanImport::new().run(&ours).unwrap().plan(), &plan);
    tell(
        "import of a workbook of another program",
        || drop(black_box(PlanImport::new().run(&foreign))),
        || {
            black_box(bare_import(&foreign));
        },
    );
    tell(
        "export of a plan",
        || drop(black_box(WorkbookExport::new(&plan).bytes(Language::English))),
        || drop(black_box(bare_export())),
    );
    tell(
        "import of what was exported",
        || drop(black_box(PlanImport::new().run(&ours))),
        || {
            black_box(bare_import(&ours));
        },
    );
}
