//! Derived lines follow an act that changes the total, paid by whom their rules say, as they follow a proposal.

use std::collections::BTreeMap;

use proptest::prelude::*;
use riparto_core::plan::{ChangeCompletion, Distribution, EnvelopeChange, Incomplete};
use riparto_core::{MoneyDelta, Plan, Proposal};
use serde_json::{Value, json};

use riparto_test_support::followed_plans::{Drawn, IDS, any_plan, derived, euros, money, plan};
use riparto_test_support::{cases, given};

fn delta(cents: i64) -> MoneyDelta {
    MoneyDelta::from_cents(cents).unwrap()
}

/// A change of the total by named lines.
fn act(changes: &BTreeMap<&str, i64>) -> EnvelopeChange {
    let shares = changes.iter().map(|(line, cents)| ((*line).to_owned(), delta(*cents))).collect();
    EnvelopeChange::new("e1", delta(changes.values().sum()), Distribution::Named(shares)).unwrap()
}

fn cents(plan: &Plan) -> Vec<i64> {
    plan.approved().amounts().iter().map(|amount| amount.cents()).collect()
}

/// The amounts after an act with what follows it; why nothing does.
fn after(plan: &Plan, changes: &BTreeMap<&str, i64>) -> Result<Vec<i64>, Incomplete> {
    let change = act(changes);
    match plan.follow_change(&change).unwrap() {
        ChangeCompletion::Impossible(why) => Err(why),
        completion => Ok(cents(&plan.change_envelope(completion.change(&change)).unwrap().0)),
    }
}

/// Direct costs, 7 % of indirect costs, and a reserve.
fn flat_rate(payer: &Value) -> Plan {
    let lines = [("desks", 50_000_000), ("indirect", 3_500_000), ("reserve", 2_000_000)];
    plan(
        &lines,
        &json!([derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "half_up", payer)]),
    )
}

#[test]
fn each_payer_pays_for_what_an_act_makes_due() {
    let reserve = flat_rate(&json!({"lines": ["reserve"]}));
    // EUR 100,000.00 more for desks: EUR 7,000.00 of indirect costs, which the reserve pays; less, and it receives them.
    assert_eq!(after(&reserve, &[("desks", 10_000_000)].into()), Ok(vec![60_000_000, 4_200_000, 1_300_000]));
    assert_eq!(after(&reserve, &[("desks", -10_000_000)].into()), Ok(vec![40_000_000, 2_800_000, 2_700_000]));
    // It cannot pay more than it holds: EUR 400,000.00 would take EUR 28,000.00.
    let short = after(&reserve, &[("desks", 40_000_000)].into()).unwrap_err();
    assert_eq!(short, Incomplete::TooLittle(money(800_000)));
    // Where nobody gives in the plan, or nobody receives, those that the act names pay: their share includes it.
    for word in ["giver", "receiver"] {
        let plan = flat_rate(&json!(word));
        assert_eq!(after(&plan, &[("desks", 10_700_000)].into()), Ok(vec![60_000_000, 4_200_000, 2_000_000]));
        assert_eq!(
            after(&plan, &[("desks", -10_700_000)].into()),
            Ok(vec![40_000_000, 2_800_000, 2_000_000])
        );
    }
    // Where an act also moves money inside, it is who gives and who receives.
    let moved = [("desks", 10_000_000), ("reserve", -1_000_000)].into();
    assert_eq!(after(&flat_rate(&json!("giver")), &moved), Ok(vec![60_000_000, 4_200_000, 300_000]));
}

#[test]
fn what_an_act_says_of_derived_lines_stands_if_it_is_due() {
    let plan = flat_rate(&json!("giver"));
    let right = act(&[("desks", 10_000_000), ("indirect", 700_000)].into());
    assert_eq!(plan.follow_change(&right).unwrap(), ChangeCompletion::Needless);
    // What is not due is computed anew: EUR 7,000.00, not 6,000.00.
    let wrong = [("desks", 10_100_000), ("indirect", 600_000)].into();
    assert_eq!(after(&plan, &wrong), Ok(vec![60_000_000, 4_200_000, 2_000_000]));
    // Lines that nothing is derived from ask for nothing.
    let reserve = act(&[("reserve", 1)].into());
    assert_eq!(plan.follow_change(&reserve).unwrap(), ChangeCompletion::Needless);
    // Nobody is there to pay for a derived line alone.
    assert_eq!(after(&plan, &[("indirect", 100)].into()), Err(Incomplete::NoBalance));
    // Of eight cents more, no whole cents are the desks and 7 % of them.
    assert!(matches!(after(&plan, &[("desks", 8)].into()), Err(Incomplete::NoWholeCents(_))));
}

