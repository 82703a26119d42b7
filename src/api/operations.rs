//! The operations: from a request to an answer.

use super::aggregation::run_aggregate;
use super::assess_answer::AssessAnswer;
use super::change_answer::ChangedEnvelope;
use super::draft_operation::{DRAFT_FIELDS, run_draft};
use super::giving::{GiveField, parts};
use super::history::History;
use super::plan_field::{optional_plan, plan};
use super::proof_answer::{ProofAnswer, verified};
use super::request::{Request, WeightMap};
use super::response_body::ResponseBody;
use super::sealing::{run_seal, run_unseal};
use super::splitting::{APPORTION_FIELDS, RETRACE_FIELDS, run_apportion, run_retrace};
use super::table_operations::{run_decide, run_ledger, run_log, run_minutes, run_state, run_verify};
use super::units_answer::RecomputedAnswer;
use riparto_core::budget::{Allocation, EnvelopeBuilder, Pivot};
use riparto_core::documents::AmountMap;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::{Balance, Plan, Proposal, ProposalDocument};
use riparto_core::rules::Authorization;
use riparto_core::words::both;
use riparto_proof::proof::{NoProof, Proof};
use riparto_rebalance::rebalance::{
    Answer, Conflict, Distributed, DistributionRule, Giving, GivingChoices, Headroom, LabelHeadroom, Measure,
    NearestChange, Rebalance,
};
use riparto_rebalance::transfers::pay;
use riparto_rebalance::transfers::{Settle, Settlement, SettlementAnswer, needed_by, settle_within};
use riparto_solve::Meter;
use riparto_table::journal::Head;
use riparto_table::table::Compatible;

/// One operation: its name, the fields that it needs, all that it takes, and what it does.
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) needs: &'static [&'static str],
    pub(super) fields: &'static [&'static str],
    run: fn(&Request<'_>, &Meter) -> Result<ResponseBody>,
}

static OPERATIONS: [Operation; 23] = [
    Operation { name: "apportion", needs: &["total"], fields: APPORTION_FIELDS, run: run_apportion },
    Operation { name: "retrace", needs: &["total", "published"], fields: RETRACE_FIELDS, run: run_retrace },
    Operation {
        name: "check",
        needs: &["plan"],
        fields: &["plan", "amounts", "by", "list", "date", "effort", "lang"],
        run: run_check,
    },
    Operation {
        name: "assess",
        needs: &["plan", "proposal"],
        fields: &["plan", "proposal", "balance", "up_to", "by", "list", "date", "effort", "lang"],
        run: run_assess,
    },
    Operation { name: "draft", needs: &["plan"], fields: DRAFT_FIELDS, run: run_draft },
    Operation {
        name: "change_envelope",
        needs: &["plan", "change", "amount"],
        fields: &["plan", "change", "amount", "act", "distribution", "list", "date", "effort", "lang"],
        run: run_change_envelope,
    },
    Operation {
        name: "headroom",
        needs: &["plan"],
        fields: &["plan", "up_to", "by", "date", "effort", "lang"],
        run: run_headroom,
    },
    Operation {
        name: "units",
        needs: &["plan", "line"],
        fields: &["plan", "line", "counts", "unit_cost", "from", "list", "date", "effort", "lang"],
        run: run_units,
    },
    Operation {
        name: "rebalance",
        needs: &["plan"],
        fields: &[
            "plan", "wish", "give", "from", "measure", "choices", "weights", "up_to", "proof", "date",
            "effort", "lang",
        ],
        run: run_rebalance,
    },
    Operation {
        name: "diagnose",
        needs: &["plan"],
        fields: &["plan", "up_to", "proof", "date", "effort", "lang"],
        run: run_diagnose,
    },
    Operation {
        name: "verify",
        needs: &["proof"],
        fields: &["plan", "proof", "effort", "lang"],
        run: run_verify_proof,
    },
    Operation {
        name: "settle",
        needs: &["to"],
        fields: &["from", "to", "plan", "up_to", "minimum", "proof", "date", "effort", "lang"],
        run: run_settle,
    },
    Operation {
        name: "aggregate",
        needs: &[],
        fields: &[
            "total",
            "ballots",
            "counts",
            "rule",
            "plan",
            "up_to",
            "completion",
            "tolerance",
            "integral",
            "fairness",
            "groups",
            "proof",
            "date",
            "effort",
            "lang",
        ],
        run: run_aggregate,
    },
    Operation {
        name: "compatible",
        needs: &["plan", "proposals"],
        fields: &["plan", "proposals", "up_to", "date", "effort", "lang"],
        run: run_compatible,
    },
    Operation {
        name: "replay",
        needs: &["history"],
        fields: &["history", "head", "effort", "lang"],
        run: run_replay,
    },
    Operation {
        name: "table_decide",
        needs: &[],
        fields: &["history", "command", "commands", "effort", "lang"],
        run: run_decide,
    },
    Operation {
        name: "table_verify",
        needs: &["history"],
        fields: &["history", "heads", "typed", "checkpoint", "against", "effort", "lang"],
        run: run_verify,
    },
    Operation {
        name: "table_state",
        needs: &["history"],
        fields: &["history", "at", "with", "tell", "scenarios", "effort", "lang"],
        run: run_state,
    },
    Operation {
        name: "table_ledger",
        needs: &["history"],
        fields: &["history", "by", "effort", "lang"],
        run: run_ledger,
    },
    Operation {
        name: "table_log",
        needs: &["history"],
        fields: &["history", "last", "by", "effort", "lang"],
        run: run_log,
    },
    Operation {
        name: "table_minutes",
        needs: &["history"],
        fields: &["history", "sitting", "effort", "lang"],
        run: run_minutes,
    },
    Operation {
        name: "seal",
        needs: &[],
        fields: &["proposal", "ballot", "against", "when", "effort", "lang"],
        run: run_seal,
    },
    Operation {
        name: "unseal",
        needs: &["submission"],
        fields: &["submission", "effort", "lang"],
        run: run_unseal,
    },
];

