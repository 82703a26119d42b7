//! The operation `aggregate`.

use super::aggregate_answer::{Aggregated, Repaired};
use super::answer::ResponseBody;
use super::request::Request;
use riparto_ballots::ballot_documents::{BallotDocument, BallotsGiven, CompletionDocument};
use riparto_ballots::ballots::{AggregationRule, BallotSheet, Guarantee, Tally};
use riparto_core::documents::PlanDocument;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Rule};
use riparto_core::words::both;
use riparto_rebalance::rebalance::{Answer, Conflict, Nearest};
use riparto_solve::Meter;

const NAME: &str = "aggregate";

pub(super) fn run_aggregate(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let total: Option<Money> = request.optional("total")?;
    let rule: AggregationRule = request.optional("rule")?.unwrap_or_default();
    let plan = match request.optional::<PlanDocument<'_>>("plan")? {
        Some(document) => Some(document.plan().map_err(|error| error.at(both("plan", "piano")))?),
        None => None,
    };
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    let tolerance: Option<Money> = request.optional("tolerance")?;
    let completion: CompletionDocument = request.optional("completion")?.unwrap_or_default();
    let ballots: Vec<BallotDocument<'_>> = request.required("ballots", NAME)?;
    let (sheet, keyed) = BallotsGiven { total, ballots, completion }.sheet(plan.as_ref(), NAME)?;

    let ballots = sheet.ballots();
    let tally = Tally::of(ballots);
    let mean = tally.aggregate(AggregationRule::Mean).amounts().to_vec();
    let (aggregate, outcome, guarantee, repaired) = match &plan {
        None => {
            let aggregate = tally.aggregate(rule);
            let outcome = aggregate.amounts().to_vec();
            (aggregate, outcome, Guarantee::of(rule), None)
        }
        Some(plan) => {
            let repair = ballots.aggregate_under_within(plan, rule, (up_to, meter))?;
            match repair.repaired() {
                Answer::Infeasible(conflict) => return Ok(infeasible(conflict)),
                Answer::Unknown => return Ok(ResponseBody::Diagnose(Answer::Unknown)),
                Answer::Found(nearest) => {
                    let repaired = under_rules(plan, &sheet, nearest, (up_to, meter))?;
                    let outcome = nearest.allocation().amounts().to_vec();
                    (repair.aggregate().clone(), outcome, repair.guarantee(), Some(repaired))
                }
            }
        }
    };
    let disagreement = ballots.disagreement(&outcome)?;
    let bloc = tolerance.map(|tolerance| (tolerance, ballots.agreement_clique(tolerance)));
    Ok(ResponseBody::Aggregate(Box::new(Aggregated {
        keyed,
        aggregate,
        mean,
        outcome,
        disagreement,
        guarantee,
        bloc,
        repaired,
        sheet,
    })))
}

fn infeasible(conflict: &Conflict) -> ResponseBody {
    ResponseBody::Diagnose(Answer::Infeasible(conflict.clone()))
}

fn under_rules(
    plan: &Plan,
    sheet: &BallotSheet,
    nearest: &Nearest,
    (up_to, meter): (Authorization, &Meter),
) -> Result<Repaired> {
    let ballots = sheet.ballots();
    let compromise = match ballots.compromise_within(plan, up_to, meter) {
        Ok(Answer::Found(found)) => Some((found.amounts().to_vec(), ballots.distance(&found))),
        Ok(Answer::Infeasible(_) | Answer::Unknown) => None,
        Err(error) if error.code() == "rebalance_unsupported" => None,
        Err(error) => return Err(error),
    };
    Ok(Repaired {
        moved: nearest.objective().moved,
        binding: nearest.binding().map(Rule::id).map(str::to_owned).collect(),
        cost: ballots.distance(nearest.allocation()),
        compromise,
    })
}
