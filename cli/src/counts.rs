//! The command `aggregate --counts`: from counted ballots to one split.

use std::io::Write;

use riparto::ballots::{AggregationRule, CountSheet, ReadBallots};
use riparto::proof::Proof;
use riparto::report::{CountsReport, IntegralReport, RepairReport, Report, WelfareReport, WithinReport};
use riparto::{Answer, Authorization, Money, Plan};
use serde::ser::{Serialize, Serializer};

use crate::arguments::AggregateArguments;
use crate::commands::say_where_it_ended;
use crate::files;
use crate::json_answer::JsonFields;
use crate::outcome::{Failure, Outcome};
use crate::proof;

/// The counts of a file, the plan that they are about, and the encoding of the file where it is not UTF-8.
type ReadCounts = (CountSheet, Option<Plan>, Option<&'static str>);

fn read(name: &str, options: &AggregateArguments) -> Result<ReadCounts, Failure> {
    let plan = options.plan.as_deref().map(files::plan_of).transpose()?;
    let read = ReadBallots { total: options.total, plan: plan.as_ref(), ..ReadBallots::default() };
    let (sheet, encoding) = files::read_rows(name, &["conteggi", "counts"], |text, (style, sheet)| {
        let read = ReadBallots { style: options.style.map(Into::into).or(style), sheet, ..read };
        CountSheet::from_csv(text, &read)
    })?;
    Ok((sheet, plan, encoding))
}

pub(crate) fn run(
    out: &mut impl Write,
    name: &str,
    options: &AggregateArguments,
) -> Result<Outcome, Failure> {
    let language = options.language();
    let (sheet, plan, encoding) = read(name, options)?;
    let (plan, tally) = (plan.as_ref(), sheet.tally());
    if let Some(encoding) = encoding {
        let read_as =
            language.choose("The file was read in the encoding", "Il file è stato letto nella codifica");
        writeln!(out, "{read_as} {encoding}.\n")?;
    }
    let rule = AggregationRule::from(options.rule);
    let aggregate = tally.aggregate(rule);
    let mut outcome = aggregate.amounts().to_vec();
    write!(out, "{}", CountsReport::of(&sheet, plan, &aggregate).display(language))?;
    if options.integral {
        let integral = tally.integral(rule);
        let report = IntegralReport::of_counts(&sheet, plan, &aggregate, integral.as_deref());
        write!(out, "\n{}", report.display(language))?;
        outcome = integral.unwrap_or(outcome);
    }
    let is_proven = match &options.proof {
        Some(file) => {
            let made = Proof::of_tally(tally, &aggregate);
            let made = made.and_then(|made| proof::with_integral(made, (tally, rule), (options, plan)));
            proof::write(out, file, made)?.is_some()
        }
        None => true,
    };
    if let Some(plan) = plan.filter(|plan| !plan.rulebook().rules().is_empty()) {
        if options.integral {
            let within = tally.integral_under(plan, rule, options.up_to.into());
            let within = within.map_err(|error| Failure::Input(name.to_owned(), error))?;
            let report = WithinReport::of_counts(&sheet, plan, within.as_deref());
            write!(out, "\n{}", report.display(language))?;
        }
        match under_rules(out, &sheet, plan, options)? {
            Some(inside) => outcome = inside,
            None => return Ok(Outcome::Forbidden),
        }
    }
    if options.fairness {
        let welfare = tally.welfare(&outcome).map_err(|error| Failure::Input(name.to_owned(), error))?;
        write!(out, "\n{}", WelfareReport::of(welfare, plan).display(language))?;
    }
    Ok(proof::ended(Outcome::Free, is_proven))
}

/// The outcome inside the rules of a plan; none if the rules clash.
fn under_rules(
    out: &mut impl Write,
    sheet: &CountSheet,
    plan: &Plan,
    options: &AggregateArguments,
) -> Result<Option<Vec<Money>>, Failure> {
    let (language, meter) = (options.language(), options.effort.meter());
    let (tally, up_to) = (sheet.tally(), Authorization::from(options.up_to));
    let input = |error| Failure::Input(options.plan.clone().unwrap_or_default(), error);
    let rule = AggregationRule::from(options.rule);
    let repair = tally.aggregate_under_within(plan, rule, (up_to, &meter)).map_err(input)?;
    if let Answer::Infeasible(conflict) = repair.repaired() {
        write!(out, "\n{}", conflict.display(language))?;
        say_where_it_ended(out, &meter, language)?;
        return Ok(None);
    }
    let compromise = match tally.compromise_within(plan, up_to, &meter) {
        Ok(Answer::Found(found)) => Some(found),
        Ok(Answer::Infeasible(_) | Answer::Unknown) => None,
        Err(error) if error.code() == "rebalance_unsupported" => None,
        Err(error) => return Err(input(error)),
    };
    let report = RepairReport::of_counts(sheet, plan, &repair, compromise.as_ref());
    write!(out, "\n{}", report.display(language))?;
    say_where_it_ended(out, &meter, language)?;
    Ok(repair.allocation().map(|allocation| allocation.amounts().to_vec()))
}

/// The answer for programs.
pub(crate) fn asked(name: &str, options: &AggregateArguments) -> Result<JsonFields, Failure> {
    let (sheet, plan, _) = read(name, options)?;
    let fields = JsonFields::default()
        .with("total", &sheet.tally().total())?
        .with("counts", &WrittenCounts(&sheet))?
        .with("rule", &AggregationRule::from(options.rule))?
        .with_some("integral", options.integral.then_some(true))?
        .with_some("fairness", options.fairness.then_some(true))?;
    let fields = match &plan {
        Some(plan) => fields
            .with_document("plan", plan.to_json())?
            .with("up_to", &Authorization::from(options.up_to))?,
        None => fields,
    };
    fields.with("effort", &options.effort.units())?.ask("aggregate", name)
}

/// Counts by line as the API takes them.
struct WrittenCounts<'a>(&'a CountSheet);

impl Serialize for WrittenCounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct LineCounts(Vec<riparto::ballots::VoteCount>);
        impl Serialize for LineCounts {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|count| (count.amount.to_string(), count.weight)))
            }
        }
        let counts = self.0.tally().counts().into_iter().map(LineCounts);
        serializer.collect_map(self.0.lines().iter().zip(counts))
    }
}