/// Runs the operation that a request names.
pub(super) fn run(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let name: String = request.required("op", "request")?;
    let Some(operation) = operation(&name) else {
        let allowed: Vec<String> = OPERATIONS.iter().map(|known| format!("`{}`", known.name)).collect();
        return Err(Cause::OperationUnknown { found: quote(&name), allowed: allowed.join(", ") }.into());
    };
    request.expect_only(operation.name, operation.fields)?;
    (operation.run)(request, meter)
}

/// The operation with a name.
pub(super) fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|known| known.name == name)
}

fn run_check(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, "check")?;
    pay(meter, plan.rulebook().check_units())?;
    let listing = request.optional("list")?.unwrap_or_default();
    let keys = request.optional::<Vec<String>>("by")?;
    let Some(amounts) = request.optional::<AmountMap<'_>>("amounts")? else {
        let by_label = keys.map(|keys| by_label(plan.approved(), &keys, meter)).transpose()?;
        return Ok(ResponseBody::check(plan.check(), &plan, by_label, listing));
    };
    let mut builder = Allocation::builder(plan.envelope());
    amounts
        .try_for_each(|line, amount| builder.push(line, amount))
        .and_then(|()| builder.otherwise(plan.approved()).build())
        .and_then(|allocation| {
            pay(meter, plan.rulebook().check_units())?;
            plan.check_allocation(&allocation).map(|findings| (findings, allocation))
        })
        .map_err(|error| error.at(both("amounts", "importi")))
        .and_then(|(findings, allocation)| {
            let by_label = keys.map(|keys| by_label(&allocation, &keys, meter)).transpose()?;
            Ok(ResponseBody::check(findings, &plan, by_label, listing))
        })
}

/// The totals by the values of labels.
fn by_label(allocation: &Allocation, keys: &[String], meter: &Meter) -> Result<Pivot> {
    pay(meter, allocation.amounts().len().saturating_mul(keys.len().saturating_add(1)))?;
    allocation.pivot(keys).map_err(in_by)
}

fn in_by(error: Error) -> Error {
    error.at(both("by", "`by`"))
}

fn run_assess(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, "assess")?;
    let proposal: Proposal = request.required::<ProposalDocument>("proposal", "assess")?.try_into()?;
    let balance = match request.optional("balance")? {
        None => Balance::Moved,
        Some(line) => Balance::Line(line),
    };
    let up_to: Authorization = request.optional("up_to")?.unwrap_or(Authorization::Exceptional);
    let listing = request.optional("list")?.unwrap_or_default();
    let keys = request.optional::<Vec<String>>("by")?;
    let mut assessed = AssessAnswer::of(&plan, &proposal, &balance, (up_to, meter), listing)?;
    if let Some(keys) = keys {
        assessed.compare_by(&plan, &keys).map_err(in_by)?;
    }
    Ok(ResponseBody::Assess(Box::new(assessed)))
}