#[test]
fn a_split_of_the_change_has_its_receipt_and_what_follows() {
    let plan = flat_rate(&json!({"lines": ["reserve"]}));
    let change = EnvelopeChange::new("e1", delta(-8), Distribution::ProRata).unwrap();
    let ChangeCompletion::Completed(completed) = plan.follow_change(&change).unwrap() else {
        panic!("a cent is lacking")
    };
    let (stated, receipt) = plan.change_envelope(&change).unwrap();
    assert_eq!(completed.receipt(), receipt.as_ref());
    let (followed, _) = plan.change_envelope(completed.change()).unwrap();
    let moved: Vec<i64> =
        cents(&followed).iter().zip(cents(&stated)).map(|(after, before)| after - before).collect();
    // Of eight cents less one is of indirect costs, which are due all the same: the reserve pays it.
    assert_eq!(cents(&stated), [49_999_993, 3_499_999, 2_000_000]);
    assert_eq!(moved, [0, 1, -1]);
    assert_eq!(completed.change().change(), change.change());
}

/// Transfers that make changes of lines which sum to zero.
fn transfers(changes: &BTreeMap<&str, i64>) -> Option<Proposal> {
    let side = |sign: i64| changes.iter().filter(move |(_, cents)| cents.signum() == sign);
    let mut takers: Vec<(&str, i64)> = side(1).map(|(line, cents)| (*line, *cents)).collect();
    let mut proposal = Proposal::new("p1", "ats").unwrap();
    for (from, cents) in side(-1) {
        let mut left = -cents;
        for (to, wants) in &mut takers {
            let moved = left.min(*wants);
            if moved > 0 {
                proposal = proposal.transfer(from, to, money(moved)).unwrap();
                (left, *wants) = (left - moved, *wants - moved);
            }
        }
    }
    (!proposal.transfers().is_empty()).then_some(proposal)
}

/// The same plan with a line outside all rules that holds EUR 10,000.00.
fn with_outside(plan: &Plan) -> Plan {
    let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    let total = plan.approved().total().cents() + 1_000_000;
    document["total"] = json!(euros(total));
    document["lines"].as_array_mut().unwrap().push(json!({"id": "outside", "amount": "10000.00"}));
    Plan::from_json(&document.to_string()).unwrap()
}

fn payers(plan: &Plan) -> Vec<Value> {
    let document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    let rules = document["rules"].as_array().unwrap().iter();
    rules.filter_map(|rule| rule["limit"]["derived"].get("paid_by").cloned()).collect()
}

fn by_line(cents: &[i64]) -> BTreeMap<&'static str, i64> {
    let named = IDS.into_iter().zip(cents.iter().copied());
    named.filter(|(_, cents)| *cents != 0).collect()
}

