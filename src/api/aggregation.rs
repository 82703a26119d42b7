//! The operation `aggregate`.

use super::aggregate_answer::{AggregateOutcome, Aggregated, IntegralOutcome, RepairAnswer};
use super::counted_answer::CountedAnswer;
use super::plan_field::optional_plan;
use super::proof_answer::ProofAnswer;
use super::request::{Request, TextLists};
use super::response_body::ResponseBody;
use riparto_ballots::ballot_documents::{BallotDocument, BallotsGiven, CompletionDocument, CountDocument};
use riparto_ballots::ballots::{
    AggregationRule, AgreementClique, Ballots, Coalition, CountSheet, Fairness, Guarantee, Repair, Tally,
};
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_proof::proof::{NoProof, Proof};
use riparto_rebalance::rebalance::{Answer, Conflict};
use riparto_solve::Meter;

const NAME: &str = "aggregate";

/// What is asked of ballots, or of counts.
struct AskedAggregate<'a> {
    rule: AggregationRule,
    plan: Option<Plan>,
    up_to: Authorization,
    is_integral: bool,
    meter: &'a Meter,
}

pub(super) fn run_aggregate(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let total: Option<Money> = request.optional("total")?;
    let asked = AskedAggregate {
        rule: request.optional("rule")?.unwrap_or_default(),
        plan: optional_plan(request, NAME)?,
        up_to: request.optional("up_to")?.unwrap_or_default(),
        is_integral: request.optional::<bool>("integral")?.unwrap_or(false),
        meter,
    };
    let is_fair = request.optional::<bool>("fairness")?.unwrap_or(false);
    if let Some(counts) = request.optional::<CountDocument<'_>>("counts")? {
        for what in ["ballots", "completion", "tolerance", "groups"] {
            if request.raw(what).is_some_and(|value| !matches!(value.get(), "null" | "false")) {
                return Err(Cause::CountsCannot { what }.into());
            }
        }
        return run_counted(request, counts.sheet(total, asked.plan.as_ref())?, &asked, is_fair);
    }
    let tolerance: Option<Money> = request.optional("tolerance")?;
    let completion: CompletionDocument = request.optional("completion")?.unwrap_or_default();
    let groups = request.optional::<TextLists>("groups")?;
    let ballots: Vec<BallotDocument<'_>> = request.required("ballots", NAME)?;
    let (sheet, keyed) = BallotsGiven { total, ballots, completion }.sheet(asked.plan.as_ref(), NAME)?;

    let ballots = sheet.ballots();
    let under = |plan: &Plan| ballots.aggregate_under_within(plan, asked.rule, (asked.up_to, meter));
    let proof = |integral| {
        ProofAnswer::alone(request, || {
            and_integral(Proof::of_aggregate(ballots, &ballots.aggregate(asked.rule)), integral, &asked)
        })
    };
    let found = match outcome(&Tally::of(ballots), &asked, under)? {
        Ok(found) => found,
        Err(refused) => return Ok(ResponseBody::Diagnose(refused, proof(None)?)),
    };
    let disagreement = ballots.disagreement(&found.amounts)?;
    let proof = proof(found.integral.as_ref())?;
    let bloc = tolerance.map(|tolerance| ballots.agreement_clique(tolerance));
    let fairness = match is_fair || groups.is_some() {
        true => Some(fairness(ballots, &found.amounts, (groups, bloc.as_ref()))?),
        false => None,
    };
    Ok(ResponseBody::Aggregate(Box::new(Aggregated {
        keyed,
        found,
        disagreement,
        bloc,
        fairness,
        proof,
        sheet,
    })))
}

/// A proof with that of what whole cents make of the same, also inside the rules of a plan, if that was asked for.
fn and_integral(
    made: std::result::Result<Proof, NoProof>,
    integral: Option<&Option<IntegralOutcome>>,
    asked: &AskedAggregate<'_>,
) -> std::result::Result<Proof, NoProof> {
    let Some(Some(integral)) = integral else { return made };
    let proof = made?.and_integral(&integral.amounts)?;
    match (&integral.within, &asked.plan) {
        (Some(Some(within)), Some(plan)) => proof.and_integral_under(within, plan, asked.up_to),
        _ => Ok(proof),
    }
}

