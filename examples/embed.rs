//! riparto inside a program: read a plan, assess a proposal, apply it if nothing stands against it.
//!
//! `cargo run --example embed`
#![allow(clippy::print_stdout, reason = "an example prints")]

use riparto::{Authorization, Plan, Proposal};

fn main() -> Result<(), riparto::Error> {
    let mut plan = Plan::from_json(include_str!("data/toscana-plan.json"))?;
    let proposal = Proposal::new("p1", "anci")?.transfer("information", "desks", "20000.00".parse()?)?;
    let assessment = plan.assess(&proposal)?;
    println!("{} moves: {}", assessment.moved(), assessment.authorization());
    for finding in assessment.findings() {
        println!("  {finding}");
    }
    plan.apply(&proposal, Authorization::Free)?;
    println!("desks now hold {} of {}", plan.approved().amount("desks")?, plan.approved().total());
    Ok(())
}
