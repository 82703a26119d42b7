//! Mistakes of the authors of rules, told when a plan is read: rules that never bind, never hold, add nothing, or contradict.

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::{any_allocation_of, any_plan_with_proposals};
use riparto_core::rules::{Notice, NoticeCode};
use riparto_core::{Allocation, Authorization, Envelope, Findings, Language, Money, Plan, Proposal};
use serde_json::{Value, json};

use riparto_test_support::cases;

fn plan(rules: Value) -> Plan {
    let lines = json!([
        {"id": "staff", "amount": "600.00", "labels": {"partner": "comune", "kind": "direct"}},
        {"id": "travel", "amount": "300.00", "labels": {"partner": "regione", "kind": "direct"}},
        {"id": "office", "amount": "100.00", "labels": {"partner": "regione", "kind": "indirect"}}]);
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "1000.00", "lines": lines, "rules": rules});
    Plan::from_json(&plan.to_string()).unwrap()
}

fn rule(id: &str, limit: Value) -> Value {
    json!({"id": id, "scope": {"lines": ["staff"]}, "limit": limit})
}

/// Codes with the rules that each names.
fn told(plan: &Plan) -> Vec<(NoticeCode, String, String)> {
    plan.notices().into_iter().map(|notice| (notice.code, notice.rule, notice.other)).collect()
}

fn of(code: NoticeCode, rule: &str, other: &str) -> (NoticeCode, String, String) {
    (code, rule.to_owned(), other.to_owned())
}

#[test]
fn a_rule_that_adds_nothing_is_told_with_the_one_that_says_it() {
    let shadowed = |first: Value, second: Value| told(&plan(json!([rule("a", first), rule("b", second)])));
    for (loose, tight) in [
        (json!({"ceiling": "800.00"}), json!({"ceiling": "700.00"})),
        (json!({"floor": "100.00"}), json!({"sum": {"at_least": {"percent": "20"}, "at_most": "900.00"}})),
        (
            json!({"sum": {"at_most": "800.00"}}),
            json!({"sum": {"at_most": {"amount": "800.00", "strict": true}}}),
        ),
        (
            json!({"variation": {"up": {"percent": "20"}}}),
            json!({"variation": {"up": {"percent": "10"}, "down": {"percent": "0"}}}),
        ),
        (
            json!({"movement": {"percent": "20", "base": "original"}}),
            json!({"movement": {"percent": "10", "base": "original"}}),
        ),
    ] {
        assert_eq!(
            shadowed(loose.clone(), tight.clone()),
            [of(NoticeCode::Shadowed, "a", "b")],
            "{loose} {tight}"
        );
        assert_eq!(shadowed(tight, loose.clone()), [of(NoticeCode::Shadowed, "b", "a")], "{loose}");
    }
    let three = json!([
        rule("a", json!({"ceiling": "800.00"})),
        rule("b", json!({"ceiling": "700.00"})),
        rule("c", json!({"ceiling": "650.00"}))
    ]);
    let chain = [of(NoticeCode::Shadowed, "a", "b"), of(NoticeCode::Shadowed, "b", "c")];
    assert_eq!(told(&plan(three)), chain);
    // Of two that say the same the later one is told.
    let same = json!({"variation": {"base": "approved", "up": {"percent": "10"}}});
    assert_eq!(shadowed(same.clone(), same), [of(NoticeCode::Shadowed, "b", "a")]);
}

#[test]
fn a_rule_that_asks_for_something_is_not_told() {
    let kept = |first: Value, second: Value| {
        let plan = plan(json!([first, second]));
        assert_eq!(told(&plan), [], "{first} {second}");
    };
    let [ceiling, tighter] = ["800.00", "700.00"].map(|most| json!({"ceiling": most}));
    let mut notified = rule("b", tighter.clone());
    notified["needs"] = json!("notification");
    kept(rule("a", ceiling.clone()), notified);
    let mut timed = rule("b", tighter.clone());
    timed["when"] = json!({"until": "2026-12-31"});
    let both = plan(json!([rule("a", ceiling.clone()), timed]));
    assert_eq!(told(&both), [of(NoticeCode::DayUnknown, "b", "")]);
    let mut documented = rule("a", ceiling.clone());
    documented["needs"] = json!("prior_approval");
    documented["requires"] = json!(["justification"]);
    kept(documented, rule("b", tighter.clone()));
    let mut elsewhere = rule("b", tighter);
    elsewhere["scope"] = json!({"lines": ["travel"]});
    kept(rule("a", ceiling), elsewhere);
    // What is 10 % of the approved amount today may be more than 20 % of the original one tomorrow.
    let around = |base: &str, percent: &str| json!({"variation": {"base": base, "up": {"percent": percent}}});
    kept(rule("a", around("original", "20")), rule("b", around("approved", "10")));
    kept(rule("a", around("approved", "20")), rule("b", around("approved", "10")));
}

