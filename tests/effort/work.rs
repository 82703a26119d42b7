//! Every operation counts its work, and what it answers at the limit holds.

use std::collections::BTreeMap;

use riparto::api::respond;
use riparto::table::Compatible;
use riparto::table::Replayed;
use riparto::transfers::settle_within;
use riparto::{Allocation, Authorization, Envelope, Headroom, Meter, Money, Plan, Proposal, Settle};
use serde_json::{Value, json};

use super::{answer, is_over, plan, with_effort};

/// A table at which everything happens.
const JOURNAL: &str = include_str!("../vectors/table.jsonl");

/// Rules of flow from each line to all others.
fn flows(lines: usize) -> Value {
    let rule = |line: usize| {
        let line = line.to_string();
        let to = json!({"except": {"lines": [line]}});
        json!({"id": format!("r{line}"), "scope": {"lines": [line]}, "limit": {"flow": {"to": to, "amount": "0.10"}}})
    };
    plan(lines, (0..lines).map(rule).collect())
}

/// Ceilings on each line, as many as lines, that all lines break.
fn broken(lines: usize) -> Value {
    let rule = |number: usize| json!({"id": format!("r{number}"), "scope": "all", "each": "line", "limit": {"ceiling": "0.50"}, "needs": "notification"});
    plan(lines, (0..lines).map(rule).collect())
}

fn transfer(number: usize, from: usize, to: usize) -> Value {
    let transfers = json!([{"from": from.to_string(), "to": to.to_string(), "amount": "0.20"}]);
    json!({"id": format!("p{number}"), "party": "x", "transfers": transfers})
}

#[test]
fn what_has_no_part_of_an_answer_is_not_begun_beyond_its_effort() {
    let requests = [
        json!({"op": "apportion", "total": "1.00", "weights": [1, 2, 3]}),
        json!({"op": "check", "plan": flows(8)}),
        json!({"op": "assess", "plan": flows(8), "proposal": transfer(1, 0, 1)}),
        json!({"op": "settle", "plan": flows(8), "to": {"0": "0.50", "1": "1.50"}}),
        json!({"op": "change_envelope", "plan": flows(8), "change": "e1", "amount": "1.00"}),
        json!({"op": "replay", "history": JOURNAL}),
    ];
    for request in requests {
        let whole = answer(&request);
        assert!(whole["ok"].is_object() && !is_over(&whole), "{whole}");
        let told = answer(&with_effort(&request, 1));
        assert_eq!(told["error"]["code"], "effort_spent", "{told}");
        assert!(is_over(&told), "{told}");
        assert_eq!(told, answer(&with_effort(&request, 1)));
    }
}

#[test]
fn a_history_is_read_as_far_as_its_effort_and_no_table_is_told_beyond() {
    let whole = Meter::default();
    let replayed = Replayed::of_within(JOURNAL.as_bytes(), &[], &whole).unwrap();
    assert!(replayed.broken().is_none() && whole.spent() > 100, "{}", whole.spent());
    let enough = Replayed::of_within(JOURNAL.as_bytes(), &[], &Meter::new(whole.spent())).unwrap();
    assert_eq!(enough, replayed);
    for effort in [1, whole.spent() / 2, whole.spent() - 1] {
        let error = Replayed::of_within(JOURNAL.as_bytes(), &[], &Meter::new(effort)).unwrap_err();
        assert_eq!(error.code(), "effort_spent");
    }
}

/// Lines with these amounts, and as many with others of the same sum.
fn two_allocations(lines: usize) -> (Allocation, Allocation) {
    let held = |line: usize| 1_000 + i64::try_from(line * line * 7_919 % 997).unwrap();
    let before: Vec<i64> = (0..lines).map(held).collect();
    let after: Vec<i64> = (0..lines).map(|line| before[(line * 5 + 2) % lines]).collect();
    let total = Money::from_cents(before.iter().sum()).unwrap();
    let named = (0..lines).fold(Envelope::builder("Plan", total), |lines, line| {
        let id = line.to_string();
        lines.line(&id, &id)
    });
    let envelope = named.build().unwrap();
    let of = |cents: Vec<i64>| {
        let amounts = cents.into_iter().map(|cents| Money::from_cents(cents).unwrap()).collect();
        Allocation::new(&envelope, amounts).unwrap()
    };
    (of(before), of(after))
}

