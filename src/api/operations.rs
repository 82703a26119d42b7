//! The operations: from a request to an answer.

use super::answer::Answer;
use super::request::Request;
use crate::budget::{Allocation, EnvelopeBuilder};
use crate::error::{Cause, Result, quote};
use crate::exchange::{AmountMap, PlanDocument};
use crate::money::{Apportion, Method, Money, TieBreak, Weight, apportion};
use crate::proposals::{Plan, Proposal};
use crate::rebalance::{Settle, settle};
use crate::rules::Authorization;

/// One operation: its name, the fields that it takes, and what it does.
struct Operation {
    name: &'static str,
    fields: &'static [&'static str],
    run: fn(&Request<'_>) -> Result<Answer>,
}

const OPERATIONS: [Operation; 5] = [
    Operation {
        name: "apportion",
        fields: &["total", "weights", "floors", "ceilings", "method", "tie_break"],
        run: run_apportion,
    },
    Operation { name: "check", fields: &["plan", "amounts"], run: run_check },
    Operation { name: "assess", fields: &["plan", "proposal"], run: run_assess },
    Operation { name: "headroom", fields: &["plan", "up_to"], run: run_headroom },
    Operation { name: "settle", fields: &["from", "to"], run: run_settle },
];

/// Runs the operation that a request names.
pub(super) fn run(request: &Request<'_>) -> Result<Answer> {
    let name: String = request.required("op", "request")?;
    let Some(operation) = OPERATIONS.iter().find(|operation| operation.name == name) else {
        let allowed: Vec<String> = OPERATIONS.iter().map(|known| format!("`{}`", known.name)).collect();
        return Err(Cause::OperationUnknown { found: quote(&name), allowed: allowed.join(", ") }.into());
    };
    request.expect_only(operation.name, operation.fields)?;
    (operation.run)(request)
}

fn plan(request: &Request<'_>, operation: &'static str) -> Result<Plan> {
    request.required::<PlanDocument<'_>>("plan", operation)?.plan().map_err(|error| error.at("plan"))
}

fn run_apportion(request: &Request<'_>) -> Result<Answer> {
    const NAME: &str = "apportion";
    let total: Money = request.required("total", NAME)?;
    let weights: Vec<Weight> = request.required("weights", NAME)?;
    let method: Method = request.required("method", NAME)?;
    let tie_break: TieBreak = request.optional("tie_break")?.unwrap_or_default();
    for bounds in ["floors", "ceilings"] {
        let bounds: Vec<Option<Money>> = request.optional(bounds)?.unwrap_or_default();
        if bounds.iter().any(Option::is_some) {
            return Err(Cause::BoundsUnsupported {}.into());
        }
    }
    apportion(total, &weights, Apportion { method, tie_break }).map(Answer::Apportion)
}

fn run_check(request: &Request<'_>) -> Result<Answer> {
    let plan = plan(request, "check")?;
    let Some(amounts) = request.optional::<AmountMap<'_>>("amounts")? else {
        return Ok(Answer::check(plan.check(), &plan));
    };
    let mut builder = Allocation::builder(plan.envelope());
    amounts
        .try_for_each(|line, amount| builder.push(line, amount))
        .and_then(|()| builder.otherwise(plan.approved()).build())
        .and_then(|allocation| plan.check_allocation(&allocation))
        .map(|findings| Answer::check(findings, &plan))
        .map_err(|error| error.at("amounts"))
}

fn run_assess(request: &Request<'_>) -> Result<Answer> {
    let plan = plan(request, "assess")?;
    let proposal: Proposal = request.required("proposal", "assess")?;
    let assessment = plan.assess(&proposal)?;
    let would_pass = plan.would_pass(&proposal)?;
    Ok(Answer::Assess { assessment: Box::new(assessment), would_pass })
}

fn run_headroom(request: &Request<'_>) -> Result<Answer> {
    let plan = plan(request, "headroom")?;
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    Ok(Answer::Headroom(plan.headroom(up_to)))
}

fn run_settle(request: &Request<'_>) -> Result<Answer> {
    const NAME: &str = "settle";
    let from: AmountMap<'_> = request.required("from", NAME)?;
    let to: AmountMap<'_> = request.required("to", NAME)?;
    let from = stated(&from).map_err(|error| error.at("from"))?;
    let mut builder = Allocation::builder(from.envelope());
    let to = to
        .try_for_each(|line, amount| builder.push(line, amount))
        .and_then(|()| builder.build())
        .map_err(|error| error.at("to"))?;
    settle(&from, &to, Settle::default()).map(Answer::Settle)
}

/// Amounts that state their own lines and total.
fn stated(amounts: &AmountMap<'_>) -> Result<Allocation> {
    let mut lines = EnvelopeBuilder::untitled();
    let mut stated = Vec::new();
    amounts.try_for_each(|line, amount| {
        stated.push(amount);
        lines.push_line(line, line)
    })?;
    let total = Money::sum(stated.iter().copied())?;
    Allocation::new(&lines.titled("Lines", total).build()?, stated)
}