#[test]
fn rules_that_exclude_each_other_are_told() {
    let found =
        told(&plan(json!([rule("a", json!({"ceiling": "599.99"})), rule("b", json!({"floor": "600.00"}))])));
    assert_eq!(found, [of(NoticeCode::Contradicts, "b", "a")]);
    let meeting =
        plan(json!([rule("a", json!({"ceiling": "600.00"})), rule("b", json!({"floor": "600.00"}))]));
    assert_eq!(told(&meeting), []);
    let each = |id: &str, limit: Value| json!({"id": id, "scope": {"labels": {"kind": "direct"}}, "each": {"label": "partner"}, "limit": limit});
    let parts = plan(json!([each("a", json!({"ceiling": "400.00"})), each("b", json!({"floor": "400.01"}))]));
    assert_eq!(told(&parts), [of(NoticeCode::Contradicts, "b", "a")]);
}

#[test]
fn a_floor_above_a_ceiling_over_more_lines_is_told() {
    let on =
        |id: &str, lines: Value, limit: Value| json!({"id": id, "scope": {"lines": lines}, "limit": limit});
    let ceiling = on("a", json!(["staff", "travel"]), json!({"ceiling": "700.00"}));
    let clash =
        plan(json!([ceiling, on("b", json!(["staff"]), json!({"sum": {"at_least": {"percent": "70.01"}}}))]));
    assert_eq!(told(&clash), [of(NoticeCode::Contradicts, "b", "a")]);
    let meeting = plan(json!([ceiling, on("b", json!(["staff"]), json!({"floor": "700.00"}))]));
    assert_eq!(told(&meeting), []);
    let apart = plan(json!([ceiling, on("b", json!(["staff", "office"]), json!({"floor": "700.01"}))]));
    assert_eq!(told(&apart), []);
    let mut of_spring = on("b", json!(["staff"]), json!({"floor": "800.00"}));
    of_spring["when"] = json!({"until": "2026-05-31"});
    let mut of_autumn = ceiling.clone();
    of_autumn["when"] = json!({"from": "2026-09-01"});
    let contradicts =
        |rules: Value| told(&plan(rules)).iter().any(|(code, ..)| *code == NoticeCode::Contradicts);
    assert!(contradicts(json!([ceiling, of_spring])) && !contradicts(json!([of_autumn, of_spring])));
}

#[test]
fn derived_lines_that_cannot_follow_are_told() {
    let derived = |id: &str, line: &str, of: Value, payer: Value| {
        let mut derived = json!({"derived": {"percent": "10", "of": of}});
        if !payer.is_null() {
            derived["derived"]["paid_by"] = payer;
        }
        json!({"id": id, "scope": {"lines": [line]}, "limit": derived})
    };
    let lines = |lines: &[&str]| json!({"lines": lines});
    let codes = |rules: Value| told(&plan(rules));
    let own = derived("a", "office", lines(&["staff", "office"]), json!("giver"));
    assert_eq!(codes(json!([own])), [of(NoticeCode::DerivedFromItself, "a", "")]);
    let chain = json!([
        derived("a", "office", lines(&["travel"]), json!("giver")),
        derived("b", "travel", lines(&["office"]), json!("receiver"))
    ]);
    let told = [of(NoticeCode::DerivedFromItself, "a", "b"), of(NoticeCode::DerivedFromItself, "b", "a")];
    assert_eq!(codes(chain), told);
    let twice = json!([
        derived("a", "office", lines(&["staff"]), json!("giver")),
        derived("b", "office", lines(&["travel"]), json!("giver"))
    ]);
    let told = [of(NoticeCode::DerivedTwice, "a", "b"), of(NoticeCode::DerivedTwice, "b", "a")];
    assert_eq!(codes(twice), told);
    let unpaid = derived("a", "office", lines(&["staff"]), lines(&["office"]));
    assert_eq!(codes(json!([unpaid])), [of(NoticeCode::PayersDerived, "a", "")]);
    // A chain that can be computed, what nobody pays for, and a percentage of all lines, whose sum never changes.
    for rules in [
        json!([
            derived("a", "office", lines(&["travel"]), json!("giver")),
            derived("b", "travel", lines(&["staff"]), json!("giver"))
        ]),
        json!([derived("a", "office", lines(&["staff", "office"]), Value::Null)]),
        json!([derived("a", "office", json!("all"), json!("giver"))]),
    ] {
        assert_eq!(codes(rules.clone()), [], "{rules}");
    }
}

