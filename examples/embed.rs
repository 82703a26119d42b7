//! riparto inside a program: read a plan, assess a proposal, apply it if nothing stands against it.
//!
//! `cargo run --example embed`, in Italian with `-- --lang it`
#![allow(clippy::print_stdout, reason = "an example prints")]

use riparto::money::AmountStyle;
use riparto::{Authorization, Language, Money, Plan, Proposal};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let language: Language = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Language::English,
        (Some("--lang"), Some(language)) => language.parse()?,
        _ => return Err("the only argument is `--lang`, with `en` or `it`".into()),
    };
    let (plan, from, to) = language.choose(
        (include_str!("data/toscana-plan.json"), "information", "desks"),
        (include_str!("data/toscana-piano.json"), "informazione", "sportelli"),
    );
    let mut plan = Plan::from_json(plan)?;
    let proposal = Proposal::new("p1", "anci")?.transfer(from, to, "20000.00".parse()?)?;
    let assessment = plan.assess(&proposal)?;
    let euros = |amount: Money| amount.to_text(AmountStyle::from(language));
    let (moved, needs) = (euros(assessment.moved()), assessment.authorization().words(language));
    println!(
        "{}",
        language.choose(
            format!("{moved} moves: {needs}"),
            format!("Importo complessivo degli storni: {moved}; {needs}"),
        )
    );
    for finding in assessment.findings() {
        println!("  {}", finding.message(language));
    }
    plan.apply(&proposal, Authorization::Free)?;
    let (desks, total) = (euros(plan.approved().amount(to)?), euros(plan.approved().total()));
    println!(
        "{}",
        language.choose(
            format!("desks now hold {desks} of {total}"),
            format!("alla voce sportelli spettano ora {desks} su {total}"),
        )
    );
    Ok(())
}
