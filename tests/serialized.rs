//! Documents are types of serde both ways, and answers serialize as the JSON API writes them.

use proptest::prelude::*;
use riparto::arbitrary::{any_allocation_of, any_money, any_plan, any_plan_with_proposals};
use riparto::ballots::{AggregationRule, Ballot, Ballots};
use riparto::money::Weight;
use riparto::plan::{Balance, DerivedCompletion, Distribution, EnvelopeChange};
use riparto::rebalance::{CounterProposal, DistributionRule, Giving};
use riparto::rules::RulePack;
use riparto::table::Compatible;
use riparto::{
    Answer, Apportion, Authorization, Conflict, Headroom, Language, Measure, MoneyDelta, Plan, Proposal,
    Rebalance, Settle, SettlementAnswer, api, apportion,
};
use serde::Serialize;
use serde_json::{Value, json};

use riparto_test_support::{cases, given};

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap()
}

/// What an operation answers, with every finding and line listed.
fn answered(op: &str, fields: &[(&str, &dyn ToString)]) -> Value {
    let listed: (&str, &dyn ToString) = ("list", &r#"{"findings": 1000, "lines": 1000}"#);
    let listed = Some(listed).filter(|_| ["check", "assess", "change_envelope"].contains(&op));
    let fields =
        fields.iter().chain(&listed).map(|(name, value)| format!(r#""{name}": {}"#, value.to_string()));
    let request = format!(r#"{{"op": "{op}", {}}}"#, fields.collect::<Vec<_>>().join(", "));
    let mut response: Value = serde_json::from_str(&api::respond(&request)).unwrap();
    assert!(response["ok"].is_object(), "{response}");
    response["ok"].take()
}

/// Whether an operation is refused.
fn is_refused(op: &str, fields: &[(&str, &dyn ToString)]) -> bool {
    let fields = fields.iter().map(|(name, value)| format!(r#""{name}": {}"#, value.to_string()));
    let request = format!(r#"{{"op": "{op}", {}}}"#, fields.collect::<Vec<_>>().join(", "));
    let response: Value = serde_json::from_str(&api::respond(&request)).unwrap();
    response["error"].is_object()
}

/// The fields of an answer that a value has too.
fn same_fields(value: &Value, answer: &Value) {
    for (field, told) in value.as_object().unwrap() {
        assert_eq!(told, &answer[field], "{field}");
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_plan_is_its_document(plan in any_plan()) {
        let document = value(&plan);
        prop_assert_eq!(serde_json::to_string_pretty(&plan).unwrap(), plan.to_json());
        prop_assert_eq!(&serde_json::from_str::<Value>(&plan.to_json()).unwrap(), &document);
        // A map of serde_json has its keys, and so the labels of lines, in another order.
        prop_assert_eq!(&value(&serde_json::from_value::<Plan>(document.clone()).unwrap()), &document);
        prop_assert_eq!(&serde_json::from_str::<Plan>(&plan.to_json()).unwrap(), &plan);
        prop_assert_eq!(&serde_json::from_reader::<_, Plan>(plan.to_json().as_bytes()).unwrap(), &plan);
    }

    #[test]
    fn answers_serialize_as_operations_write_them((plan, proposals) in any_plan_with_proposals()) {
        let document = plan.to_json();
        let checked = answered("check", &[("plan", &document)]);
        same_fields(&value(&plan.check()), &checked);
        prop_assert_eq!(value(&plan.notices()), checked["notices"].clone());
        for proposal in &proposals {
            prop_assert_eq!(&serde_json::from_value::<Proposal>(value(proposal)).unwrap(), proposal);
            let answer = answered("assess", &[("plan", &plan.to_json()), ("proposal", &proposal.to_json())]);
            same_fields(&value(&plan.assess(proposal).unwrap()), &answer);
            let completion = plan.complete_derived(proposal, &Balance::Moved).unwrap();
            match value(&completion) {
                Value::Null => prop_assert_eq!(completion, DerivedCompletion::Needless),
                completion => same_fields(&completion, &answer["completion"]),
            }
            let counter = CounterProposal::of(&plan, proposal, Authorization::Exceptional).unwrap();
            prop_assert_eq!(value(&counter), answer["counter_proposal"].clone());
        }
        if let Ok(compatible) = Compatible::of(&plan, &proposals, Authorization::Free) {
            let written = value(&proposals);
            let fields: [(&str, &dyn ToString); 3] =
                [("plan", &document), ("proposals", &written), ("up_to", &r#""free""#)];
            prop_assert_eq!(value(&compatible), answered("compatible", &fields));
        }
    }

    #[test]
    fn searches_serialize_as_operations_write_them(
        (plan, wish) in any_plan().prop_flat_map(|plan| {
            let wish = any_allocation_of(plan.envelope());
            (Just(plan), wish)
        }),
        measure in proptest::sample::select(&Measure::ALL[..]),
        cents in 1..1000_i64,
    ) {
        let (document, wished) = (plan.to_json(), serde_json::to_string(&wish).unwrap());
        let plan_field: (&str, &dyn ToString) = ("plan", &document);
        prop_assert_eq!(value(&Headroom::of(&plan, Authorization::Free)), answered("headroom", &[plan_field]));
        if let Ok(diagnosis) = Conflict::diagnose(&plan, Authorization::Free) {
            prop_assert_eq!(value(&diagnosis), answered("diagnose", &[plan_field]));
        }
        let (measure_field, change) = (value(&measure), MoneyDelta::from_cents(cents).unwrap());
        let question = Rebalance::new().measure(measure);
        if let Ok(answer) = question.clone().wishes(wish.amounts()).run(&plan) {
            let fields: [(&str, &dyn ToString); 3] = [plan_field, ("wish", &wished), ("measure", &measure_field)];
            prop_assert_eq!(value(&answer), answered("rebalance", &fields));
        }
        let first = plan.envelope().lines().next().unwrap().id().to_owned();
        if let Ok(given) = Giving::new().change(first.parse().unwrap(), change).run(&plan, &question) {
            let give = json!({ first: change });
            let fields: [(&str, &dyn ToString); 3] = [plan_field, ("give", &give), ("measure", &measure_field)];
            prop_assert_eq!(value(&given), answered("rebalance", &fields));
        }
        let minimum = change.abs();
        let settle = Settle { minimum: Some(minimum) };
        if let Ok(way) = settle.run(&plan, &wish, Authorization::Free) {
            let minimum = value(&minimum);
            let fields: [(&str, &dyn ToString); 3] = [plan_field, ("to", &wished), ("minimum", &minimum)];
            same_fields(&value(&way), &answered("settle", &fields));
        }
        let amount = value(&change);
        for (rule, distribution) in [
            (DistributionRule::ProRata, json!("pro_rata")),
            (DistributionRule::Nearest(Default::default()), json!({"nearest": {}})),
        ] {
            let fields: [(&str, &dyn ToString); 4] =
                [plan_field, ("change", &r#""e1""#), ("amount", &amount), ("distribution", &distribution)];
            match rule.run(&plan, "e1", change) {
                // No amounts of zero are raised in proportion.
                Ok(Answer::Found(distributed)) if plan.change_envelope(&distributed.change).is_ok() => {
                    let answer = answered("change_envelope", &fields);
                    same_fields(&value(&distributed), &answer);
                    let shares = value(&distributed)["changes"].is_object();
                    prop_assert_eq!(shares, distribution.is_object(), "what no search decides is not known yet");
                }
                Ok(answer @ Answer::Infeasible(_)) => {
                    prop_assert_eq!(value(&answer), answered("change_envelope", &fields));
                }
                Ok(Answer::Found(_) | Answer::Unknown) | Err(_) => {
                    prop_assert!(is_refused("change_envelope", &fields));
                }
            }
        }
    }

    #[test]
    fn a_difference_serializes_as_changes(
        (before, after) in any_plan().prop_flat_map(|plan| {
            let after = any_allocation_of(plan.envelope());
            (Just(plan.approved().clone()), after)
        }),
    ) {
        let difference = before.difference(&after).unwrap();
        let changes = value(&difference);
        prop_assert_eq!(changes.as_object().unwrap().len(), difference.changes().len());
        for change in difference.changes() {
            prop_assert_eq!(&changes[difference.line(change).id()], &value(&change.delta));
        }
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn what_ballots_come_to_serializes_as_operations_write_it(
        (plan, votes) in any_plan().prop_flat_map(|plan| {
            let votes = proptest::collection::vec(any_allocation_of(plan.envelope()), 1..5);
            (Just(plan), votes)
        }),
        rule in proptest::sample::select(&AggregationRule::ALL[..]),
        tolerance in any_money(),
    ) {
        let total = plan.envelope().total();
        let rules = plan.rulebook().rules().iter().cloned();
        let plan = Plan::builder(plan.approved()).rules(rules).build().unwrap();
        let party = |number: usize| format!("party{number}");
        let ballots = votes.iter().enumerate();
        let ballots: Vec<Ballot> = ballots.map(|(number, vote)| Ballot::new(party(number), 1, vote.amounts().to_vec()).unwrap()).collect();
        let written = votes.iter().enumerate().map(|(number, vote)| json!({"party": party(number), "amounts": vote.amounts()}));
        let written = Value::from(written.collect::<Vec<_>>());
        let ballots = given(Ballots::new(total, ballots).ok())?;
        let (rule_field, total, tolerated) = (value(&rule), value(&total), value(&tolerance));
        let ballot_fields: [(&str, &dyn ToString); 3] =
            [("ballots", &written), ("rule", &rule_field), ("tolerance", &tolerated)];
        let answer = answered("aggregate", &[&ballot_fields[..], &[("total", &total)]].concat());
        let aggregate = ballots.aggregate(rule);
        same_fields(&value(&aggregate), &answer);
        same_fields(&value(&ballots.disagreement(aggregate.amounts()).unwrap()), &answer["disagreement"]);
        prop_assert_eq!(value(&ballots.agreement_clique(tolerance)), answer["disagreement"]["bloc"].clone());
        if let Ok(repair) = ballots.aggregate_under(&plan, rule, Authorization::Free) {
            let document = plan.to_json();
            let answer = answered("aggregate", &[&ballot_fields[..], &[("plan", &document)]].concat());
            same_fields(&value(&repair), &answer);
        }
    }
}

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Piano", "total": "100.00",
    "lines": [ {"id": "desks", "title": "Desks", "amount": "60.00"}, {"id": "outreach", "title": "Outreach", "amount": "40.00"} ],
    "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "50.00"}} ] }"#;

#[test]
fn splits_and_changes_of_the_total_serialize_as_operations_write_them() {
    let weights = [1, 1, 1].map(Weight::from);
    let split = apportion("100.00".parse().unwrap(), &weights, &Apportion::default()).unwrap();
    assert_eq!(value(&split), answered("apportion", &[("total", &r#""100.00""#), ("weights", &"[1, 1, 1]")]));

    let plan = Plan::from_json(PLAN).unwrap();
    let change = EnvelopeChange::new("e1", "10.00".parse().unwrap(), Distribution::ProRata).unwrap();
    let (after, _) = plan.change_envelope(&change).unwrap();
    let fields: [(&str, &dyn ToString); 4] = [
        ("plan", &PLAN),
        ("change", &r#""e1""#),
        ("amount", &r#""10.00""#),
        ("distribution", &r#""pro_rata""#),
    ];
    let answer = answered("change_envelope", &fields);
    assert_eq!(value(&plan.approved().difference(after.approved()).unwrap()), answer["changes"]);
}

/// Neither the staff nor the office may fund grants, and four floors of EUR 30.00 exceed EUR 100.00.
const CROSSED: &str = r#"{ "format": "riparto.plan/1", "title": "Piano", "total": "100.00",
    "lines": [ {"id": "staff", "amount": "25.00"}, {"id": "office", "amount": "25.00"},
               {"id": "grants", "amount": "25.00"}, {"id": "travel", "amount": "25.00"} ],
    "rules": [ {"id": "r1", "scope": {"lines": ["staff"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}},
               {"id": "r2", "scope": {"lines": ["office"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}},
               {"id": "floor", "scope": "all", "each": "line", "limit": {"floor": "30.00"}, "needs": "notification"} ] }"#;

#[test]
fn what_stands_in_the_way_serializes_as_operations_write_it() {
    let plan = Plan::from_json(CROSSED).unwrap();
    let diagnosis = Conflict::diagnose(&plan, Authorization::Free).unwrap();
    assert_eq!(value(&diagnosis), answered("diagnose", &[("plan", &CROSSED)]));
    let Answer::Infeasible(conflict) = diagnosis else { panic!("four floors of 30.00 exceed 100.00") };
    let told = Language::Italian.speaking(|| value(&conflict));
    assert_eq!(told["explanation"], conflict.explanation(Language::Italian));
    assert_eq!(told["parts"][0]["part"][2], json!({"line": "grants"}));
    assert_eq!(conflict.to_string(), value(&conflict)["explanation"].as_str().unwrap());

    let up_to = Authorization::Notification;
    let wish = ["15.00", "15.00", "35.00", "35.00"].map(|amount| amount.parse().unwrap());
    let answer = Rebalance::new().wishes(&wish).up_to(up_to).run(&plan).unwrap();
    let amounts = json!({"staff": "15.00", "office": "15.00", "grants": "35.00", "travel": "35.00"});
    let asked = |op: &str, field: &'static str| {
        answered(op, &[("plan", &CROSSED), (field, &amounts), ("up_to", &r#""notification""#)])
    };
    let told = asked("rebalance", "wish");
    assert_eq!(value(&answer), told);
    assert_eq!(told["transfers_blocked_by"], json!(["r1", "r2"]));
    let Answer::Found(nearest) = answer else { panic!("the wish breaks no rule of amounts") };
    same_fields(&value(&nearest), &told);
    let way = Settle::default().run(&plan, nearest.allocation(), up_to).unwrap();
    assert_eq!(value(&way), asked("settle", "to"));
    let SettlementAnswer::Blocked(blockage) = way else {
        panic!("only staff and office have something to give")
    };
    assert_eq!(blockage.to_string(), value(&blockage)["message"].as_str().unwrap());
}

#[test]
fn sentences_are_serialized_in_the_language_that_is_spoken() {
    let plan = Plan::from_json(PLAN).unwrap();
    let told =
        |language: Language| language.speaking(|| value(&plan.check()))["findings"][0]["message"].clone();
    let findings = plan.check();
    for language in [Language::English, Language::Italian] {
        assert_eq!(told(language), findings.iter().next().unwrap().message(language));
    }
    assert_eq!(
        value(&findings)["findings"][0]["message"],
        told(Language::English),
        "and no longer than it is"
    );
}

#[test]
fn what_serde_refuses_keeps_its_code() {
    let broken = |from: &str, to: &str| PLAN.replace(from, to);
    for (document, code) in [
        (broken("\"40.00\"", "\"39.99\""), "total_mismatch"),
        (broken("[\"outreach\"]", "[\"travel\"]"), "line_unknown"),
        (broken("riparto.plan/1", "riparto.plan/2"), "document_format"),
        (broken("\"id\": \"desks\"", "\"id\": \"outreach\""), "id_taken"),
    ] {
        let refused = serde_json::from_str::<Plan>(&document).unwrap_err().to_string();
        assert!(refused.contains(&format!(" [{code}]")), "{refused}");
        assert_eq!(Plan::from_json(&document).unwrap_err().code(), code);
    }
    let rule = json!({"id": "r 1", "scope": "all", "limit": {"floor": "1.00"}});
    let refused = serde_json::from_value::<riparto::Rule>(rule).unwrap_err().to_string();
    assert!(refused.starts_with("rule `r 1`: ") && refused.ends_with(" [id_malformed]"), "{refused}");
    let proposal =
        json!({"id": "p1", "party": "anci", "transfers": [{"from": "a", "to": "a", "amount": "1.00"}]});
    let refused = serde_json::from_value::<Proposal>(proposal).unwrap_err().to_string();
    assert!(refused.ends_with(" [transfer_to_itself]"), "{refused}");
    let mut pack = value(&RulePack::built_in("gu-21a05568-art-9").unwrap());
    assert_eq!(value(&serde_json::from_value::<RulePack>(pack.clone()).unwrap()), pack);
    pack["format"] = "riparto.rules/2".into();
    let refused = serde_json::from_value::<RulePack>(pack).unwrap_err().to_string();
    assert!(refused.ends_with(" [document_format]"), "{refused}");
}

#[test]
fn a_list_is_no_plan() {
    let refused = serde_json::from_value::<Plan>(json!(["riparto.plan/1", "Plan", "Minutes", "1.00", []]));
    assert!(refused.is_err(), "a document is a map");
}
