//! What is asked of a plan, answered for programs: the same question as a request to the API.

use std::io::{self, Write};

use riparto::ballots::{AggregationRule, Ballot, Ballots, BallotsByLabel};
use riparto::plan::Party;
use riparto::table::Preview;
use riparto::{Authorization, Measure, Money, Plan, Proposal};
use serde::Serialize;
use serde::ser::Serializer;

use crate::aggregate::{self, ReadSheet};
use crate::arguments::{AggregateArguments, CommandArguments, PlanArguments, RebalanceArguments};
use crate::counts;
use crate::files::{self, AskedPlan};
use crate::json_answer::JsonFields;
use crate::outcome::{Failure, Outcome};
use crate::transfer_arguments::TransferArguments;

/// The answer to a command that a program asks; none where a person does.
pub(crate) fn answered(out: &mut impl Write, command: &CommandArguments) -> Option<Result<Outcome, Failure>> {
    let answer = match command {
        CommandArguments::Check { plan, by, json } if json.json => {
            about(plan, "check", |fields, _| by_labels(fields, &by.labels))
        }
        CommandArguments::Assess { plan, proposal, transfers, balance, rows, effort, json } if json.json => {
            about(plan, "assess", |fields, asked| {
                let proposal = proposed(plan, &asked.plan, (proposal.as_deref(), transfers))?;
                let fields = fields.with_document("proposal", proposal.to_json())?;
                let fields =
                    fields.with_some("balance", balance.as_ref())?.with("effort", &effort.units())?;
                by_labels(fields, &rows.by.labels)
            })
        }
        CommandArguments::Units { plan, line, count, unit_cost, from, json } if json.json => {
            about(plan, "units", |fields, _| {
                let counts = Named(count.iter().map(|(of, count)| (of.as_str(), count)).collect());
                let fields = fields.with("line", line)?.with("counts", &counts)?;
                fields.with_some("unit_cost", unit_cost.as_ref())?.with_some("from", from.as_ref())
            })
        }
        CommandArguments::Headroom { plan, up_to, by, effort, json } if json.json => {
            headroom(plan, (*up_to).into(), &by.labels, effort.units())
        }
        CommandArguments::Settle { plan, to, minimum, up_to, proof: _, effort, json } if json.json => {
            about(plan, "settle", |fields, _| {
                let wanted = files::plan_of(to)?;
                let fields = fields.with("to", &amounts(&wanted, wanted.approved().amounts()))?;
                let fields = fields.with("up_to", &Authorization::from(*up_to))?;
                fields.with_some("minimum", minimum.as_ref())?.with("effort", &effort.units())
            })
        }
        CommandArguments::Rebalance { plan, options, effort } if options.json.json => {
            about(plan, "rebalance", |fields, asked| {
                rebalance(fields, &asked.plan, options)?.with("effort", &effort.units())
            })
        }
        CommandArguments::Diagnose { plan, up_to, proof: _, effort, json } if json.json => {
            about(plan, "diagnose", |fields, _| {
                fields.with("up_to", &Authorization::from(*up_to))?.with("effort", &effort.units())
            })
        }
        CommandArguments::Verify { plan, proof, json } if json.json => verified(plan, proof.as_deref()),
        CommandArguments::Aggregate { ballots, options } if options.json.json => match &options.counts {
            Some(counts) => counts::asked(counts, options),
            None => aggregated(ballots.as_deref().unwrap_or("-"), options),
        },
        _ => return None,
    };
    Some(answer.and_then(|answer| answer.tell(out)))
}

/// A question about a plan: what of a table's journal it is, and the answer.
fn about(
    named: &PlanArguments,
    operation: &str,
    ask: impl FnOnce(JsonFields, &AskedPlan) -> Result<JsonFields, Failure>,
) -> Result<JsonFields, Failure> {
    let asked = files::asked(&mut io::sink(), named)?;
    let fields = ask(of_plan(named, &asked)?, &asked)?;
    Ok(standing(&asked)?.and(fields.ask(operation, &named.plan)?))
}

/// The plan of a request.
fn of_plan(named: &PlanArguments, asked: &AskedPlan) -> Result<JsonFields, Failure> {
    JsonFields::default().with_document("plan", asked.plan.to_json())?.with_some("date", named.date)
}

/// The head of a table's journal, and the proposals that are counted as approved.
fn standing(asked: &AskedPlan) -> Result<JsonFields, Failure> {
    let fields = JsonFields::default().with_some("head", asked.head)?;
    fields.with_some("counted", asked.counted.as_deref().map(counted))
}

/// A proposal that is counted as if it were approved.
#[derive(Serialize)]
struct CountedAsApproved<'a> {
    proposal: &'a str,
    version: u32,
    authorization: Authorization,
}

fn counted(preview: &Preview) -> Vec<CountedAsApproved<'_>> {
    let each = preview.steps().iter().zip(preview.versions());
    let counted = each.map(|(step, version)| CountedAsApproved {
        proposal: step.assessment().proposal().id(),
        version: *version,
        authorization: step.authorization(),
    });
    counted.collect()
}

fn by_labels(fields: JsonFields, labels: &[String]) -> Result<JsonFields, Failure> {
    fields.with_some("by", Some(labels).filter(|labels| !labels.is_empty()))
}

/// The proposal of a file, or of transfers in words, that is assessed.
pub(crate) fn proposed(
    named: &PlanArguments,
    plan: &Plan,
    (name, transfers): (Option<&str>, &TransferArguments),
) -> Result<Proposal, Failure> {
    match name {
        Some(name) => files::proposal(name, plan, None),
        None => {
            let party = plan.parties().first().map_or("anyone", Party::id);
            let begun = Proposal::new(files::free_proposal(&named.plan), party);
            transfers.written_in(begun.map_err(|error| Failure::Input(named.plan.clone(), error))?)
        }
    }
}

