//! The operation `aggregate`.

use super::aggregate_answer::{Aggregated, RepairAnswer};
use super::plan_field::optional_plan;
use super::proof_answer::ProofAnswer;
use super::request::Request;
use super::response_body::ResponseBody;
use riparto_ballots::ballot_documents::{BallotDocument, BallotsGiven, CompletionDocument};
use riparto_ballots::ballots::{AggregationRule, BallotSheet, Guarantee, Tally};
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_proof::proof::Proof;
use riparto_rebalance::rebalance::{Answer, Conflict};
use riparto_solve::Meter;

const NAME: &str = "aggregate";

pub(super) fn run_aggregate(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let total: Option<Money> = request.optional("total")?;
    let rule: AggregationRule = request.optional("rule")?.unwrap_or_default();
    let plan = optional_plan(request, NAME)?;
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    let tolerance: Option<Money> = request.optional("tolerance")?;
    let is_integral = request.optional::<bool>("integral")?.unwrap_or(false);
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
                Answer::Unknown => return Ok(ResponseBody::Diagnose(Answer::Unknown, None)),
                Answer::Found(nearest) => {
                    let compromise = compromise(plan, &sheet, (up_to, meter))?;
                    let outcome = nearest.allocation().amounts().to_vec();
                    let (aggregate, guarantee) = (repair.aggregate().clone(), repair.guarantee());
                    (aggregate, outcome, guarantee, Some(RepairAnswer { repair, compromise }))
                }
            }
        }
    };
    let disagreement = ballots.disagreement(&outcome)?;
    let proof = ProofAnswer::alone(request, || Proof::of_aggregate(ballots, &aggregate))?;
    let integral = is_integral.then(|| tally.integral(rule));
    let bloc = tolerance.map(|tolerance| ballots.agreement_clique(tolerance));
    Ok(ResponseBody::Aggregate(Box::new(Aggregated {
        keyed,
        aggregate,
        mean,
        outcome,
        disagreement,
        guarantee,
        bloc,
        repaired,
        integral,
        proof,
        sheet,
    })))
}

fn infeasible(conflict: &Conflict) -> ResponseBody {
    ResponseBody::Diagnose(Answer::Infeasible(conflict.clone()), None)
}

/// The compromise and its cost, where the search for it covers the rules.
fn compromise(
    plan: &Plan,
    sheet: &BallotSheet,
    (up_to, meter): (Authorization, &Meter),
) -> Result<Option<(Vec<Money>, i128)>> {
    let ballots = sheet.ballots();
    match ballots.compromise_within(plan, up_to, meter) {
        Ok(Answer::Found(found)) => Ok(Some((found.amounts().to_vec(), ballots.distance(&found)))),
        Ok(Answer::Infeasible(_) | Answer::Unknown) => Ok(None),
        Err(error) if error.code() == "rebalance_unsupported" => Ok(None),
        Err(error) => Err(error),
    }
}
