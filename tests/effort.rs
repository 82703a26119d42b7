//! Bounded work and bounded answers: what ends at its limit says what is known, and nothing untrue.

mod work;

use std::fmt::Write;

use riparto::api::{RequestBounds, respond, respond_within};
use riparto::{Answer, Authorization, Conflict, Headroom, Meter, Plan};
use serde_json::{Value, json};

fn answer(request: &Value) -> Value {
    serde_json::from_str(&respond(&request.to_string())).unwrap()
}

fn with_effort(request: &Value, effort: u64) -> Value {
    let mut request = request.clone();
    request["effort"] = json!(effort);
    request
}

fn is_over(answer: &Value) -> bool {
    answer["effort"]["limit_reached"] == json!(true)
}

/// Lines of 1.00 each under rules.
fn plan(lines: usize, rules: Vec<Value>) -> Value {
    let total = format!("{lines}.00");
    let lines: Vec<Value> =
        (0..lines).map(|line| json!({"id": line.to_string(), "amount": "1.00"})).collect();
    json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules})
}

/// Ceilings on four lines each, that cross at random and leave little room.
fn crossing(lines: usize, rules: usize) -> Value {
    let rule = |number: usize| {
        let line =
            |place: usize| ((number * 7 + place * place * 3 + number * number * place) % lines).to_string();
        let mut chosen: Vec<String> = (0..4).map(line).collect();
        chosen.sort();
        chosen.dedup();
        let ceiling = format!("{}.{:02}", chosen.len() - 1, 95 + number % 5);
        json!({"id": format!("r{number}"), "scope": {"lines": chosen}, "limit": {"ceiling": ceiling}})
    };
    plan(lines, (0..rules).map(rule).collect())
}

/// Each line is due a share of all others.
fn derived(lines: usize) -> Value {
    let rule = |line: usize| {
        let line = line.to_string();
        let of = json!({"except": {"lines": [line]}});
        json!({"id": format!("r{line}"), "scope": {"lines": [line]}, "limit": {"derived": {"percent": "7", "of": of}}})
    };
    plan(lines, (0..lines).map(rule).collect())
}

/// No line holds more than the next one, nor the last more than the first.
fn level(lines: usize) -> Value {
    let rule = |line: usize| {
        let of = json!({"lines": [((line + 1) % lines).to_string()]});
        json!({"id": format!("r{line}"), "scope": {"lines": [line.to_string()]}, "limit": {"share_ceiling": {"percent": "100", "of": of}}})
    };
    plan(lines, (0..lines).map(rule).collect())
}

/// Requests of the kinds that once took minutes.
fn heavy() -> Vec<(&'static str, Value)> {
    let same = |number: usize| json!({"id": format!("p{number}"), "party": "x", "transfers": [{"from": "0", "to": "1", "amount": "0.03"}]});
    let proposals: Vec<Value> = (0..60).map(same).collect();
    let nearest = json!({"nearest": {"measure": "least_peak"}});
    vec![
        ("diagnose, ceilings", json!({"op": "diagnose", "plan": crossing(30, 75)})),
        ("diagnose, derived", json!({"op": "diagnose", "plan": derived(30)})),
        ("rebalance, derived", json!({"op": "rebalance", "plan": derived(30), "wish": {}})),
        ("rebalance, ceilings", json!({"op": "rebalance", "plan": crossing(30, 75), "wish": {"0": "5.00"}})),
        (
            "change of the total",
            json!({"op": "change_envelope", "plan": level(30), "change": "e", "amount": "0.01", "distribution": nearest}),
        ),
        ("compatible", json!({"op": "compatible", "plan": plan(2, Vec::new()), "proposals": proposals})),
    ]
}

