//! The command `aggregate`: from the partners' ballots to one split.

use std::io::Write;

use riparto::ballots::{
    Aggregate, AggregationRule, BallotSheet, BallotsByLabel, Coalition, Completion, ReadBallots, Tally,
};
use riparto::proof::Proof;
use riparto::rebalance::Giving;
use riparto::report::{
    AggregateReport, CliqueReport, DisagreementReport, FairnessReport, GivenReport, IntegralReport,
    NearestReport, RepairReport, Report, RulesReport, WithinReport,
};
use riparto::{Answer, Authorization, Conflict, Language, Measure, Money, Plan, Rebalance};

use crate::arguments::AggregateArguments;
use crate::commands::say_where_it_ended;
use crate::counts;
use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::proof;
use crate::rebalance::propose;

/// The ballots of a file, and the plan that they are about.
pub(crate) struct ReadSheet {
    pub(crate) sheet: BallotSheet,
    /// The encoding of the file, where it is not UTF-8.
    encoding: Option<&'static str>,
    pub(crate) plan: Option<Plan>,
    /// The values of the label that they are about instead of lines.
    pub(crate) by_label: Option<BallotsByLabel>,
}

/// Reads ballots as the options say.
pub(crate) fn read(name: &str, options: &AggregateArguments) -> Result<ReadSheet, Failure> {
    let plan = options.plan.as_deref().map(files::plan_of).transpose()?;
    let input_plan = |error| Failure::Input(options.plan.clone().unwrap_or_default(), error);
    let by_label = match (&plan, options.by.as_deref()) {
        (Some(plan), Some(key)) => Some(BallotsByLabel::of(plan, key).map_err(input_plan)?),
        _ => None,
    };
    let leave_out: Vec<&str> = options.leave_out.iter().map(String::as_str).collect();
    let read = ReadBallots {
        leave_out: &leave_out,
        total: options.total,
        plan: by_label.as_ref().map(BallotsByLabel::plan).or(plan.as_ref()),
        completion: options.complete.map_or(Completion::Refused, Completion::from),
        remainder_to: options.remainder_to.as_deref(),
        ..ReadBallots::default()
    };
    let (sheet, encoding) = files::read_table(name, &["schede", "ballots"], |text, (style, sheet)| {
        let read = ReadBallots { style: options.style.map(Into::into).or(style), sheet, ..read };
        match text.trim_start_matches([' ', '\t', '\r', '\n']) {
            json if json.starts_with('{') => BallotSheet::from_json(text, &read),
            _ => BallotSheet::from_csv(text, &read),
        }
    })?;
    Ok(ReadSheet { sheet, encoding, plan, by_label })
}

pub(crate) fn run(
    out: &mut impl Write,
    ballots: Option<&str>,
    options: &AggregateArguments,
) -> Result<Outcome, Failure> {
    if let Some(counts) = &options.counts {
        return counts::run(out, counts, options);
    }
    let (name, language) = (ballots.unwrap_or("-"), options.language());
    let ReadSheet { sheet, encoding, plan, by_label } = read(name, options)?;
    // Ballots by label are read, and told, over the label's values.
    let (whole, plan) = (plan.as_ref(), by_label.as_ref().map(BallotsByLabel::plan).or(plan.as_ref()));
    if let Some(encoding) = encoding {
        let read_as =
            language.choose("The file was read in the encoding", "Il file è stato letto nella codifica");
        writeln!(out, "{read_as} {encoding}.\n")?;
    }
    let (rule, ballots) = (AggregationRule::from(options.rule), sheet.ballots());
    let aggregate = ballots.aggregate(rule);
    let mut outcome = aggregate.amounts().to_vec();
    writeln!(out, "{}", AggregateReport::of(&sheet, plan, &aggregate).display(language))?;
    if options.integral {
        outcome = integral(out, (&sheet, plan), &aggregate, language)?.unwrap_or(outcome);
    }
    let is_proven = match &options.proof {
        Some(file) => {
            let made = Proof::of_aggregate(ballots, &aggregate);
            let asked = (&Tally::of(ballots), rule);
            let made = made.and_then(|made| proof::with_integral(made, asked, (options, plan)));
            proof::write(out, file, made)?.is_some()
        }
        None => true,
    };
    if let Some(plan) = plan.filter(|plan| !plan.rulebook().rules().is_empty()) {
        if options.integral {
            let within = Tally::of(ballots).integral_under(plan, rule, options.up_to.into());
            let within = within.map_err(|error| Failure::Input(name.to_owned(), error))?;
            writeln!(out, "{}", WithinReport::of(&sheet, plan, within.as_deref()).display(language))?;
        }
        match under_rules(out, &sheet, plan, rule, options)? {
            Some(inside) => outcome = inside,
            None => return Ok(Outcome::Forbidden),
        }
    }
    let input = |error: riparto::Error| Failure::Input(name.to_owned(), error);
    let disagreement = ballots.disagreement(&outcome).map_err(input)?;
    write!(out, "{}", DisagreementReport::of(&sheet, plan, &disagreement).display(language))?;
    let clique = options.tolerance.map(|tolerance| ballots.agreement_clique(tolerance));
    if let Some(clique) = &clique {
        write!(out, "\n{}", CliqueReport::of(&sheet, plan, clique.tolerance(), clique).display(language))?;
    }
    if options.fairness {
        let groups =
            options.group.iter().map(|(name, parties)| Coalition::Group(name.clone(), parties.clone()));
        let clique = clique.iter().flat_map(|clique| [Coalition::Clique(clique), Coalition::Others(clique)]);
        let coalitions: Vec<Coalition<'_>> = groups.chain(clique).collect();
        let fairness = ballots.fairness(&outcome, &coalitions).map_err(input)?;
        write!(out, "\n{}", FairnessReport::of(&sheet, plan, &fairness).display(language))?;
    }
    if options.compare {
        compare(out, &sheet, plan, language)?;
    }
    match whole.filter(|_| by_label.is_some() || options.proposal.is_some()) {
        Some(plan) => lead(out, plan, (by_label.as_ref(), &outcome), options),
        None => Ok(Outcome::Free),
    }
    .map(|outcome| proof::ended(outcome, is_proven))
}