#[test]
fn a_settlement_at_its_effort_settles_all_the_same() {
    let mut fewer = 0;
    for lines in [9, 14, 19, 33, 64] {
        let (before, after) = two_allocations(lines);
        let (mut known, mut at_least): (Option<usize>, usize) = (None, 0);
        for effort in [1, 1_000, 100_000, 10_000_000, 1 << 30] {
            let settled = || {
                let meter = Meter::new(effort);
                let settlement = settle_within(&before, &after, Settle::default(), &meter).unwrap();
                (settlement, meter.spent(), meter.is_over())
            };
            let (settlement, spent, over) = settled();
            assert_eq!((spent, over), (settled().1, settled().2), "work is counted");
            assert!(effort > 1 || over);
            let mut sums: BTreeMap<String, i64> = BTreeMap::new();
            for transfer in settlement.transfers() {
                *sums.entry(transfer.from().to_owned()).or_default() -= transfer.amount().cents();
                *sums.entry(transfer.to().to_owned()).or_default() += transfer.amount().cents();
            }
            for ((line, held), wanted) in before.iter().zip(after.amounts()) {
                let moved = sums.get(line.id()).copied().unwrap_or(0);
                assert_eq!(held.cents() + moved, wanted.cents());
            }
            let found = settlement.transfers().len();
            assert!(settlement.at_least() <= found && settlement.at_least() >= at_least);
            assert!(known.is_none_or(|known| found <= known), "{lines} lines, {effort}");
            fewer += usize::from(known.is_some_and(|known| found < known));
            (known, at_least) = (Some(found), settlement.at_least());
        }
    }
    assert!(fewer > 0, "more effort never found fewer transfers");
}

#[test]
fn a_way_within_rules_of_flow_is_found_or_not_known_at_every_effort() {
    let (mut found, mut unknown) = (0, 0);
    for amount in ["0.00", "0.10", "0.40"] {
        let rules = (0..6).map(|line: usize| {
            let to = json!({"lines": [((line * 2 + 1) % 12).to_string(), ((line * 2 + 3) % 12).to_string()]});
            json!({"id": format!("r{line}"), "scope": {"lines": [(line * 2).to_string()]}, "limit": {"flow": {"to": to, "amount": amount}}})
        });
        let document = plan(12, rules.collect());
        let mut wanted = BTreeMap::new();
        (0..12_usize).for_each(|line| {
            wanted.insert(line.to_string(), if line % 2 == 0 { "0.40" } else { "1.60" });
        });
        let request = json!({"op": "settle", "plan": document, "to": wanted});
        let whole = answer(&request);
        for effort in [1, 2_000, 20_000, 200_000, 2_000_000] {
            let told = answer(&with_effort(&request, effort));
            if told["error"]["code"] == "effort_spent" {
                unknown += 1;
                continue;
            }
            found += 1;
            assert_eq!(
                told["ok"]["transfers"].is_array(),
                whole["ok"]["transfers"].is_array(),
                "{told} {whole}"
            );
            assert_eq!(told["ok"]["blockage"]["proven"], whole["ok"]["blockage"]["proven"]);
        }
    }
    assert!(found > 3 && unknown > 3, "{found} {unknown}");
}

#[test]
fn proposals_on_a_plan_with_more_findings_than_are_kept_are_paid_for() {
    let plan = Plan::from_json(&broken(400).to_string()).unwrap();
    let proposals: Vec<Proposal> =
        (0..3).map(|number| serde_json::from_value(transfer(number, number, number + 1)).unwrap()).collect();
    let meter = Meter::new(2_000_000);
    let compatible = Compatible::of_within(&plan, &proposals, Authorization::Forbidden, &meter).unwrap();
    assert!(meter.is_over() && !compatible.is_proven());
}

#[test]
fn a_list_of_findings_ends_where_its_bytes_do_and_the_next_page_goes_on() {
    let id = |line: usize| format!("{}{line:03}", "x".repeat(61));
    let lines: Vec<Value> = (0..300).map(|line| json!({"id": id(line), "amount": "1.00"})).collect();
    let rule = |number: usize| json!({"id": format!("r{number}"), "scope": "all", "each": "line", "limit": {"ceiling": "0.50"}});
    let rules: Vec<Value> = (0..100).map(rule).collect();
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "300.00", "lines": lines, "rules": rules});
    let page = |from: usize| {
        let list = json!({"findings": 1_000_000, "lines": 1_000_000, "from": from});
        respond(&json!({"op": "check", "plan": plan, "list": list}).to_string())
    };
    let (mut from, mut pages, mut seen) = (0, 0, Vec::new());
    loop {
        let text = page(from);
        assert!(text.len() < 5 << 20, "{} bytes", text.len());
        let told: Value = serde_json::from_str(&text).unwrap();
        let findings = told["ok"]["findings"].as_array().unwrap();
        seen.extend(findings.iter().map(|finding| (finding["rule"].clone(), finding["lines"][0].clone())));
        from += findings.len();
        pages += 1;
        let more = told["ok"]["findings_more"].as_u64().unwrap_or(0);
        assert_eq!(from as u64 + more, 300 * 100);
        if more == 0 {
            break;
        }
    }
    let expected =
        (0..100).flat_map(|rule| (0..300).map(move |line| (json!(format!("r{rule}")), json!(id(line)))));
    assert!(pages > 1 && seen.into_iter().eq(expected));
}

#[test]
fn lines_that_rules_look_at_one_by_one_have_a_bound() {
    // Each rule of a step looks at every line.
    let steps = |lines: usize, rules: usize| {
        let rule =
            |number: usize| json!({"id": format!("r{number}"), "scope": "all", "limit": {"step": "1.00"}});
        answer(&json!({"op": "check", "plan": plan(lines, (0..rules).map(rule).collect())}))
    };
    let told = steps(16_385, 8_192);
    let said = "there are 134225920 lines that rules look at one by one: at most 134217728 are allowed";
    assert_eq!(told["error"]["code"], "too_many", "{told}");
    assert!(told["error"]["message"].as_str().unwrap().ends_with(said), "{told}");
    assert_eq!(steps(2_000, 20)["ok"]["authorization"], "free");
}