#[test]
fn a_search_ends_at_its_effort_and_says_so() {
    let mut ended = 0;
    for (name, request) in heavy() {
        for effort in [1, 300, 40_000] {
            let request = with_effort(&request, effort);
            let told = answer(&request);
            ended += usize::from(is_over(&told));
            assert!(effort > 1 || is_over(&told), "{name}: {told}");
            assert!(
                told["ok"].is_object() || told["error"]["code"] == "rebalance_unproven",
                "{name}: {told}"
            );
            assert_eq!(told, answer(&request), "{name}");
            if is_over(&told) {
                assert_eq!(told["effort"]["limit"], json!(effort));
                assert_ne!(told["ok"]["proven"], json!(true), "{name}: {told}");
            }
        }
    }
    assert!(ended >= 12, "{ended} ended at their limit");
}

#[test]
fn a_larger_effort_is_never_worse() {
    let (mut grew, mut compared) = (0, 0);
    let few = [6, 10, 14, 18].map(|rules| {
        let request =
            json!({"op": "rebalance", "plan": crossing(12, rules), "wish": {"0": "5.00", "1": "3.00"}});
        ("rebalance, few ceilings", request)
    });
    for (name, request) in heavy().into_iter().chain(few) {
        let mut known: Option<Value> = None;
        for effort in [10, 1_000, 10_000, 100_000, 1_000_000] {
            let told = answer(&with_effort(&request, effort))["ok"].clone();
            if let Some(before) = &known {
                // What was told stays told.
                let kept = before["feasible"].is_null() || before["feasible"] == told["feasible"];
                assert!(kept, "{name}: {before} {told}");
                let sets = |told: &Value| told["largest"][0].as_array().map(Vec::len);
                assert!(sets(before) <= sets(&told), "{name}: {before} {told}");
                let squares = |told: &Value| {
                    told["objective"]["squares"].as_str().map(|squares| squares.parse::<i128>().unwrap())
                };
                if let (Some(then), Some(now)) = (squares(before), squares(&told)) {
                    assert!(now <= then, "{name}: {then} {now}");
                    compared += 1;
                }
                grew += usize::from(*before != told);
            }
            known = Some(told);
        }
    }
    assert!(grew >= 3 && compared >= 3, "{grew} answers grew, of {compared} the squares are known twice");
}

#[test]
fn a_plan_is_called_impossible_only_if_it_is() {
    let (mut impossible, mut possible, mut unknown) = (0, 0, 0);
    for number in 0..24_u64 {
        let share = json!({"id": "s", "scope": {"lines": ["0"]}, "limit": {"share_ceiling": {"percent": (22 + number * 4).to_string(), "of": {"lines": ["1", "2"]}}}});
        let floor =
            json!({"id": "f", "scope": {"lines": ["0"]}, "limit": {"floor": format!("1.{:02}", number * 4)}});
        let document = plan(4, vec![share, floor]);
        let plan = Plan::from_json(&document.to_string()).unwrap();
        // Line 0 holds at most the share of lines 1 and 2, which hold what is left at most.
        let holds =
            |first: u64| first >= 100 + number * 4 && first * 100 <= (22 + number * 4) * (400 - first);
        let is_possible = (0..=400).any(holds);
        for effort in [1, 50, 500, 5_000, 1 << 30] {
            match Conflict::diagnose_within(&plan, Authorization::Free, &Meter::new(effort)).unwrap() {
                Answer::Found(()) => assert!(is_possible, "{document}"),
                Answer::Infeasible(_) => assert!(!is_possible, "{document}"),
                Answer::Unknown => unknown += 1,
            }
        }
        *(if is_possible { &mut possible } else { &mut impossible }) += 1;
    }
    assert!(impossible > 3 && possible > 3 && unknown > 10, "{impossible} {possible} {unknown}");
}

