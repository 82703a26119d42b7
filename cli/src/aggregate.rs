//! The command `aggregate`: from the partners' ballots to one split.

use std::io::Write;

use riparto::ballots::{AggregationRule, BallotSheet, Completion, ReadBallots};
use riparto::money::AmountStyle;
use riparto::report::{AggregateReport, CliqueReport, DisagreementReport, RepairReport, Report, RulesReport};
use riparto::{Answer, Authorization, Language, Money, Plan};

use crate::arguments::AggregateArguments;
use crate::commands::say_where_it_ended;
use crate::files;
use crate::outcome::{Failure, Outcome};

pub(crate) fn run(
    out: &mut impl Write,
    name: &str,
    options: &AggregateArguments,
) -> Result<Outcome, Failure> {
    let language = options.language();
    let plan = options.plan.as_deref().map(files::plan_of).transpose()?;
    let leave_out: Vec<&str> = options.leave_out.iter().map(String::as_str).collect();
    let read = |style: Option<AmountStyle>| ReadBallots {
        leave_out: &leave_out,
        total: options.total,
        plan: plan.as_ref(),
        completion: options.complete.map_or(Completion::Refused, Completion::from),
        remainder_to: options.remainder_to.as_deref(),
        style: options.style.map(Into::into).or(style),
    };
    let (sheet, encoding) = files::read_table(name, &["schede", "ballots"], |text, style| {
        match text.trim_start_matches([' ', '\t', '\r', '\n']) {
            json if json.starts_with('{') => BallotSheet::from_json(text, &read(style)),
            _ => BallotSheet::from_csv(text, &read(style)),
        }
    })?;
    if let Some(encoding) = encoding {
        let read_as =
            language.choose("The file was read in the encoding", "Il file è stato letto nella codifica");
        writeln!(out, "{read_as} {encoding}.\n")?;
    }
    let (rule, ballots) = (AggregationRule::from(options.rule), sheet.ballots());
    let aggregate = ballots.aggregate(rule);
    let mut outcome = aggregate.amounts().to_vec();
    writeln!(out, "{}", AggregateReport::of(&sheet, plan.as_ref(), &aggregate).display(language))?;
    if let Some(plan) = plan.as_ref().filter(|plan| !plan.rulebook().rules().is_empty()) {
        match under_rules(out, &sheet, plan, rule, options)? {
            Some(inside) => outcome = inside,
            None => return Ok(Outcome::Forbidden),
        }
    }
    let input = |error| Failure::Input(name.to_owned(), error);
    let disagreement = ballots.disagreement(&outcome).map_err(input)?;
    write!(out, "{}", DisagreementReport::of(&sheet, plan.as_ref(), &disagreement).display(language))?;
    if let Some(tolerance) = options.tolerance {
        let clique = ballots.agreement_clique(tolerance);
        write!(out, "\n{}", CliqueReport::of(&sheet, plan.as_ref(), tolerance, &clique).display(language))?;
    }
    if options.compare {
        compare(out, &sheet, plan.as_ref(), language)?;
    }
    Ok(Outcome::Free)
}

/// The outcome inside the rules of a plan; none if the rules clash.
fn under_rules(
    out: &mut impl Write,
    sheet: &BallotSheet,
    plan: &Plan,
    rule: AggregationRule,
    options: &AggregateArguments,
) -> Result<Option<Vec<Money>>, Failure> {
    let (ballots, language) = (sheet.ballots(), options.language());
    let input = |error| Failure::Input(options.plan.clone().unwrap_or_default(), error);
    let up_to = Authorization::from(options.up_to);
    let meter = options.effort.meter();
    let repair = ballots.aggregate_under_within(plan, rule, (up_to, &meter)).map_err(input)?;
    if let Answer::Infeasible(conflict) = repair.repaired() {
        write!(out, "{}", conflict.display(language))?;
        say_where_it_ended(out, &meter, language)?;
        return Ok(None);
    }
    let compromise = match ballots.compromise_within(plan, up_to, &meter) {
        Ok(Answer::Found(found)) => Some(found),
        Ok(Answer::Infeasible(_) | Answer::Unknown) => None,
        Err(error) if error.code() == "rebalance_unsupported" => None,
        Err(error) => return Err(input(error)),
    };
    writeln!(out, "{}", RepairReport::of(sheet, plan, &repair, compromise.as_ref()).display(language))?;
    say_where_it_ended(out, &meter, language)?;
    Ok(repair.allocation().map(|allocation| allocation.amounts().to_vec()))
}

fn compare(
    out: &mut impl Write,
    sheet: &BallotSheet,
    plan: Option<&Plan>,
    language: Language,
) -> Result<(), Failure> {
    let heading = language.choose(
        "The rules side by side, before any rule of a plan",
        "Le regole a confronto, prima dei vincoli di un piano",
    );
    writeln!(out, "\n{heading}:\n\n{}", RulesReport::outcomes(sheet, plan).display(language))?;
    let nearer = language.choose(
        "By how much nearer each party brings the outcome to its own ballot by overstating",
        "Di quanto ciascun partecipante avvicina il risultato alla propria scheda dichiarando altro",
    );
    writeln!(out, "{nearer}:\n\n{}", RulesReport::best_overstatements(sheet, plan).display(language))?;
    write!(out, "{}", RulesReport::whole_overstatements(sheet, plan).display(language))?;
    Ok(())
}