proptest! {
    #![proptest_config(cases(400))]

    /// An act that leaves the total as it is settles what follows as a proposal does that moves the same.
    #[test]
    fn an_act_on_the_same_total_is_followed_as_a_proposal(drawn in any_plan(240)) {
        let Drawn { plan, proposal } = drawn;
        let mut changes: BTreeMap<&str, i64> = BTreeMap::new();
        for transfer in proposal.transfers() {
            *changes.entry(transfer.from()).or_default() -= transfer.amount().cents();
            *changes.entry(transfer.to()).or_default() += transfer.amount().cents();
        }
        changes.retain(|_, cents| *cents != 0);
        given(plan.assess(&proposal).ok())?;
        let proposal = given(transfers(&changes))?;
        let followed = plan.follow(&proposal).unwrap();
        let expected = match &followed {
            riparto_core::DerivedCompletion::Impossible(why) => Err(why.clone()),
            completion => {
                let assessed = plan.assess(completion.proposal(&proposal)).unwrap();
                Ok(assessed.after().amounts().iter().map(|amount| amount.cents()).collect::<Vec<i64>>())
            }
        };
        prop_assert_eq!(after(&plan, &changes), expected);
    }

    /// Money that enters or leaves is as money from a line that stands outside all rules, where such a line does not pay.
    #[test]
    fn an_act_is_followed_as_a_transfer_with_a_line_outside(drawn in any_plan(240), moved in proptest::collection::vec(-60..=90i64, 4)) {
        let Drawn { plan, .. } = drawn;
        let changes = by_line(&moved);
        let by: i64 = moved.iter().sum();
        given((by != 0).then_some(()))?;
        given(plan.change_envelope(&act(&changes)).ok())?;
        // Outside, the giver of what enters would pay, and the receiver of what leaves.
        let stranger = json!(if by > 0 { "giver" } else { "receiver" });
        given((!payers(&plan).contains(&stranger)).then_some(()))?;
        let mut with = changes.clone();
        with.insert("outside", -by);
        let wider = with_outside(&plan);
        let proposal = given(transfers(&with))?;
        match (wider.follow(&proposal).unwrap(), after(&plan, &changes)) {
            (riparto_core::DerivedCompletion::Impossible(why), outcome) => prop_assert_eq!(outcome, Err(why)),
            (completion, outcome) => {
                let assessed = wider.assess(completion.proposal(&proposal)).unwrap();
                let mut expected: Vec<i64> = assessed.after().amounts().iter().map(|amount| amount.cents()).collect();
                let outside = expected.pop().unwrap();
                // Outside may take a cent that no whole cents leave, of each payer; an act has nobody for it.
                match outcome {
                    Ok(after) if outside == 1_000_000 - by => prop_assert_eq!(after, expected),
                    Err(Incomplete::NoWholeCents(_)) => prop_assert!(outside != 1_000_000 - by || payers(&plan)[0] != payers(&plan)[1]),
                    outcome => prop_assert!(false, "{:?} instead of {:?}", outcome, expected),
                }
            }
        }
    }

    /// What an act comes to with what follows it, written as named changes, is followed by nothing more; every rule that follows
    /// holds that the act has a part in; and the total is what the act says.
    #[test]
    fn what_follows_an_act_is_due_and_said_once(drawn in any_plan(240), moved in proptest::collection::vec(-60..=90i64, 6)) {
        let Drawn { plan, .. } = drawn;
        let changes = by_line(&moved);
        given(plan.change_envelope(&act(&changes)).ok())?;
        let change = act(&changes);
        let ChangeCompletion::Completed(completed) = plan.follow_change(&change).unwrap() else { return given(None) };
        prop_assert_eq!(completed.added().iter().map(|(_, delta)| delta.cents()).sum::<i64>(), 0);
        let Distribution::Named(shares) = completed.change().distribution() else { panic!("named lines") };
        let again = EnvelopeChange::new("e2", change.change(), Distribution::Named(shares.clone())).unwrap();
        prop_assert_eq!(plan.follow_change(&again).unwrap(), ChangeCompletion::Needless);
        let (after, _) = plan.change_envelope(completed.change()).unwrap();
        prop_assert_eq!(after.approved().total().cents() - plan.approved().total().cents(), change.change().cents());
        for (rule, due) in completed.due() {
            let line = if rule == "rx" { "x" } else { "y" };
            prop_assert_eq!(after.approved().amount(line).unwrap(), *due);
            prop_assert!(after.check().iter().all(|finding| finding.rule().id() != rule));
        }
        // Who pays where nobody gives is who receives, and the other way round.
        if moved.iter().all(|cents| *cents >= 0) || moved.iter().all(|cents| *cents <= 0) {
            let swapped = plan.to_json().replace("\"giver\"", "\"other\"").replace("\"receiver\"", "\"giver\"").replace("\"other\"", "\"receiver\"");
            let swapped = Plan::from_json(&swapped).unwrap();
            let outcome = swapped.follow_change(&change).unwrap();
            let ChangeCompletion::Completed(other) = &outcome else { return Err(TestCaseError::fail(format!("{outcome:?}"))) };
            prop_assert_eq!(other.change().distribution(), completed.change().distribution());
        }
    }
}