#[test]
fn rules_that_never_bind_or_never_hold_are_told() {
    for (limit, code) in [
        (json!({"floor": "0.00"}), NoticeCode::NeverBinds),
        (json!({"ceiling": "1000.00"}), NoticeCode::NeverBinds),
        (json!({"share_floor": {"percent": "0", "of": {"lines": ["travel"]}}}), NoticeCode::NeverBinds),
        (json!({"share_ceiling": {"percent": "100", "of": "all"}}), NoticeCode::NeverBinds),
        (json!({"movement": {"amount": "1000.00", "base": "original"}}), NoticeCode::NeverBinds),
        (json!({"floor": "1000.01"}), NoticeCode::NeverHolds),
        (
            json!({"sum": {"at_least": {"percent": "60"}, "at_most": {"percent": "40"}}}),
            NoticeCode::NeverHolds,
        ),
    ] {
        assert_eq!(told(&plan(json!([rule("a", limit.clone())]))), [of(code, "a", "")], "{limit}");
    }
}

#[test]
fn a_value_that_is_a_letter_off_is_told() {
    let listed = |values: Value| {
        plan(json!([{"id": "a", "scope": {"labels": {"partner": values}}, "limit": {"ceiling": "900.00"}}]))
    };
    let notices = listed(json!(["comune", "regoine"])).notices();
    assert_eq!((notices[0].code, notices.len()), (NoticeCode::LabelUnmatched, 1));
    let texts: Vec<_> = notices[0].labels.iter().map(|label| label.text.as_deref().unwrap()).collect();
    assert_eq!(texts, ["regoine", "regione"]);
    assert_eq!(told(&listed(json!(["comune", "provincia"]))), []);
}

#[test]
fn both_rules_are_named_in_both_languages_and_in_json() {
    let plan = plan(json!([
        rule("a", json!({"ceiling": "599.99"})),
        rule("b", json!({"floor": "600.00"})),
        rule("c", json!({"floor": "500.00"}))
    ]));
    let notices: Vec<Notice> = plan.notices();
    assert_eq!(notices.len(), 2);
    for notice in &notices {
        for language in [Language::English, Language::Italian] {
            let message = notice.message(language);
            assert!(
                message.contains(&format!("`{}`", notice.rule))
                    && message.contains(&format!("`{}`", notice.other)),
                "{message}"
            );
        }
    }
    assert_eq!(told(&plan), [of(NoticeCode::Contradicts, "b", "a"), of(NoticeCode::Shadowed, "c", "b")]);
}

/// The rules of a plan's document, which may be left out.
fn rules_of(document: &mut Value) -> &mut Vec<Value> {
    let rules = document.as_object_mut().unwrap().entry("rules").or_insert_with(|| json!([]));
    rules.as_array_mut().unwrap()
}

/// What an allocation of the same lines breaks.
fn found(plan: &Plan, allocation: &Allocation) -> Findings {
    let allocation = Allocation::new(plan.envelope(), allocation.amounts().to_vec()).unwrap();
    plan.check_allocation(&allocation).unwrap()
}

/// A plan without one of its rules.
fn without(plan: &Plan, rule: &str) -> Plan {
    let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    rules_of(&mut document).retain(|known| known["id"] != rule);
    Plan::from_json(&document.to_string()).unwrap()
}