fn run_change_envelope(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "change_envelope";
    let before = plan(request, NAME)?;
    let change: String = request.required("change", NAME)?;
    let amount: MoneyDelta = request.required("amount", NAME)?;
    let act: String = request.optional("act")?.unwrap_or_default();
    let rule: DistributionRule = request.optional("distribution")?.unwrap_or_default();
    let listing = request.optional("list")?.unwrap_or_default();
    if !matches!(rule, DistributionRule::Nearest(_)) {
        pay(meter, before.reading_units())?;
    }
    let distributed = rule.run_within(&before, change.as_str(), amount, meter)?;
    let Distributed { change, nearest, follows } = match distributed {
        Answer::Infeasible(conflict) => {
            return Ok(ResponseBody::Diagnose(Answer::Infeasible(conflict), None));
        }
        Answer::Unknown => return Err(NearestChange::unproven(&change)),
        Answer::Found(distributed) => distributed,
    };
    let (after, receipt) = before.change_envelope(&change.with_act(act)?)?;
    let changes = before.approved().difference(after.approved())?;
    let changed = ChangedEnvelope { after, changes, receipt, nearest, follows, listing };
    Ok(ResponseBody::ChangeEnvelope(Box::new(changed)))
}

fn run_headroom(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, "headroom")?;
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    if let Some(keys) = request.optional::<Vec<String>>("by")? {
        let headroom = LabelHeadroom::of_within(&plan, &keys, up_to, meter).map_err(in_by)?;
        return Ok(ResponseBody::LabelHeadroom(Box::new(headroom)));
    }
    Ok(ResponseBody::Headroom(Headroom::of_within(&plan, up_to, meter)))
}

fn run_units(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    RecomputedAnswer::of(request, meter).map(|recomputed| ResponseBody::Units(Box::new(recomputed)))
}

fn run_rebalance(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, "rebalance")?;
    let changes = request.optional::<GiveField>("give")?;
    let wish: AmountMap<'_> = match request.optional("wish")? {
        None if changes.is_some() => AmountMap(Vec::new()),
        None => return Err(Cause::FieldMissing { field: "wish", operation: "rebalance" }.into()),
        Some(wish) => wish,
    };
    let from = request.optional::<Vec<String>>("from")?;
    let asks_choices = request.optional("choices")?.unwrap_or(false);
    if (from.is_some() || asks_choices) && changes.is_none() {
        return Err(Cause::FieldMissing { field: "give", operation: "rebalance" }.into());
    }
    let mut amounts = plan.approved().amounts().to_vec();
    let mut given = vec![false; amounts.len()];
    let set = |line: &str, amount| {
        let position = plan.envelope().position(line)?;
        if std::mem::replace(&mut given[position], true) {
            return Err(Cause::AmountTwice { id: quote(line) }.into());
        }
        amounts[position] = amount;
        Ok(())
    };
    wish.try_for_each(set).map_err(|error| error.at(both("wish", "importi desiderati")))?;
    let weights = request.optional::<WeightMap>("weights")?.map_or_else(Vec::new, |weights| weights.0);
    let measure: Measure = request.optional("measure")?.unwrap_or_default();
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    let question = Rebalance::new().wishes(&amounts).measure(measure).up_to(up_to);
    let question = weights.iter().fold(question, |question, (line, weight)| question.weight(line, *weight));
    if let Some(changes) = changes {
        let asked = changes.0.into_iter();
        let giving = asked.fold(Giving::new(), |giving, (part, change)| giving.change(part, change));
        let giving = parts(&from.unwrap_or_default())?.into_iter().fold(giving, Giving::from);
        if asks_choices {
            let choices = GivingChoices::of_within(&giving, &plan, &question, meter)?;
            let proof = ProofAnswer::alone(request, || Err(NoProof::Choices))?;
            return Ok(ResponseBody::Choices(Box::new(choices), proof));
        }
        let given = giving.run_within(&plan, &question, meter)?;
        let proof = ProofAnswer::of(request, |plan| Proof::of_given(plan, &question, &given, meter))?;
        let proof = proof.map(|proof| proof.of_nearest(matches!(given.answer(), Answer::Found(_))));
        return Ok(ResponseBody::Give(Box::new(given), proof));
    }
    let answer = question.run_within(&plan, meter)?;
    let proof = ProofAnswer::of(request, |plan| Proof::of_answer(plan, &question, &answer, meter))?;
    let proof = proof.map(|proof| proof.of_nearest(matches!(answer, Answer::Found(_))));
    Ok(ResponseBody::Rebalance(Box::new(answer), proof))
}

