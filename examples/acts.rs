//! Three published acts, each with its own limit, on ten million euros: what passes at the limit, and what a cent more needs. The limit
//! stands in the plan as the act has it; the most that passes is found, not written here.
//!
//! `cargo run --example acts` (`-- --lang it` for Italian). The plans are `examples/data/priorities-plan.json`, `titles-plan.json` and
//! `evaluation-plan.json`; in Italian they end in `-piano.json`. Their amounts are illustrative.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::env;
use std::error::Error;

use riparto::plan::{Distribution, EnvelopeChange};
use riparto::report::{PassingReport, PrintedPage, Report};
use riparto::{Authorization, Language, Money, MoneyDelta, Plan, Proposal};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let mut arguments = env::args().skip(1);
    let language = match arguments.next().as_deref() {
        None => Language::English,
        Some("--lang") => arguments.next().ok_or("--lang takes `en` or `it`")?.parse()?,
        Some(other) => return Err(format!("`{other}` is not known: there is only --lang").into()),
    };
    // Sentences no longer than a page is wide.
    PrintedPage::A4.printing(|| {
        priorities(language)?;
        titles(language)?;
        evaluation(language)
    })
}

/// Regulation (EU) 2021/1060, art. 24(5), third subparagraph: the funds of home affairs.
fn priorities(language: Language) -> Outcome {
    let plan = opened(
        language,
        (include_str!("data/priorities-plan.json"), include_str!("data/priorities-piano.json")),
        (
            "Between priorities of a programme: Regulation (EU) 2021/1060, art. 24(5)",
            "Tra le priorità di un programma: regolamento (UE) 2021/1060, art. 24, par. 5",
        ),
    )?;
    say(
        language,
        "Inside a priority all of a line may move:",
        "All'interno di una priorità una voce si può spostare tutta:",
    );
    tried(&plan, language, ["so1-b", "so1-a"], "2400000.00".parse()?)?;
    say(
        language,
        "To another priority, up to 15 % of what the priority began with:",
        "Verso un'altra priorità, fino al 15 % della dotazione iniziale della priorità:",
    );
    tried_at_the_limit(&plan, language, ["so1-a", "so2"])
}

/// Delegated Regulation (EU) 2019/715, art. 26(1): ten percent twice is twenty, and amending budgets count.
fn titles(language: Language) -> Outcome {
    let mut plan = opened(
        language,
        (include_str!("data/titles-plan.json"), include_str!("data/titles-piano.json")),
        (
            "Between titles of an agency's budget: Delegated Regulation (EU) 2019/715, art. 26",
            "Tra i titoli del bilancio di un'agenzia: regolamento delegato (UE) 2019/715, art. 26",
        ),
    )?;
    let ends = ["1100", "3100"];
    say(
        language,
        "From a line to another title, up to 10 % of the line:",
        "Da una voce a un altro titolo, fino al 10 % della voce:",
    );
    tried_at_the_limit(&plan, language, ends)?;
    let most = plan.largest_transfer(ends[0], ends[1], Authorization::Free)?;
    plan.apply(&proposal(ends, most)?, Authorization::Free)?;
    say(
        language,
        "That is carried out. Transfers add up, so the line has given what it may:",
        "Lo storno è eseguito. Gli storni si sommano, e la voce ha ceduto quanto può:",
    );
    tried(&plan, language, ends, Money::from_cents(1)?)?;
    let more = MoneyDelta::from_cents(50_000_000)?;
    let amending = EnvelopeChange::new("ab1", more, Distribution::Named(vec![(ends[0].to_owned(), more)]))?;
    let (plan, _) = plan.change_envelope(&amending)?;
    say(
        language,
        "An amending budget adds 500,000.00 to the line, and 10 % of it may go as well:",
        "Un bilancio rettificativo aggiunge 500.000,00 alla voce, e anche di questi può uscire il 10 %:",
    );
    tried_at_the_limit(&plan, language, ends)
}

/// Con i Bambini, initiatives in co-financing, fifth edition.
fn evaluation(language: Language) -> Outcome {
    let plan = opened(
        language,
        (include_str!("data/evaluation-plan.json"), include_str!("data/evaluation-piano.json")),
        (
            "Shares of a project: Con i Bambini, initiatives in co-financing, fifth edition",
            "Quote di un progetto: Con i Bambini, iniziative in cofinanziamento, quinta edizione",
        ),
    )?;
    let (evaluation, works, activities) =
        language.choose(("evaluation", "works", "activities"), ("valutazione", "lavori", "minori"));
    say(
        language,
        "The evaluation of impact keeps at least 4 %:",
        "La valutazione di impatto conserva almeno il 4 %:",
    );
    tried_at_the_limit(&plan, language, [evaluation, activities])?;
    say(language, "and has at most 5 %:", "e ha al massimo il 5 %:");
    tried_at_the_limit(&plan, language, [activities, evaluation])?;
    say(language, "Works have at most 30 %:", "I lavori hanno al massimo il 30 %:");
    tried_at_the_limit(&plan, language, [activities, works])
}

/// The plan of an act, shown.
fn opened(language: Language, plans: (&str, &str), titles: (&str, &str)) -> Result<Plan, Box<dyn Error>> {
    let plan = Plan::from_json(language.choose(plans.0, plans.1))?;
    println!("\n━━ {} ━━\n\n{}", language.choose(titles.0, titles.1), plan.display(language));
    for rule in plan.rulebook().rules() {
        println!("  `{}`: {}", rule.id(), rule.text());
        println!("    {}", serde_json::to_string(rule.limit())?);
    }
    Ok(plan)
}

fn say(language: Language, english: &str, italian: &str) {
    println!("\n{}\n", language.choose(english, italian));
}

/// The most that passes without authorization, and a cent more.
fn tried_at_the_limit(plan: &Plan, language: Language, ends: [&str; 2]) -> Outcome {
    let most = plan.largest_transfer(ends[0], ends[1], Authorization::Free)?;
    tried(plan, language, ends, most)?;
    tried(plan, language, ends, Money::from_cents(most.cents() + 1)?)
}

fn proposal([from, to]: [&str; 2], amount: Money) -> riparto::Result<Proposal> {
    Proposal::new("p1", "ats")?.transfer(from, to, amount)
}

/// One transfer, what it needs and why, and what would have passed.
fn tried(plan: &Plan, language: Language, ends: [&str; 2], amount: Money) -> Outcome {
    let proposal = proposal(ends, amount)?;
    let assessment = plan.assess(&proposal)?;
    let [from, to] = ends;
    print!("  {:>14}  {from} → {to}  ", amount.to_text(language.into()));
    print!("{}", assessment.findings().display(language));
    print!("{}", PassingReport::of(&proposal, &plan.would_pass(&proposal)?).display(language));
    Ok(())
}
