//! A plan in Rust, without JSON: an envelope of EUR 2,464,000.00 with its lines, three rules, a proposal, what it breaks, and the
//! most that could move.
//!
//! `cargo run --example envelope_in_rust`
#![allow(clippy::print_stdout, reason = "an example prints")]

use riparto::rules::{Allowance, Movement, Share};
use riparto::{
    Allocation, Authorization, Envelope, Limit, Money, Party, Plan, Proposal, Role, Rule, Scope, Transfer,
};

fn main() -> Result<(), riparto::Error> {
    let envelope = Envelope::builder("Integration plan", Money::from_euros(2_464_000))
        .source("Notice of Regione Toscana, FAMI 2021-2027, art. 4")
        .line("desks", "One-stop-shop desks")
        .label("partner", "anci")
        .line("outreach", "Outreach")
        .label("partner", "ats")
        .line("coordination", "Coordination")
        .label("partner", "region")
        .build()?;
    let original = Allocation::builder(&envelope)
        .amount("outreach", Money::from_euros(400_000))
        .amount("coordination", Money::from_euros(164_000))
        .remainder_to("desks")
        .build()?;

    let floor = Limit::Floor(Money::from_euros(350_000));
    let share = Limit::ShareCeiling(Share::of_total("7".parse()?));
    let movement = Limit::Movement(Movement::new(Allowance::percent("10".parse()?)).by("partner"));
    let mut plan = Plan::builder(&original)
        .rule(Rule::new("outreach-floor", Scope::lines(["outreach"]), floor)?)
        .rule(Rule::new("coordination-cap", Scope::lines(["coordination"]), share)?)
        .rule(
            Rule::new("between-partners", Scope::all(), movement)?
                .with_source("Convention, art. 8")?
                .with_needs(Authorization::PriorApproval)?,
        )
        .party(Party::new("region", "Regione Toscana", Role::Authority)?)
        .party(Party::new("anci", "ANCI Toscana", Role::Lead)?)
        .build()?;

    let proposal = Proposal::new("p1", "anci")?
        .with_title("More desks in the mountain municipalities")?
        .with_transfers([
            Transfer::new("outreach", "desks", Money::from_euros(60_000))?,
            Transfer::new("coordination", "desks", Money::from_euros(4_000))?,
        ])?;
    let assessment = plan.assess(&proposal)?;
    println!("{}: {} moves: {}", proposal.title(), assessment.moved(), assessment.authorization());
    for finding in assessment.findings() {
        println!("  {} is {} beyond {}", finding.rule().id(), finding.excess(), finding.limit());
    }

    let most = plan.largest_transfer("outreach", "desks", Authorization::Free)?;
    plan.apply(&Proposal::new("p2", "anci")?.transfer("outreach", "desks", most)?, Authorization::Free)?;
    println!("{} now holds {}", plan.line("desks")?.title(), plan.approved().amount("desks")?);
    Ok(())
}
