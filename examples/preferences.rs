//! Six partners, six ideal splits of EUR 2,464,000 over the lines of art. 4: what each rule makes of them, where the partners
//! differ, what the plan's rules leave of the outcome, and what a partner gains or loses by overstating.
//!
//! `cargo run --example preferences`, or in Italian: `cargo run --example preferences -- --lang it`. All figures but the total
//! are illustrative.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::{env, fs};

use riparto::ballots::{AggregationRule, BallotSheet, ReadBallots};
use riparto::report::{AggregateReport, CliqueReport, DisagreementReport, RepairReport, Report, RulesReport};
use riparto::{Answer, Authorization, Language, Plan};

/// Where the files of the example stand, in each language.
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/toscana-");

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let language = match arguments.as_slice() {
        [] => Language::English,
        [flag, language] if flag == "--lang" => language.parse()?,
        _ => return Err("the only option is `--lang en` or `--lang it`".into()),
    };
    let (plan, ballots) = language.choose(("plan.json", "ballots.csv"), ("piano.json", "schede.csv"));
    let plan = Plan::from_json(&fs::read_to_string(format!("{FILES}{plan}"))?)?;
    let read = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
    let sheet = BallotSheet::from_csv(&fs::read_to_string(format!("{FILES}{ballots}"))?, &read)?;
    let title = |english: &str, italian: &str| {
        println!("\n━━ {} ━━\n", language.choose(english, italian));
    };
    println!(
        "{}",
        language.choose(
            "ILLUSTRATIVE: the notice states the total and the lines; the partners' ballots and the plan's rules are made up.",
            "ILLUSTRATIVO: l'avviso indica il totale e le voci; le schede dei partecipanti e i vincoli del piano sono inventati.",
        )
    );

    title("One split of six, by the rule `ladder`", "Una ripartizione da sei schede, con la regola `scala`");
    let aggregate = sheet.ballots().aggregate(AggregationRule::Ladder);
    print!("{}", AggregateReport::of(&sheet, Some(&plan), &aggregate).display(language));

    title("Where the partners differ", "Dove i partecipanti divergono");
    let disagreement = sheet.ballots().disagreement(aggregate.amounts())?;
    println!("{}", DisagreementReport::of(&sheet, Some(&plan), &disagreement).display(language));
    let tolerance = "250000.00".parse()?;
    let clique = sheet.ballots().agreement_clique(tolerance);
    print!("{}", CliqueReport::of(&sheet, Some(&plan), tolerance, &clique).display(language));

    title("The seven rules side by side", "Le sette regole a confronto");
    print!("{}", RulesReport::outcomes(&sheet, Some(&plan)).display(language));

    title("What a partner gains or loses by overstating", "Che cosa guadagna o perde chi esagera");
    overstating(&sheet, &plan, language);

    title("Within the plan's rules", "Entro i vincoli del piano");
    let repair = sheet.ballots().aggregate_under(&plan, AggregationRule::Ladder, Authorization::Free)?;
    let Answer::Found(compromise) = sheet.ballots().compromise(&plan, Authorization::Free)? else {
        return Err("the example's rules can hold together".into());
    };
    print!("{}", RepairReport::of(&sheet, &plan, &repair, Some(&compromise)).display(language));
    Ok(())
}

fn overstating(sheet: &BallotSheet, plan: &Plan, language: Language) {
    println!(
        "{}",
        language.choose(
            "Each partner in turn overstates while the others write what they mean. Shown is by how many euros the outcome\n\
             comes nearer to what it really wants, or goes away from it (below zero). First the best of 24 ways to overstate,\n\
             from a quarter of the way up to everything on one line:\n",
            "Un partecipante alla volta esagera, mentre gli altri scrivono ciò che vogliono. Si mostra di quanti euro il risultato\n\
             si avvicina a ciò che egli vuole davvero, o se ne allontana (sotto zero). Prima il migliore di 24 modi di esagerare,\n\
             da un quarto della strada fino a tutto su una sola voce:\n",
        )
    );
    println!("{}", RulesReport::best_overstatements(sheet, Some(plan)).display(language));
    println!(
        "{}",
        language.choose(
            "Then everything on the line that it favours more than the others do:\n",
            "Poi tutto sulla voce che egli favorisce più degli altri:\n",
        )
    );
    println!("{}", RulesReport::whole_overstatements(sheet, Some(plan)).display(language));
    println!(
        "{}",
        language.choose(
            "Under the mean and the median overstating pays. Under the last four rules it never does: that is proven for\n\
             every ballot, and not only for those tried here.",
            "Con la media e la mediana esagerare conviene. Con le ultime quattro regole non conviene mai: è dimostrato per\n\
             ogni scheda, e non solo per quelle provate qui.",
        )
    );
}