/// A plan with a copy of one of its rules, looser, tighter or at another level.
fn with_a_copy(plan: &Plan, picked: usize, percent: u32, level: Authorization) -> Option<Plan> {
    let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    let rules = rules_of(&mut document);
    let mut copy = rules.get(picked % rules.len().max(1))?.clone();
    copy["id"] = json!("copy");
    if copy["limit"].get("bands").is_none() {
        copy["needs"] = json!(level.name());
    }
    scale(&mut copy["limit"], percent);
    rules.push(copy);
    Plan::from_json(&document.to_string()).ok()
}

/// Amounts and percentages of a limit, so many percent of what they are.
fn scale(value: &mut Value, percent: u32) {
    match value {
        Value::Object(map) => map.values_mut().for_each(|inner| scale(inner, percent)),
        Value::Array(list) => list.iter_mut().for_each(|inner| scale(inner, percent)),
        Value::String(text) => {
            if let Ok(amount) = text.parse::<riparto_core::Money>()
                && text.contains('.')
            {
                let cents = amount.cents() / 100 * i64::from(percent);
                *text =
                    riparto_core::Money::from_cents(cents).map_or(text.clone(), |amount| amount.to_string());
            }
        }
        _ => {}
    }
}

fn carried_out(plan: &Plan, proposals: &[Proposal]) -> Vec<Authorization> {
    let mut plan = plan.clone();
    let mut needs = vec![plan.check().authorization()];
    for proposal in proposals {
        let Ok(assessment) = plan.assess(proposal) else { continue };
        needs.push(assessment.authorization());
        plan.apply(proposal, Authorization::Forbidden).unwrap();
    }
    needs
}

/// Whether a limit lets no line change: in its own form, as a variation by nothing up and down, or as the bounds of a change.
fn is_lock(limit: &riparto_core::Limit) -> bool {
    fn holds_still(bound: &Value) -> bool {
        match bound {
            Value::String(amount) => matches!(amount.as_str(), "0.00" | "0"),
            Value::Object(map) => map.values().all(holds_still),
            _ => false,
        }
    }
    let limit = serde_json::to_value(limit).unwrap();
    limit.get("locked").is_some()
        || ["variation", "change"]
            .iter()
            .filter_map(|form| limit.get(form))
            .any(|change| ["up", "down"].iter().all(|side| change.get(side).is_some_and(holds_still)))
}

