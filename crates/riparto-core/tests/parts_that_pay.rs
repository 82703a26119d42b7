//! The largest transfer from a co-financed action whose sources change who pays for derived lines, or what these are, from cent to cent.

use riparto_core::plan::DerivedCompletion;
use riparto_core::{Authorization, Money, Plan, Proposal};
use serde_json::{Value, json};

fn passes(plan: &Plan, ends: [&str; 2], cents: i64) -> bool {
    let stated =
        Proposal::new("p1", "ats").unwrap().transfer(ends[0], ends[1], Money::from_cents(cents).unwrap());
    let split = plan.split_by_source(&stated.unwrap()).unwrap().into_owned();
    let completion = plan.follow(&split).unwrap();
    if matches!(completion, DerivedCompletion::Impossible(_)) {
        return false;
    }
    let findings = plan.assess(completion.proposal(&split)).unwrap().findings().clone();
    findings.iter().all(|finding| finding.needs() == Authorization::Free || !finding.is_worse())
}

/// The largest passes, is no less than an amount that does, and none of the next thousand passes.
fn judge(document: &Value, ends: [&str; 2], known: i64) {
    let plan = Plan::from_json(&document.to_string()).unwrap();
    assert!(passes(&plan, ends, known));
    let largest = plan.largest_transfer(ends[0], ends[1], Authorization::Free).unwrap().cents();
    assert!(largest >= known && passes(&plan, ends, largest), "{largest} of at least {known}");
    let next = (largest + 1..=largest + 1_000).find(|cents| {
        plan.split_by_source(
            &Proposal::new("p1", "ats")
                .unwrap()
                .transfer(ends[0], ends[1], Money::from_cents(*cents).unwrap())
                .unwrap(),
        )
        .is_ok()
            && passes(&plan, ends, *cents)
    });
    assert_eq!(next, None, "{largest}");
}

/// One source holds too little for its rate: it receives until the action has given much, and then it gives and pays.
#[test]
fn a_source_that_receives_at_one_amount_gives_at_another() {
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "1000.00", "lines": [{"id": "x_y:617", "amount": "1000.00", "labels": {"action": "A1", "source": "eu"}}, {"id": "x_y:213", "amount": "0.00", "labels": {"action": "A1", "source": "state"}}, {"id": "x_y:260", "amount": "0.00"}, {"id": "x_y:248", "amount": "0.00"}, {"id": "x_y:797", "amount": "0.00"}, {"id": "x_y:571", "amount": "0.00"}], "rules": [{"id": "flat-rate", "scope": {"lines": ["x_y:797"]}, "limit": {"derived": {"percent": "26", "of": {"lines": ["x_y:571"]}, "rounding": "down", "paid_by": "giver"}}, "needs": "forbidden"}, {"id": "co-financing-state", "scope": {"labels": {"source": "state"}}, "each": {"label": "action"}, "limit": {"sum": {"exactly": {"percent": "10", "of": {"same": "action"}}}}, "needs": "forbidden"}], "approved": {"total": "1000.00", "amounts": {"x_y:617": "200.00", "x_y:213": "800.00", "x_y:260": "0.00", "x_y:248": "0.00", "x_y:797": "0.00", "x_y:571": "0.00"}}, "co_financing": {"by": "source", "each": "action", "rates": {"eu": "90", "state": "10"}, "residual_to": "eu"}});
    judge(&document, ["action=A1", "x_y:571"], 77_778);
}

/// Both sources are all of the plan by a rule, shared as they hold after what is stated: a few cents then.
#[test]
fn lines_that_are_due_together_share_by_the_little_that_they_hold() {
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "1000.00", "lines": [{"id": "A686", "amount": "333.33", "labels": {"action": "A1", "source": "eu"}}, {"id": "A874", "amount": "666.67", "labels": {"action": "A1", "source": "state"}}, {"id": "A708", "amount": "0.00"}, {"id": "A787", "amount": "0.00"}], "rules": [{"id": "r1", "scope": {"labels": {"action": "A1"}}, "limit": {"derived": {"percent": "100", "of": "all", "rounding": "down", "paid_by": "giver"}}, "needs": "free"}, {"id": "co-financing-state", "scope": {"labels": {"source": "state"}}, "each": {"label": "action"}, "limit": {"sum": {"exactly": {"percent": "66.666666667", "of": {"same": "action"}}}}, "needs": "forbidden"}], "co_financing": {"by": "source", "each": "action", "rates": {"eu": "33.333333333", "state": "66.666666667"}, "residual_to": "eu"}});
    judge(&document, ["action=A1", "A708"], 99_175);
}

/// The other action is off its rate by a cent for each thirty that move, until so much has moved back that it is not.
#[test]
fn a_breach_that_heals_slowly_is_followed_to_its_end() {
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "825489.70", "lines": [{"id": "line-913", "amount": "0.00", "labels": {"action": "A1", "source": "eu"}}, {"id": "line-301", "amount": "0.00", "labels": {"action": "A1", "source": "state"}}, {"id": "line-551", "amount": "0.00", "labels": {"action": "A2", "source": "eu"}}, {"id": "line-180", "amount": "0.00", "labels": {"action": "A2", "source": "state"}}, {"id": "line-148", "amount": "0.00"}, {"id": "line-824", "amount": "0.00"}, {"id": "line-216", "amount": "0.00"}, {"id": "line-861", "amount": "0.00"}, {"id": "line-150", "amount": "825489.70"}], "rules": [{"id": "r1", "scope": {"lines": ["line-180"]}, "limit": {"sum": {"at_most": {"percent": "0"}}}, "needs": "notification"}, {"id": "flat-rate", "scope": {"lines": ["line-301"]}, "limit": {"derived": {"percent": "5", "of": {"lines": ["line-180"]}, "rounding": "up", "paid_by": {"lines": ["line-216"], "except": {"labels": {"source": "state"}}}}}, "needs": "forbidden"}, {"id": "co-financing-state", "scope": {"labels": {"source": "state"}}, "each": {"label": "action"}, "limit": {"sum": {"exactly": {"percent": "66.666666667", "of": {"same": "action"}}}}, "needs": "forbidden"}], "approved": {"total": "825489.70", "amounts": {"line-913": "1.21", "line-301": "9100.18", "line-551": "363214.89", "line-180": "132980.55", "line-148": "0.00", "line-824": "0.00", "line-216": "0.00", "line-861": "0.00", "line-150": "320192.87"}}, "co_financing": {"by": "source", "each": "action", "rates": {"eu": "33.333333333", "state": "66.666666667"}, "residual_to": "eu"}});
    judge(&document, ["action=A2", "line-150"], 29_672_487);
}