#[test]
fn what_is_given_at_its_effort_is_what_is_known() {
    // A share of other lines, which takes a search; what is approved keeps it.
    let share = json!({"id": "s", "scope": {"lines": ["0"]}, "limit": {"share_ceiling": {"percent": "60", "of": {"lines": ["1", "2"]}}}});
    let step = json!({"id": "t", "scope": {"lines": ["1", "2"]}, "limit": {"step": "0.50"}});
    let request = json!({"op": "rebalance", "plan": plan(5, vec![share, step]), "give": {"0": "1.00"}});
    let whole = answer(&request);
    assert_eq!(
        (&whole["ok"]["feasible"], &whole["ok"]["amounts"]["0"]),
        (&json!(true), &json!("1.80")),
        "{whole}"
    );
    let mut known = 0;
    for effort in [1, 100, 1_000, 10_000, 100_000] {
        let told = answer(&with_effort(&request, effort));
        assert_eq!(told["ok"]["feasible"], true, "{effort}: {told}");
        assert!(!is_over(&told) || told["ok"]["proven"] == false, "{effort}: {told}");
        known += usize::from(is_over(&told));
        let amounts = told["ok"]["amounts"].clone();
        let plan = request["plan"].clone();
        let checked = answer(&json!({"op": "check", "plan": plan, "amounts": amounts}));
        assert_eq!(checked["ok"]["authorization"], "free", "{effort}: {told}");
    }
    assert!(known > 1, "{known}");
    let told = answer(&with_effort(&request, 1));
    assert_eq!(told["ok"]["amounts"]["0"], "1.00");
    assert_eq!((&told["ok"]["given"]["0"], &told["ok"]["proven"]), (&json!("0.00"), &json!(false)), "{told}");
}

/// What cannot be given in full is given as nearly as is possible, or it is said that nothing is proven.
#[test]
fn what_is_proven_of_a_gift_at_any_effort_is_so_at_all_efforts() {
    let share = json!({"id": "s", "scope": {"lines": ["0"]}, "limit": {"share_ceiling": {"percent": "60", "of": {"lines": ["1", "2"]}}}});
    let step = json!({"id": "t", "scope": {"lines": ["1", "2"]}, "limit": {"step": "0.50"}});
    let floor = json!({"id": "f", "scope": {"lines": ["4"]}, "limit": {"share_floor": {"percent": "30", "of": {"lines": ["0", "3"]}}}});
    let rules = vec![share, step, floor];
    let (mut proven, mut unproven) = (0, 0);
    for give in [json!({"0": "3.00"}), json!({"0": "1.50", "3": "1.50"}), json!({"3": "-0.90", "0": "2.60"})]
    {
        let request = json!({"op": "rebalance", "plan": plan(5, rules.clone()), "give": give});
        let whole = answer(&request);
        assert_eq!(
            (&whole["ok"]["proven"], &whole["ok"]["given_in_full"]),
            (&json!(true), &json!(false)),
            "{whole}"
        );
        let mut effort = 1;
        while effort < 1_000_000_000 {
            let told = answer(&with_effort(&request, effort));
            match told["ok"]["proven"] == json!(true) {
                true => {
                    assert_eq!(told["ok"]["given"], whole["ok"]["given"], "{effort}: {told}");
                    proven += 1;
                }
                false => unproven += 1,
            }
            effort = 2 * effort + 1;
        }
    }
    assert!(proven > 5 && unproven > 5, "{proven} {unproven}");
}

#[test]
fn many_lines_under_a_step_are_told_what_whole_multiples_do() {
    let step = |scope: Value, step: &str, number: usize| json!({"id": format!("r{number}"), "scope": scope, "limit": {"step": step}});
    let some = json!({"lines": ["1", "2", "3"]});
    let document = plan(6, vec![step(json!("all"), "0.20", 0), step(some, "0.30", 1)]);
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let within = Headroom::of_within(&plan, Authorization::Free, &Meter::new(1));
    let whole = Headroom::of(&plan, Authorization::Free);
    for (known, margin) in whole.iter().zip(within.iter()) {
        // 0.60 is in both: each of five other lines gives and takes as much, and the line itself gives it once.
        assert_eq!(
            (margin.give.to_string(), margin.receive.to_string()),
            ("0.60".to_owned(), "3.00".to_owned())
        );
        assert!(known.give >= margin.give && known.receive >= margin.receive);
        assert!(margin.give <= margin.give_stop.at_most && known.receive <= margin.receive_stop.at_most);
        let mut proposal = Proposal::new("p1", "x").unwrap();
        for other in plan.envelope().lines().filter(|other| other.id() != margin.line.id()) {
            proposal = proposal.transfer(other.id(), margin.line.id(), "0.60".parse().unwrap()).unwrap();
        }
        assert_eq!(plan.assess(&proposal).unwrap().authorization(), Authorization::Free);
    }
}