/// Headroom, with what proposals that are not decided would take where a table's journal is asked about.
fn headroom(
    named: &PlanArguments,
    up_to: Authorization,
    labels: &[String],
    effort: u64,
) -> Result<JsonFields, Failure> {
    let asked = files::asked(&mut io::sink(), named)?;
    let fields = of_plan(named, &asked)?.with("up_to", &up_to)?.with("effort", &effort)?;
    let answer = by_labels(fields, labels)?.ask("headroom", &named.plan)?;
    let (Some(table), []) = (&asked.table, labels) else { return Ok(answer) };
    // The answer is a map by line: nothing may stand beside its keys.
    let with: Vec<&str> = named.with.iter().map(String::as_str).collect();
    let claims = table.line_claims(&with).map_err(|error| Failure::Input(named.plan.clone(), error))?;
    standing(&asked)?.with("headroom", &answer)?.with("claims", &claims)
}

fn rebalance(fields: JsonFields, plan: &Plan, options: &RebalanceArguments) -> Result<JsonFields, Failure> {
    let fields = fields.with("up_to", &Authorization::from(options.up_to))?;
    let fields = match (options.wish.as_deref(), options.give.is_empty()) {
        (Some(name), _) => fields.with("wish", &amounts(plan, &files::wish(name, plan)?))?,
        (None, true) => fields.with("wish", &Named::<Money>(Vec::new()))?,
        (None, false) => fields,
    };
    let fields = match options.compare {
        true => fields.with("choices", &true)?,
        false => fields.with("measure", &Measure::from(options.measure))?,
    };
    let give: Vec<(String, _)> =
        options.give.iter().map(|(part, change)| (part.to_string(), *change)).collect();
    let from: Vec<String> = options.from.iter().map(ToString::to_string).collect();
    let give = Named(give.iter().map(|(part, change)| (part.as_str(), change)).collect());
    let fields = fields.with_some("give", Some(give).filter(|give| !give.0.is_empty()))?;
    fields.with_some("from", Some(from).filter(|from| !from.is_empty()))
}

/// A proof about a plan, or one about none, which stands in the place of the plan.
fn verified(named: &PlanArguments, proof: Option<&str>) -> Result<JsonFields, Failure> {
    let file = proof.unwrap_or(&named.plan);
    let fields = match proof {
        None => JsonFields::default(),
        Some(_) => {
            // The digest is that of the document as it was given.
            let asked = files::asked(&mut io::sink(), named)?;
            let document = match asked.document() {
                Some(text) => text.to_owned(),
                None => asked.plan.to_json(),
            };
            JsonFields::default().with_document("plan", document)?
        }
    };
    let fields = fields.with_document("proof", files::read(file, |text| Ok(text.to_owned()))?)?;
    fields.ask("verify", file)
}

/// One split of many: the ballots as they were read, by line.
fn aggregated(name: &str, options: &AggregateArguments) -> Result<JsonFields, Failure> {
    let ReadSheet { sheet, plan, by_label, .. } = aggregate::read(name, options)?;
    let plan = by_label.as_ref().map(BallotsByLabel::plan).or(plan.as_ref());
    let rule = AggregationRule::from(options.rule);
    let fields = JsonFields::default()
        .with("total", &sheet.ballots().total())?
        .with("ballots", &by_line(sheet.lines(), sheet.ballots()))?
        .with("rule", &rule)?
        .with_some("tolerance", options.tolerance.as_ref())?
        .with_some("integral", options.integral.then_some(true))?
        .with_some("fairness", options.fairness.then_some(true))?
        .with_some("groups", (!options.group.is_empty()).then(|| GroupLists(&options.group)))?;
    let fields = match plan {
        Some(plan) => fields
            .with_document("plan", plan.to_json())?
            .with("up_to", &Authorization::from(options.up_to))?,
        None => fields,
    };
    let parties = sheet.ballots().as_slice();
    let completed: Vec<&str> =
        sheet.completed().iter().filter_map(|at| parties.get(*at)).map(|ballot| ballot.party()).collect();
    let answer = fields.with("effort", &options.effort.units())?.ask("aggregate", name)?;
    answer.with_some("completed", Some(completed).filter(|completed| !completed.is_empty()))
}

/// Groups of parties by name, in their order.
struct GroupLists<'a>(&'a [(String, Vec<String>)]);

impl Serialize for GroupLists<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, parties)| (name, parties)))
    }
}

/// A ballot, by line.
#[derive(Serialize)]
pub(crate) struct NamedBallot<'a> {
    party: &'a str,
    weight: u32,
    amounts: Named<'a, Money>,
}

/// Ballots over lines with these names.
pub(crate) fn by_line<'a>(lines: &'a [String], ballots: &'a Ballots) -> Vec<NamedBallot<'a>> {
    let named = |ballot: &'a Ballot| NamedBallot {
        party: ballot.party(),
        weight: ballot.weight(),
        amounts: Named(lines.iter().map(String::as_str).zip(ballot.amounts()).collect()),
    };
    ballots.iter().map(named).collect()
}

/// A map of values by name, in their order.
pub(crate) struct Named<'a, T>(pub(crate) Vec<(&'a str, &'a T)>);

impl<T: Serialize> Serialize for Named<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// Amounts by line.
fn amounts<'a>(plan: &'a Plan, amounts: &'a [Money]) -> Named<'a, Money> {
    let envelope = plan.approved().envelope();
    Named((0..).zip(amounts).map(|(line, amount)| (envelope.line(line).id(), amount)).collect())
}