proptest! {
    #![proptest_config(cases(128))]

    /// No allocation of the envelope that keeps the locks breaks a rule that is said never to bind.
    #[test]
    fn a_rule_that_never_binds_is_never_broken(
        (plan, allocations) in any_plan_with_proposals().prop_flat_map(|(plan, _)| {
            let some = prop::collection::vec(any_allocation_of(plan.envelope()), 8);
            (Just(plan), some)
        }),
        picked in any::<usize>(),
    ) {
        let plan = with_a_copy(&plan, picked, 100_000, Authorization::Forbidden).unwrap_or(plan);
        let never: Vec<String> = plan.notices().into_iter()
            .filter(|notice| notice.code == NoticeCode::NeverBinds).map(|notice| notice.rule).collect();
        prop_assume!(!never.is_empty());
        for allocation in &allocations {
            let findings = found(&plan, allocation);
            let keeps_locks = findings.iter().all(|finding| !is_lock(finding.rule().limit()));
            let broken = findings.iter().find(|finding| never.iter().any(|id| id == finding.rule().id()));
            prop_assert!(!keeps_locks || broken.is_none(), "{broken:?}");
        }
    }

    /// Without a rule that is said to add nothing, every proposal needs what it needed, one after the other.
    #[test]
    fn a_rule_that_adds_nothing_may_be_deleted(
        (plan, proposals) in any_plan_with_proposals(),
        picked in any::<usize>(),
        percent in prop::sample::select(vec![0_u32, 50, 100, 100, 150, 300]),
        level in prop::sample::select(Authorization::ALL.to_vec()),
    ) {
        let plan = with_a_copy(&plan, picked, percent, level);
        let plan = riparto_test_support::given(plan)?;
        let notices = plan.notices();
        let shadowed: Vec<&Notice> = notices.iter().filter(|notice| notice.code == NoticeCode::Shadowed).collect();
        prop_assume!(!shadowed.is_empty());
        let needs = carried_out(&plan, &proposals);
        for notice in &shadowed {
            let less = without(&plan, &notice.rule);
            prop_assert_eq!(&needs, &carried_out(&less, &proposals), "{:?}", notice);
        }
        let least = shadowed.iter().fold(plan, |plan, notice| without(&plan, &notice.rule));
        prop_assert_eq!(needs, carried_out(&least, &proposals), "without all of them");
    }

    /// Floors and ceilings on some of four lines that hold eight cents: just those contradict of which no allocation keeps both, if the
    /// lines of the one are among those of the other.
    #[test]
    fn floors_and_ceilings_contradict_if_and_only_if_nothing_keeps_both(
        rules in prop::collection::vec((1..16usize, any::<bool>(), any::<bool>(), 0..10i64), 2..4),
    ) {
        let ids = ["a", "b", "c", "d"];
        let cents = |cents: i64| format!("0.{cents:02}");
        let lines: Vec<Value> = ids.iter().map(|id| json!({"id": id, "amount": "0.02"})).collect();
        let written: Vec<Value> = rules.iter().enumerate().map(|(number, (bits, is_floor, by_line, most))| {
            let scope: Vec<&str> = (0..4).filter(|line| bits >> line & 1 == 1).map(|line| ids[line]).collect();
            let limit = if *is_floor { json!({"floor": cents(*most)}) } else { json!({"ceiling": cents(*most)}) };
            let mut rule = json!({"id": format!("r{number}"), "scope": {"lines": scope}, "limit": limit});
            if *by_line {
                rule["each"] = json!("line");
            }
            rule
        }).collect();
        let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "0.08", "lines": lines, "rules": written});
        let plan = Plan::from_json(&document.to_string()).unwrap();
        let keeps = |number: usize, amounts: &[i64; 4]| {
            let (bits, is_floor, by_line, most) = rules[number];
            let of: Vec<i64> = (0..4).filter(|line| bits >> line & 1 == 1).map(|line| amounts[line]).collect();
            let sums = if by_line { of } else { vec![of.iter().sum()] };
            sums.iter().all(|sum| if is_floor { *sum >= most } else { *sum <= most })
        };
        let mut all = Vec::new();
        for a in 0..=8 { for b in 0..=8 - a { for c in 0..=8 - a - b { all.push([a, b, c, 8 - a - b - c]); } } }
        let holds = |number: usize| all.iter().any(|amounts| keeps(number, amounts));
        for second in 0..rules.len() {
            for first in 0..second {
                let is_told = told(&plan).contains(&of(NoticeCode::Contradicts, &format!("r{second}"), &format!("r{first}")));
                let both = all.iter().any(|amounts| keeps(first, amounts) && keeps(second, amounts));
                prop_assert!(!(is_told && both), "{document}");
                let pair = [rules[first], rules[second]];
                let (floor, ceiling) = if pair[0].1 { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
                let is_inside = floor.1 && !ceiling.1 && !floor.2 && !ceiling.2 && floor.0 & !ceiling.0 == 0;
                // Of several that a rule contradicts one is told.
                if is_inside && !both && holds(first) && holds(second) && rules.len() == 2 {
                    prop_assert!(is_told, "{document}");
                }
            }
        }
    }

    /// No allocation of the envelope keeps two rules that are said to contradict each other.
    #[test]
    fn rules_that_contradict_are_never_both_kept(
        (plan, allocations) in any_plan_with_proposals().prop_flat_map(|(plan, _)| {
            let some = prop::collection::vec(any_allocation_of(plan.envelope()), 8);
            (Just(plan), some)
        }),
        line in any::<usize>(),
        floor in 1_i64..100,
    ) {
        let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
        let id = plan.envelope().line(line % plan.envelope().line_count()).id().to_owned();
        let cents = plan.envelope().total().cents() / 100 * floor;
        let [floor, ceiling] = [cents + 1, cents].map(|cents| riparto_core::Money::from_cents(cents).unwrap());
        let rules = rules_of(&mut document);
        rules.push(json!({"id": "over", "scope": {"lines": [id]}, "limit": {"floor": floor}}));
        rules.push(json!({"id": "under", "scope": {"lines": [id]}, "limit": {"ceiling": ceiling}}));
        let plan = riparto_test_support::given(Plan::from_json(&document.to_string()).ok())?;
        let pairs: Vec<[String; 2]> = plan.notices().into_iter()
            .filter(|notice| notice.code == NoticeCode::Contradicts).map(|notice| [notice.rule, notice.other]).collect();
        prop_assume!(!pairs.is_empty());
        for allocation in &allocations {
            let findings = found(&plan, allocation);
            for pair in &pairs {
                let broken = findings.iter().any(|finding| pair.iter().any(|id| id == finding.rule().id()));
                prop_assert!(broken, "{pair:?}");
            }
        }
    }
}