#[test]
fn findings_beyond_a_bound_are_counted_and_paged() {
    let rule = |number: usize| {
        let needs = if number == 399 { "forbidden" } else { "notification" };
        json!({"id": format!("r{number}"), "scope": "all", "each": "line", "limit": {"ceiling": "0.50"}, "needs": needs})
    };
    let plan = plan(400, (0..400).map(rule).collect());
    let request = json!({"op": "check", "plan": plan});
    let text = respond(&request.to_string());
    assert!(text.len() < 400_000, "{} bytes", text.len());
    let told: Value = serde_json::from_str(&text).unwrap();
    // The rule that forbids comes after all that are kept.
    assert_eq!(told["ok"]["authorization"], "forbidden");
    assert_eq!(told["ok"]["findings"].as_array().unwrap().len(), 1_000);
    assert_eq!(told["ok"]["findings_more"], json!(400 * 400 - 1_000));
    let mut page = request.clone();
    page["list"] = json!({"findings": 2, "from": 401});
    let paged = answer(&page);
    assert_eq!(paged["ok"]["findings"][0], told["ok"]["findings"][401]);
    assert_eq!(paged["ok"]["findings_more"], json!(400 * 400 - 403));
    // A proposal heals one line of two, under every rule.
    let transfers = json!([{"from": "0", "to": "1", "amount": "1.00"}]);
    let proposal = json!({"id": "p", "party": "x", "transfers": transfers});
    let assessed = answer(&json!({"op": "assess", "plan": plan, "proposal": proposal, "effort": 3_000_000}));
    assert_eq!(assessed["ok"]["authorization"], "forbidden");
    assert_eq!(assessed["ok"]["findings_more"], json!(400 * 399 - 1_000));
}

#[test]
fn lines_of_a_finding_are_cut_and_counted() {
    let plan = plan(300, vec![json!({"id": "r", "scope": "all", "limit": {"ceiling": "1.00"}})]);
    let told = answer(&json!({"op": "check", "plan": plan}));
    let finding = &told["ok"]["findings"][0];
    assert_eq!((finding["lines"].as_array().unwrap().len(), &finding["lines_more"]), (100, &json!(200)));
    assert!(told["ok"]["findings_more"].is_null());
    let told = answer(&json!({"op": "check", "plan": plan, "list": {"lines": 300}}));
    let finding = &told["ok"]["findings"][0];
    assert_eq!((finding["lines"].as_array().unwrap().len(), &finding["lines_more"]), (300, &Value::Null));
}

#[test]
fn a_server_bounds_bytes_and_effort() {
    let bounds = RequestBounds { effort: 1_000, bytes: 20_000 };
    let request = json!({"id": 1, "op": "diagnose", "plan": derived(30)}).to_string();
    let told: Value = serde_json::from_str(&respond_within(request.as_bytes(), &bounds)).unwrap();
    assert_eq!(told["effort"]["limit"], json!(1_000));
    let request = json!({"id": 1, "op": "diagnose", "plan": derived(3), "effort": 1_001}).to_string();
    let told: Value = serde_json::from_str(&respond_within(request.as_bytes(), &bounds)).unwrap();
    assert_eq!((&told["id"], &told["error"]["code"]), (&json!(1), &json!("effort_out_of_range")));
    let mut long = String::new();
    (0..20_001).for_each(|_| write!(long, " ").unwrap());
    let told: Value = serde_json::from_str(&respond_within(long.as_bytes(), &bounds)).unwrap();
    assert_eq!(told["error"]["code"], "document_too_large");
}

#[test]
fn a_headroom_ends_at_its_effort_and_claims_no_more_than_it_knows() {
    let (mut ended, mut compared) = (0, 0);
    for document in [crossing(24, 40), derived(20)] {
        let plan = Plan::from_json(&document.to_string()).unwrap();
        let whole = Headroom::of(&plan, Authorization::Free);
        for effort in [1, 3_000, 100_000, 3_000_000] {
            let meter = Meter::new(effort);
            let within = Headroom::of_within(&plan, Authorization::Free, &meter);
            ended += usize::from(meter.is_over());
            for (known, margin) in whole.iter().zip(within.iter()) {
                let sides = [
                    (known.give, margin.give, known.give_stop, margin.give_stop),
                    (known.receive, margin.receive, known.receive_stop, margin.receive_stop),
                ];
                for (all, some, all_stop, some_stop) in sides {
                    assert!(some <= all_stop.at_most && all <= some_stop.at_most, "{document} {effort}");
                    compared += 1;
                }
            }
        }
    }
    assert!(ended >= 4 && compared >= 100, "{ended} ended, {compared} compared");
}

