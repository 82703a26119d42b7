//! Real figures, rebuilt from their shares: what printed percentages and half-up rounding do to a total, and what
//! the largest remainder does.
//!
//! `cargo run --example impact_2018`, or with a plan and a total of your own:
//! `cargo run --example impact_2018 -- PLAN 25.807.320,08`; in Italian with `--lang it`
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::{env, fs};

use riparto::money::{AmountStyle, Rounding, Weight};
use riparto::{Allocation, Apportion, Language, Method, Money, Percent, apportion};

const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/impact-2018.json");

/// The total of the same notice that the Ministry's page states after later changes.
const LATER_TOTAL: &str = "25.807.320,08 €";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let language = language(&mut arguments)?;
    let say = |english: &'static str, italian: &'static str| language.choose(english, italian);
    let mut arguments = arguments.into_iter();
    let path = arguments.next().unwrap_or_else(|| PLAN.to_owned());
    let total: Money = arguments.next().as_deref().unwrap_or(LATER_TOTAL).parse()?;
    let document = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let plan = riparto::Plan::from_json(&document).map_err(|error| format!("{path}: {error}"))?;
    let original = plan.approved();
    println!("{}\n{}: {}\n", plan.envelope().title(), say("Source", "Fonte"), plan.envelope().source());

    show_rebuilt(original, language)?;
    let euros = |amount: Money| amount.to_figures(AmountStyle::from(language));
    for (number, total) in [(2, total), (3, "2464000.00".parse()?)] {
        let total_text = total.to_text(AmountStyle::from(language));
        println!("{number}. {total_text} {}\n", say("in the same proportions", "nelle stesse proporzioni"));
        let weights: Vec<Weight> = original.amounts().iter().copied().map(Weight::from).collect();
        let options = Apportion::new().method(Method::LargestRemainder);
        let split = apportion(total, &weights, &options)?;
        let half_up: Vec<Money> = original
            .amounts()
            .iter()
            .map(|amount| rounded_half_up(total, *amount, original.total()))
            .collect::<Result<_, _>>()?;
        let sums = [euros(Money::checked_sum(half_up.iter().copied())?), euros(total)];
        let heads = [say("half up", "arrotondati"), say("largest remainder", "resti più alti")];
        print_columns(original, &heads, &sums, language, |line| {
            vec![euros(half_up[line]), euros(split.amounts()[line])]
        });
        println!(
            "  {}: {}.",
            say("Rounded half up", "Arrotondati ciascuno al centesimo"),
            off(&half_up, total, language)?
        );
        println!(
            "  {}: {}.",
            say("Largest remainder", "Resti più alti"),
            off(split.amounts(), total, language)?
        );
        for leftover in &split.receipt().leftovers {
            let line = original.envelope().line(leftover.part);
            let (id, remainder) = (line.id(), &leftover.remainder);
            println!(
                "    {}",
                language.choose(
                    format!("a leftover cent to `{id}`, whose exact share ends in {remainder} of a cent"),
                    format!("un centesimo residuo a `{id}`, la cui quota esatta termina con {remainder} di centesimo"),
                )
            );
        }
        println!();
    }
    Ok(())
}

/// The amounts rebuilt from their shares as printed.
fn show_rebuilt(original: &Allocation, language: Language) -> Result<(), Box<dyn Error>> {
    let say = |english: &'static str, italian: &'static str| language.choose(english, italian);
    println!(
        "1. {}\n",
        say(
            "The amounts, their shares printed with two decimals, and the amounts rebuilt from those",
            "Gli importi, le quote stampate con due decimali e gli importi ricostruiti da queste",
        )
    );
    let hundredths = original.amounts().iter().map(|amount| printed_share(*amount, original.total()));
    let hundredths: Vec<i128> = hundredths.collect();
    let mut rebuilt: Vec<Money> = Vec::new();
    for share in &hundredths {
        let percent: Percent = format!("{}.{:02}", share / 100, share % 100).parse()?;
        rebuilt.push(percent.of(original.total(), Rounding::HalfUp)?);
    }
    let printed: Vec<String> = hundredths.iter().map(|share| percent_text(*share, language)).collect();
    let sum: i128 = hundredths.iter().sum();
    let euros = |amount: Money| amount.to_figures(AmountStyle::from(language));
    let sums = [percent_text(sum, language), euros(Money::checked_sum(rebuilt.clone())?)];
    print_columns(original, &["%", say("rebuilt", "ricostruito")], &sums, language, |line| {
        vec![printed[line].clone(), euros(rebuilt[line])]
    });
    println!(
        "  {}: {}.\n",
        say("Rebuilt from the printed percentages", "Ricostruiti dalle percentuali stampate"),
        off(&rebuilt, original.total(), language)?
    );
    Ok(())
}

/// What follows `--lang`; English without it. The arguments that are left are those of the example.
fn language(arguments: &mut Vec<String>) -> Result<Language, Box<dyn Error>> {
    let Some(place) = arguments.iter().position(|argument| argument == "--lang") else {
        return Ok(Language::English);
    };
    let told: Vec<String> = arguments.drain(place..(place + 2).min(arguments.len())).collect();
    let Some(language) = told.get(1) else { return Err("after `--lang` comes `en` or `it`".into()) };
    Ok(language.parse()?)
}

/// Hundredths of a percent as a person reads them.
fn percent_text(hundredths: i128, language: Language) -> String {
    let point = language.choose('.', ',');
    format!("{}{point}{:02}", hundredths / 100, hundredths % 100)
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

fn off(amounts: &[Money], total: Money, language: Language) -> Result<String, riparto::Error> {
    let sum = Money::checked_sum(amounts.iter().copied())?;
    let size = (sum - total).abs().to_text(AmountStyle::from(language));
    Ok(match sum.cmp(&total) {
        std::cmp::Ordering::Less => {
            language.choose(format!("{size} is missing"), format!("importo mancante {size}"))
        }
        std::cmp::Ordering::Equal => language.choose("exact to the cent", "esatti al centesimo").to_owned(),
        std::cmp::Ordering::Greater => {
            language.choose(format!("{size} too much"), format!("eccedenza {size}"))
        }
    })
}

fn print_columns(
    original: &Allocation,
    heads: &[&str],
    sums: &[String],
    language: Language,
    cells: impl Fn(usize) -> Vec<String>,
) {
    let euros = |amount: Money| amount.to_figures(AmountStyle::from(language));
    let (line, notice) = language.choose(("line", "notice EUR"), ("voce", "avviso EUR"));
    print!("  {line:<12}{notice:>16}");
    heads.iter().for_each(|head| print!("{head:>20}"));
    println!();
    for (line, amount) in original.iter() {
        print!("  {:<12}{:>16}", line.title(), euros(amount));
        cells(line.position()).iter().for_each(|cell| print!("{cell:>20}"));
        println!();
    }
    print!("  {:<12}{:>16}", language.choose("total", "totale"), euros(original.total()));
    sums.iter().for_each(|sum| print!("{sum:>20}"));
    println!();
}
