//! One engine on one instance: `riparto-peers ENGINE SHAPE LINES [ANSWER]`.
//!
//! Prints one line of JSON with the time, the memory and what the engine said, and writes the amounts to the file ANSWER as
//! 64-bit little-endian whole cents. Nothing is judged here: `peers.py` calls this for each engine and judges all answers,
//! ours too, by the same lines of Python.
#![forbid(unsafe_code)]

mod allocate;
mod conic;
mod linear;
mod measure;
mod ours;
mod question;

use std::convert::identity;
use std::process::ExitCode;

use measure::{Outcome, measure};
use question::Question;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [engine, shape, lines, rest @ ..] = &arguments[..] else {
        eprintln!("riparto-peers ENGINE SHAPE LINES [ANSWER]");
        return ExitCode::from(2);
    };
    let Ok(lines) = lines.parse() else {
        eprintln!("{lines} is no number of lines");
        return ExitCode::from(2);
    };
    let question = Question::new(shape, lines);
    let Some(outcome) = run(engine, &question) else {
        eprintln!("there is no engine {engine}");
        return ExitCode::from(2);
    };
    if let (Some(path), Ok(amounts)) = (rest.first(), &outcome.answer) {
        let bytes: Vec<u8> = amounts.iter().flat_map(|cents| cents.to_le_bytes()).collect();
        if let Err(error) = std::fs::write(path, bytes) {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    }
    println!("{}", outcome.report(&question));
    ExitCode::SUCCESS
}

/// The outcome of an engine by its name.
fn run(engine: &str, question: &Question) -> Option<Outcome> {
    Some(match engine {
        "read_pass" => ours::read_pass(question),
        "riparto" => ours::water_filling(question),
        "riparto_grid_squares" => ours::grid(question, Some(riparto::Measure::LeastSquares)),
        "riparto_grid_moved" => ours::grid(question, Some(riparto::Measure::LeastMoved)),
        "riparto_grid_least_moved" => ours::grid(question, None),
        "riparto_plan_squares" => ours::plan(question, riparto::Measure::LeastSquares),
        "riparto_plan_moved" => ours::plan(question, riparto::Measure::LeastMoved),
        "riparto_webster" => ours::apportion(question, riparto::Method::Webster),
        "riparto_largest_remainder" => ours::apportion(question, riparto::Method::LargestRemainder),
        "microlp" => measure(|| linear::microlp(question), identity),
        "clarabel_cents" => measure(|| conic::clarabel(question, 1.0), identity),
        "clarabel_scaled" => measure(|| conic::clarabel(question, conic::SCALE), identity),
        "doubleentry" => allocate::doubleentry(question),
        "rusty_money" => allocate::rusty_money(question),
        "dinero" => allocate::dinero(question),
        "moneylib" => allocate::moneylib(question),
        _ => return None,
    })
}