#[test]
fn more_parts_and_bounds_than_are_looked_at_are_refused() {
    // As many values of a label as lines, and a rule for each value: rules times lines.
    let lines: Vec<Value> = (0..2_100)
        .map(|line| json!({"id": line.to_string(), "amount": "1.00", "labels": {"own": line.to_string()}}))
        .collect();
    let under = |each: Value, rules: usize| {
        let rule = |number: usize| json!({"id": format!("r{number}"), "scope": "all", "each": each, "limit": {"ceiling": "2.00"}});
        let rules: Vec<Value> = (0..rules).map(rule).collect();
        json!({"format": "riparto.plan/1", "title": "Plan", "total": "2100.00", "lines": lines, "rules": rules})
    };
    let told = answer(&json!({"op": "check", "plan": under(json!({"label": "own"}), 2_000)}));
    assert_eq!(told["error"]["code"], "too_many", "{told}");
    let told = answer(&json!({"op": "check", "plan": under(json!({"label": "own"}), 10)}));
    assert_eq!(told["ok"]["authorization"], "free", "{told}");
    // What each line holds is checked under every rule, but no search looks at as many bounds.
    let plan = under(json!("line"), 2_000);
    assert_eq!(answer(&json!({"op": "check", "plan": plan}))["ok"]["authorization"], "free");
    let rebalance = json!({"op": "rebalance", "plan": plan, "wish": {}});
    for request in [json!({"op": "diagnose", "plan": plan}), rebalance] {
        let told = answer(&request);
        assert_eq!(told["error"]["code"], "too_many", "{told}");
    }
}

#[test]
fn a_rule_that_never_holds_is_said_once_for_all_its_parts() {
    let lines: Vec<Value> = (0..50)
        .map(|line| json!({"id": line.to_string(), "amount": "1.00", "labels": {"own": line.to_string()}}))
        .collect();
    let rule = json!({"id": "r", "scope": "all", "each": {"label": "own"}, "limit": {"floor": "60.00"}});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "50.00", "lines": lines, "rules": [rule]});
    let notices = answer(&json!({"op": "check", "plan": plan}))["ok"]["notices"].clone();
    let never = notices.as_array().unwrap().iter().filter(|notice| notice["code"] == "never_holds");
    assert_eq!(never.count(), 1, "{notices}");
}

#[test]
fn an_assessment_without_effort_for_more_says_what_the_proposal_needs_and_no_more() {
    let flow = |number: usize| json!({"id": format!("r{number}"), "scope": {"lines": ["0"]}, "limit": {"flow": {"to": {"lines": ["1"]}, "amount": "0.05"}}});
    let transfers = vec![json!({"from": "0", "to": "1", "amount": "0.01"}); 50];
    let request = json!({"op": "assess", "plan": plan(4, (0..40).map(flow).collect()),
                         "proposal": {"id": "p1", "party": "x", "transfers": transfers}});
    let whole = answer(&request);
    assert!(!is_over(&whole) && whole["ok"]["would_pass"].is_array(), "{whole}");
    // 40 rules look at 50 transfers, six times and more.
    let told = answer(&with_effort(&request, 40 * 50 * 6));
    assert!(is_over(&told), "{told}");
    for unsought in ["would_pass", "counter_proposal", "completion"] {
        assert_eq!(told["ok"][unsought], Value::Null, "{told}");
    }
    for known in ["authorization", "findings", "after"] {
        assert_eq!(told["ok"][known], whole["ok"][known]);
    }
}
