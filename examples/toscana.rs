//! The main job: an envelope of EUR 2,464,000 over six lines, three proposals by three partners, and what the rules
//! say to each.
//!
//! `cargo run --example toscana`, or with files of your own and in Italian:
//! `cargo run --example toscana -- --lang it PLAN PROPOSAL…`
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::{env, fs};

use riparto::rebalance::CounterProposal;
use riparto::report::{PassingReport, PrintedPage, Report};
use riparto::{Authorization, Headroom, Language, Plan, Proposal};

/// Where the files of the example stand, in each language.
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/toscana-");

fn main() -> Result<(), Box<dyn Error>> {
    PrintedPage::A4.printing(shown)
}

fn shown() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let mut language = Language::English;
    if let Some(place) = arguments.iter().position(|argument| argument == "--lang") {
        language = arguments.get(place + 1).ok_or("--lang takes `en` or `it`")?.parse()?;
        arguments.drain(place..place + 2);
    }
    let (plan_path, proposal_paths) = match arguments.split_first() {
        Some((plan, proposals)) => (plan.clone(), proposals.to_vec()),
        None => {
            let (plan, proposal) = language.choose(("plan", "proposal"), ("piano", "proposta"));
            let proposals = (1..=3).map(|number| format!("{DATA}{proposal}-{number}.json")).collect();
            (format!("{DATA}{plan}.json"), proposals)
        }
    };

    let mut plan = Plan::from_json(&read(&plan_path)?).map_err(|error| format!("{plan_path}: {error}"))?;
    let title = |english: &str, italian: &str| {
        println!("\n━━ {} ━━\n", language.choose(english, italian));
    };
    title("The plan", "Il piano");
    println!("{}", plan.display(language));
    print!("{}", plan.check().display(language));
    print!("{}", plan.notices().display(language));
    title("Who may move how much", "Chi può spostare quanto");
    println!("{}", Headroom::of(&plan, Authorization::Free).display(language));
    print!("{}", Headroom::of(&plan, Authorization::PriorApproval).display(language));

    let mut granted = Vec::new();
    for (number, path) in (1..).zip(proposal_paths) {
        let proposal = Proposal::from_json(&read(&path)?).map_err(|error| format!("{path}: {error}"))?;
        let assessment = plan.assess(&proposal).map_err(|error| format!("{path}: {error}"))?;
        title(&format!("Proposal {number}"), &format!("Proposta {number}"));
        print!("{}", assessment.display(language));
        print!("{}", PassingReport::of(&proposal, &plan.would_pass(&proposal)?).display(language));
        if let Some(counter) = CounterProposal::of(&plan, &proposal, Authorization::Exceptional)? {
            print!("{}", counter.display(language));
        }
        if assessment.authorization() < Authorization::Forbidden {
            granted.push(proposal);
        }
    }

    title(
        "The plan after the proposals that are not forbidden, approved in this order",
        "Il piano dopo le proposte non vietate, approvate in quest'ordine",
    );
    for proposal in &granted {
        match plan.apply(proposal, Authorization::Exceptional) {
            Ok(findings) => println!("`{}`: {}", proposal.id(), findings.authorization().words(language)),
            Err(error) => println!("{error}"),
        }
    }
    println!("\n{}", plan.display(language));
    Ok(())
}

fn read(path: &str) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}").into())
}