/// What the parts of a rule ask for together is held against the total: at it nothing is told, a cent beyond it is.
#[test]
fn a_rule_that_its_parts_make_impossible_is_told() {
    let told = |each: Value, limit: Value| {
        told(&plan(json!([{"id": "a", "scope": "all", "each": each, "limit": limit}])))
    };
    let never = [of(NoticeCode::NeverHolds, "a", "")];
    let partner = || json!({"label": "partner"});
    for (each, limit, cent_beyond) in [
        (partner(), json!({"floor": "500.00"}), json!({"floor": "500.01"})),
        (partner(), json!({"ceiling": "500.00"}), json!({"ceiling": "499.99"})),
        (json!("line"), json!({"floor": "333.33"}), json!({"floor": "333.34"})),
        (json!("line"), json!({"ceiling": "333.34"}), json!({"ceiling": "333.33"})),
        (
            partner(),
            json!({"share_floor": {"percent": "50", "of": "all"}}),
            json!({"share_floor": {"percent": "50.01", "of": "all"}}),
        ),
    ] {
        assert_eq!(told(each.clone(), limit.clone()), [], "{limit}");
        assert_eq!(told(each, cent_beyond.clone()), never, "{cent_beyond}");
    }
    // Of some lines only, the others hold the rest.
    let of_some = |most: &str| {
        let scope = json!({"labels": {"kind": "direct"}});
        plan(json!([{"id": "a", "scope": scope, "each": partner(), "limit": {"ceiling": most}}]))
            .notices()
            .len()
    };
    assert_eq!(of_some("100.00"), 0);
}

#[test]
fn a_rule_of_each_line_that_lets_all_of_it_go_never_binds() {
    let told = |percent: &str| {
        let limit = json!({"change": {"down": {"percent": percent}}});
        told(&plan(json!([{"id": "a", "scope": "all", "each": "line", "limit": limit}])))
    };
    assert_eq!(told("100"), [of(NoticeCode::NeverBinds, "a", "")]);
    assert_eq!(told("99"), []);
}

#[test]
fn a_period_without_days_is_told_with_the_rule_and_beside_other_mistakes() {
    let period = json!({"from": "2026-12-31", "until": "2026-01-01"});
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "10.00",
        "lines": [{"id": "staff", "amount": "10.00"}],
        "rules": [{"id": "a", "scope": "all", "limit": {"floor": "1.00"}, "when": period},
                  {"id": "b", "scope": {"lines": ["nobody"]}, "limit": {"floor": "1.00"}}]});
    let error = Plan::from_json(&document.to_string()).unwrap_err();
    assert_eq!(error.code(), "period_empty");
    assert!(error.to_string().starts_with("rule `a`: no day lies in the period"), "{error}");
}

/// Who misses a label by a letter is told which there are.
#[test]
fn a_label_that_no_line_has_is_answered_with_those_that_there_are() {
    let builder = Envelope::builder("Piano", Money::from_euros(10));
    let envelope =
        builder.line("a", "A").label("natura della spesa", "x").label("azione", "A1").build().unwrap();
    let said = |key: &str, language| envelope.label_key_unknown(key).message(language);
    assert_eq!(
        said("azzione", Language::Italian),
        "nessuna voce ha un'etichetta `azzione`: le etichette sono `natura della spesa`, `azione`; forse si intendeva `azione`?"
    );
    assert_eq!(
        said("colour", Language::English),
        "no line has a label `colour`: the labels are `natura della spesa`, `azione`"
    );
    let bare = Envelope::builder("Piano", Money::from_euros(10)).line("a", "A").build().unwrap();
    let said = bare.label_key_unknown("colour").message(Language::English);
    assert_eq!(said, "no line has a label `colour`: there are none at all");
}