fn run_diagnose(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, "diagnose")?;
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    let answer = Conflict::diagnose_within(&plan, up_to, meter)?;
    let proof = ProofAnswer::of(request, |plan| Proof::of_diagnosis(plan, &answer, up_to, meter))?;
    Ok(ResponseBody::Diagnose(answer, proof))
}

fn run_verify_proof(request: &Request<'_>, _: &Meter) -> Result<ResponseBody> {
    verified(request).map(ResponseBody::Verify)
}

fn run_settle(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "settle";
    let to: AmountMap<'_> = request.required("to", NAME)?;
    let options = Settle { minimum: request.optional("minimum")? };
    if let Some(plan) = optional_plan(request, NAME)? {
        return settle_plan(request, &plan, &to, (options, meter));
    }
    if request.optional::<Authorization>("up_to")?.is_some() {
        return Err(Cause::FieldMissing { field: "plan", operation: NAME }.into());
    }
    let from: AmountMap<'_> = request.required("from", NAME)?;
    let from = stated(&from).map_err(|error| error.at(both("from", "`from`")))?;
    let mut builder = Allocation::builder(from.envelope());
    let to = to
        .try_for_each(|line, amount| builder.push(line, amount))
        .and_then(|()| builder.build())
        .map_err(|error| error.at(both("to", "`to`")))?;
    settled(request, settle_within(&from, &to, options, meter)?, None)
}

/// Transfers with their proof, where that is asked for.
fn settled(
    request: &Request<'_>,
    settlement: Settlement,
    needed: Option<Authorization>,
) -> Result<ResponseBody> {
    let proof = ProofAnswer::alone(request, || Proof::of_settlement(&settlement))?;
    Ok(ResponseBody::Settle(settlement, needed, proof))
}

/// Settles within a plan's rules of flow, from its approved allocation or from amounts that take the place of it.
fn settle_plan(
    request: &Request<'_>,
    plan: &Plan,
    to: &AmountMap<'_>,
    (options, meter): (Settle, &Meter),
) -> Result<ResponseBody> {
    let allocation = |amounts: &AmountMap<'_>| {
        let mut builder = Allocation::builder(plan.envelope());
        amounts.try_for_each(|line, amount| builder.push(line, amount))?;
        builder.otherwise(plan.approved()).build()
    };
    let up_to: Authorization = request.optional("up_to")?.unwrap_or_default();
    let to = allocation(to).map_err(|error| error.at(both("to", "`to`")))?;
    let moved = match request.optional::<AmountMap<'_>>("from")? {
        None => None,
        Some(from) => {
            let from = allocation(&from).map_err(|error| error.at(both("from", "`from`")))?;
            pay(meter, plan.reading_units())?;
            Some(plan.with_approved(&from)?)
        }
    };
    let plan = moved.as_ref().unwrap_or(plan);
    Ok(match options.run_within(plan, &to, up_to, meter)? {
        SettlementAnswer::Found(settlement) => {
            let needed = Some(needed_by(plan, &settlement, meter)?).filter(|needed| *needed > up_to);
            settled(request, settlement, needed)?
        }
        blocked @ SettlementAnswer::Blocked(_) => {
            ResponseBody::Blocked(blocked, ProofAnswer::alone(request, || Err(NoProof::NoTransfers))?)
        }
    })
}

/// Amounts that state their own lines and total.
fn stated(amounts: &AmountMap<'_>) -> Result<Allocation> {
    let mut lines = EnvelopeBuilder::untitled();
    let mut stated = Vec::new();
    amounts.try_for_each(|line, amount| {
        stated.push(amount);
        lines.push_line(line, line)
    })?;
    let total = Money::checked_sum(stated.iter().copied())?;
    Allocation::new(&lines.titled("Lines", total).build()?, stated)
}

fn run_compatible(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "compatible";
    let plan = plan(request, NAME)?;
    let proposals: Vec<ProposalDocument> = request.required("proposals", NAME)?;
    let proposals = proposals.into_iter().map(Proposal::try_from).collect::<Result<Vec<_>>>()?;
    let up_to: Authorization = request.optional("up_to")?.unwrap_or(Authorization::Exceptional);
    Compatible::of_within(&plan, &proposals, up_to, meter).map(ResponseBody::Compatible)
}

fn run_replay(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "replay";
    let history = History::required(request, "history", NAME)?;
    let known: Option<Head> = request.optional("head")?;
    history.replayed(known.as_slice(), meter).map(|replayed| ResponseBody::Replay(Box::new(replayed)))
}