/// What phantoms that rise by whole cents make of the ballots; none of a rule without phantoms.
fn integral(
    out: &mut impl Write,
    (sheet, plan): (&BallotSheet, Option<&Plan>),
    rounded: &Aggregate,
    language: Language,
) -> Result<Option<Vec<Money>>, Failure> {
    let amounts = Tally::of(sheet.ballots()).integral(rounded.rule());
    let report = IntegralReport::of(sheet, plan, rounded, amounts.as_deref());
    writeln!(out, "{}", report.display(language))?;
    Ok(amounts)
}

/// What leads a plan to the outcome, and the proposal of that.
fn lead(
    out: &mut impl Write,
    plan: &Plan,
    (by_label, outcome): (Option<&BallotsByLabel>, &[Money]),
    options: &AggregateArguments,
) -> Result<Outcome, Failure> {
    let (language, meter) = (options.language(), options.effort.meter());
    let input = |error| Failure::Input(options.plan.clone().unwrap_or_default(), error);
    let question = Rebalance::new().measure(Measure::InProportion).up_to(options.up_to.into());
    let (giving, question) = match by_label {
        Some(by_label) => (by_label.giving(outcome).map_err(input)?, question),
        None => (Giving::new(), question.wishes(outcome)),
    };
    let given = giving.run_within(plan, &question, &meter).map_err(input)?;
    let nearest = match given.answer() {
        Answer::Found(nearest) => nearest,
        Answer::Infeasible(conflict) => {
            write!(out, "\n{}", conflict.display(language))?;
            return Ok(Outcome::Forbidden);
        }
        Answer::Unknown => {
            write!(out, "\n{}", Answer::<(), Conflict>::Unknown.display(language))?;
            return Ok(Outcome::Forbidden);
        }
    };
    let head = language.choose("What leads the plan there", "Variazioni del piano che ne conseguono");
    write!(out, "\n{head}:\n\n{}", NearestReport::of_changes(plan, nearest).display(language))?;
    write!(out, "{}", GivenReport::of(&giving, &given).display(language))?;
    say_where_it_ended(out, &meter, language)?;
    let asked = options.proposal.as_deref().zip(options.party.as_deref());
    propose(out, nearest, (asked, options.plan.as_deref().unwrap_or_default()), None)
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
    let farther = language
        .choose("An amount below zero takes it farther away", "Un importo negativo indica che lo allontana");
    writeln!(
        out,
        "{nearer}.\n{farther}:\n\n{}",
        RulesReport::best_overstatements(sheet, plan).display(language)
    )?;
    write!(out, "{}", RulesReport::whole_overstatements(sheet, plan).display(language))?;
    Ok(())
}