fn run_counted(
    request: &Request<'_>,
    sheet: CountSheet,
    asked: &AskedAggregate<'_>,
    is_fair: bool,
) -> Result<ResponseBody> {
    let tally = sheet.tally();
    let under = |plan: &Plan| tally.aggregate_under_within(plan, asked.rule, (asked.up_to, asked.meter));
    let proof = |integral| {
        ProofAnswer::alone(request, || {
            and_integral(Proof::of_tally(tally, &tally.aggregate(asked.rule)), integral, asked)
        })
    };
    let found = match outcome(tally, asked, under)? {
        Ok(found) => found,
        Err(refused) => return Ok(ResponseBody::Diagnose(refused, proof(None)?)),
    };
    let welfare = if is_fair { Some(tally.welfare(&found.amounts)?) } else { None };
    let proof = proof(found.integral.as_ref())?;
    Ok(ResponseBody::Counted(Box::new(CountedAnswer { found, welfare, sheet, proof })))
}

/// What an outcome gives each party, the groups that are named, and the clique with all others.
fn fairness(
    ballots: &Ballots,
    outcome: &[Money],
    (groups, bloc): (Option<TextLists>, Option<&AgreementClique>),
) -> Result<Fairness> {
    let groups = groups.map_or_else(Vec::new, |groups| groups.0);
    let groups = groups.into_iter().map(|(name, parties)| Coalition::Group(name, parties));
    let clique = bloc.into_iter().flat_map(|clique| [Coalition::Clique(clique), Coalition::Others(clique)]);
    ballots.fairness(outcome, &groups.chain(clique).collect::<Vec<_>>())
}

/// The outcome, inside the rules of a plan if there is one; or why there is none.
fn outcome(
    tally: &Tally,
    asked: &AskedAggregate<'_>,
    under: impl FnOnce(&Plan) -> Result<Repair>,
) -> Result<std::result::Result<AggregateOutcome, Answer<(), Conflict>>> {
    let mean = tally.aggregate(AggregationRule::Mean).amounts().to_vec();
    let integral = if asked.is_integral { Some(integral(tally, asked)?) } else { None };
    let Some(plan) = &asked.plan else {
        let aggregate = tally.aggregate(asked.rule);
        let (amounts, guarantee) = (aggregate.amounts().to_vec(), Guarantee::of(asked.rule));
        return Ok(Ok(AggregateOutcome { aggregate, mean, amounts, guarantee, repaired: None, integral }));
    };
    let repair = under(plan)?;
    let nearest = match repair.repaired() {
        Answer::Infeasible(conflict) => return Ok(Err(Answer::Infeasible(conflict.clone()))),
        Answer::Unknown => return Ok(Err(Answer::Unknown)),
        Answer::Found(nearest) => nearest,
    };
    let compromise = compromise(plan, tally, (asked.up_to, asked.meter))?;
    let amounts = nearest.allocation().amounts().to_vec();
    let (aggregate, guarantee) = (repair.aggregate().clone(), repair.guarantee());
    let repaired = Some(RepairAnswer { repair, compromise });
    Ok(Ok(AggregateOutcome { aggregate, mean, amounts, guarantee, repaired, integral }))
}

/// What phantoms that rise by whole cents make of the ballots, and inside the rules of a plan if there is one.
fn integral(tally: &Tally, asked: &AskedAggregate<'_>) -> Result<Option<IntegralOutcome>> {
    let Some(amounts) = tally.integral(asked.rule) else { return Ok(None) };
    let within = |plan: &Plan| tally.integral_under(plan, asked.rule, asked.up_to);
    let within = asked.plan.as_ref().map(within).transpose()?;
    Ok(Some(IntegralOutcome { amounts, within }))
}

/// The compromise and its cost, where the search for it covers the rules.
fn compromise(
    plan: &Plan,
    tally: &Tally,
    (up_to, meter): (Authorization, &Meter),
) -> Result<Option<(Vec<Money>, i128)>> {
    match tally.compromise_within(plan, up_to, meter) {
        Ok(Answer::Found(found)) => Ok(Some((found.amounts().to_vec(), tally.distance(found.amounts())?))),
        Ok(Answer::Infeasible(_) | Answer::Unknown) => Ok(None),
        Err(error) if error.code() == "rebalance_unsupported" => Ok(None),
        Err(error) => Err(error),
    }
}
