//! Real figures, rebuilt from their shares: what printed percentages and half-up rounding do to a total, and what
//! the largest remainder does.
//!
//! `cargo run --example impact_2018`, or with a plan and a total of your own:
//! `cargo run --example impact_2018 -- PLAN 25.807.320,08`
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::{env, fs};

use riparto::money::{AmountStyle, Rounding, Weight};
use riparto::{Allocation, Apportion, Method, Money, Percent, apportion};

const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/impact-2018.json");

/// The total of the same notice that the Ministry's page states after later changes.
const LATER_TOTAL: &str = "25.807.320,08 €";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| PLAN.to_owned());
    let total: Money = arguments.next().as_deref().unwrap_or(LATER_TOTAL).parse()?;
    let document = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let plan = riparto::Plan::from_json(&document).map_err(|error| format!("{path}: {error}"))?;
    let original = plan.approved();
    println!("{}\nSource: {}\n", plan.envelope().title(), plan.envelope().source());

    println!("1. The amounts, their shares printed with two decimals, and the amounts rebuilt from those\n");
    let hundredths = original.amounts().iter().map(|amount| printed_share(*amount, original.total()));
    let hundredths: Vec<i128> = hundredths.collect();
    let mut rebuilt: Vec<Money> = Vec::new();
    for share in &hundredths {
        let percent: Percent = format!("{}.{:02}", share / 100, share % 100).parse()?;
        rebuilt.push(percent.of(original.total(), Rounding::HalfUp)?);
    }
    let printed: Vec<String> =
        hundredths.iter().map(|share| format!("{}.{:02}", share / 100, share % 100)).collect();
    let sum: i128 = hundredths.iter().sum();
    let sums = [format!("{}.{:02}", sum / 100, sum % 100), euros(Money::checked_sum(rebuilt.clone())?)];
    print_columns(original, &["%", "rebuilt"], &sums, |line| {
        vec![printed[line].clone(), euros(rebuilt[line])]
    });
    println!("  Rebuilt from the printed percentages: {}.\n", off(&rebuilt, original.total())?);

    for (number, total) in [(2, total), (3, "2464000.00".parse()?)] {
        println!("{number}. {} in the same proportions\n", total.to_text(AmountStyle::English));
        let weights: Vec<Weight> = original.amounts().iter().copied().map(Weight::from).collect();
        let options = Apportion::new().method(Method::LargestRemainder);
        let split = apportion(total, &weights, &options)?;
        let half_up: Vec<Money> = original
            .amounts()
            .iter()
            .map(|amount| rounded_half_up(total, *amount, original.total()))
            .collect::<Result<_, _>>()?;
        let sums = [euros(Money::checked_sum(half_up.iter().copied())?), euros(total)];
        print_columns(original, &["half up", "largest remainder"], &sums, |line| {
            vec![euros(half_up[line]), euros(split.amounts()[line])]
        });
        println!("  Rounded half up: {}.", off(&half_up, total)?);
        println!("  Largest remainder: {}.", off(split.amounts(), total)?);
        for leftover in &split.receipt().leftovers {
            let line = original.envelope().line(leftover.part);
            println!(
                "    a leftover cent to `{}`, whose exact share ends in {} of a cent",
                line.id(),
                leftover.remainder
            );
        }
        println!();
    }
    Ok(())
}

/// A share in hundredths of a percent, half up, as a newspaper prints it.
fn printed_share(amount: Money, total: Money) -> i128 {
    let (amount, total) = (i128::from(amount.cents()), i128::from(total.cents()));
    (amount * 20_000 + total) / (total * 2).max(1)
}

/// What many spreadsheets do: each line by itself, to the nearest cent.
fn rounded_half_up(total: Money, weight: Money, weights: Money) -> Result<Money, Box<dyn Error>> {
    let (total, weight, weights) =
        (i128::from(total.cents()), i128::from(weight.cents()), i128::from(weights.cents()));
    Ok(Money::from_cents(i64::try_from((2 * total * weight + weights) / (2 * weights).max(1))?)?)
}

fn off(amounts: &[Money], total: Money) -> Result<String, riparto::Error> {
    let sum = Money::checked_sum(amounts.iter().copied())?;
    let size = (sum - total).abs().to_text(AmountStyle::English);
    Ok(match sum.cmp(&total) {
        std::cmp::Ordering::Less => format!("{size} is missing"),
        std::cmp::Ordering::Equal => "exact to the cent".to_owned(),
        std::cmp::Ordering::Greater => format!("{size} too much"),
    })
}

fn euros(amount: Money) -> String {
    amount.to_figures(AmountStyle::English)
}

fn print_columns(
    original: &Allocation,
    heads: &[&str],
    sums: &[String],
    cells: impl Fn(usize) -> Vec<String>,
) {
    print!("  {:<12}{:>16}", "line", "notice EUR");
    heads.iter().for_each(|head| print!("{head:>20}"));
    println!();
    for (line, amount) in original.iter() {
        print!("  {:<12}{:>16}", line.title(), euros(amount));
        cells(line.position()).iter().for_each(|cell| print!("{cell:>20}"));
        println!();
    }
    print!("  {:<12}{:>16}", "total", euros(original.total()));
    sums.iter().for_each(|sum| print!("{sum:>20}"));
    println!();
}
