//! What moves between lines of a scope, without what enters it from outside or leaves it: `moved` with `inside`.

mod brute_force;

use riparto_core::rules::{AllowanceKind, MovedBounds, NoticeCode};
use riparto_core::{Authorization, Language, Limit, Money, Plan, Proposal};
use riparto_rebalance::rebalance::Rebalance;
use riparto_rebalance::{Answer, Conflict, Headroom};
use serde_json::{Value, json};

use riparto_test_support::shared_plans::plan_with_direct_costs;

fn plan(moved: Value) -> Plan {
    Plan::from_json(&plan_with_direct_costs(&moved).to_string()).unwrap()
}

fn between_lines() -> Plan {
    plan(json!({"inside": true, "at_most": "10.00"}))
}

fn between_categories() -> Plan {
    plan(json!({"base": "approved", "by": "cat", "inside": true, "at_most": "10.00"}))
}

fn moves(transfers: &[(&str, &str, &str)]) -> Proposal {
    transfers.iter().fold(Proposal::new("p", "ats").unwrap(), |proposal, (from, to, amount)| {
        proposal.transfer(from, to, amount.parse().unwrap()).unwrap()
    })
}

/// What the rule counts, if that is too much.
fn too_much(plan: &Plan, transfers: &[(&str, &str, &str)]) -> Option<String> {
    let assessment = plan.assess(&moves(transfers)).unwrap();
    assessment.findings().iter().next().map(|finding| finding.found().to_string())
}

#[test]
fn what_enters_or_leaves_does_not_count() {
    let plan = between_lines();
    assert_eq!(too_much(&plan, &[("office", "travel", "50.00")]), None);
    assert_eq!(too_much(&plan, &[("staff", "office", "60.00")]), None);
    assert_eq!(too_much(&plan, &[("staff", "travel", "10.00"), ("office", "travel", "50.00")]), None);
    assert_eq!(too_much(&plan, &[("staff", "travel", "10.01")]), Some("10.01".into()));
    // Out by one line and in by another is a detour.
    let detour = [("staff", "office", "12.00"), ("reserve", "travel", "12.00")];
    assert_eq!(too_much(&plan, &detour), Some("12.00".into()));
    // Transfers count as they are written, as in rules of flow.
    let through = [("office", "travel", "12.00"), ("travel", "staff", "12.00")];
    assert_eq!(too_much(&plan, &through), Some("12.00".into()));
}

#[test]
fn lines_of_one_value_exchange_freely() {
    let plan = between_categories();
    assert_eq!(too_much(&plan, &[("staff", "experts", "60.00")]), None);
    assert_eq!(too_much(&plan, &[("staff", "travel", "5.00"), ("experts", "travel", "5.00")]), None);
    assert_eq!(
        too_much(&plan, &[("staff", "travel", "5.00"), ("experts", "travel", "5.01")]),
        Some("10.01".into())
    );
}

#[test]
fn small_moves_add_up_against_the_base_and_a_proposal_counts_by_itself() {
    let mut plan = between_lines();
    plan.apply(&moves(&[("staff", "travel", "6.00")]), Authorization::Free).unwrap();
    assert_eq!(too_much(&plan, &[("staff", "travel", "4.00")]), None);
    assert_eq!(too_much(&plan, &[("staff", "travel", "4.01")]), Some("10.01".into()));
    assert_eq!(plan.largest_transfer("staff", "travel", Authorization::Free).unwrap().to_string(), "4.00");
    // Back to where it began and beyond: against the original 4.00, in this proposal 10.00.
    assert_eq!(plan.largest_transfer("travel", "staff", Authorization::Free).unwrap().to_string(), "10.00");
    assert_eq!(too_much(&plan, &[("travel", "staff", "10.01")]), Some("10.01".into()));
}

#[test]
fn one_transfer_may_pass_where_a_smaller_one_does_not() {
    // 12.00 from the staff to outside and 12.00 from outside to travel have moved inside; 10.00 may.
    let mut document = plan_with_direct_costs(&json!({"inside": true, "at_most": "10.00"}));
    document["approved"] = json!({"total": "200.00", "amounts":
        {"staff": "48.00", "experts": "20.00", "travel": "52.00", "office": "50.00", "reserve": "30.00"}});
    let plan = Plan::from_json(&document.to_string()).unwrap();
    assert_eq!(plan.check().authorization(), Authorization::PriorApproval);
    // Staff may go down further, since travel gains no more.
    assert_eq!(plan.largest_transfer("staff", "office", Authorization::Free).unwrap().to_string(), "48.00");
    let healed = Rebalance::new().run(&plan).unwrap();
    let Answer::Found(healed) = healed else { panic!("{healed:?}") };
    assert!(healed.is_proven());
    // A side is given two euros by one line or by several: the evenest way takes them off the one line that gained.
    let after = healed.allocation();
    assert!(plan.check_allocation(after).unwrap().is_empty());
    assert_eq!(after.amount("travel").unwrap().to_string(), "50.00");
}

#[test]
fn a_total_that_grows_moves_nothing() {
    let mut document = plan_with_direct_costs(&json!({"inside": true, "at_most": "0.00"}));
    document["rules"][0]["scope"] = json!("all");
    document["total"] = json!("200.00");
    document["approved"] = json!({"total": "230.00", "amounts":
        {"staff": "90.00", "experts": "20.00", "travel": "40.00", "office": "50.00", "reserve": "30.00"}});
    let plan = Plan::from_json(&document.to_string()).unwrap();
    assert!(plan.check().is_empty());
    let Answer::Found(()) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else { panic!() };
    let wish: Vec<Money> =
        ["95.00", "15.00", "40.00", "50.00", "30.00"].map(|amount| amount.parse().unwrap()).into();
    let Answer::Found(nearest) = Rebalance::new().wishes(&wish).run(&plan).unwrap() else { panic!() };
    assert!(nearest.is_proven() && nearest.allocation() == plan.approved());
}

#[test]
fn the_sentence_says_what_counts() {
    let plan = between_lines();
    let assessment = plan.assess(&moves(&[("staff", "travel", "10.01")])).unwrap();
    let finding = assessment.findings().iter().next().unwrap();
    assert_eq!(
        finding.message(Language::English),
        "`inside`: €10.01 moves between lines of the scope since the original plan (lines `staff`, `experts` and `travel`) and at most €10.00 is allowed: €0.01 too much"
    );
    assert_eq!(
        finding.message(Language::Italian),
        "`inside`: tra voci dell'ambito rispetto al piano iniziale (voci `staff`, `experts` e `travel`) sono trasferiti 10,01 €, superiore al massimo di 10,00 € (eccedenza 0,01 €)"
    );
    let assessment = between_categories().assess(&moves(&[("staff", "travel", "10.01")])).unwrap();
    let finding = assessment.findings().iter().next().unwrap();
    assert_eq!(
        finding.message(Language::English),
        "`inside`: €10.01 moves between lines of the scope with different cat since the last approval (lines `staff`, `experts` and `travel`) and at most €10.00 is allowed: €0.01 too much"
    );
    assert_eq!(
        finding.message(Language::Italian),
        "`inside`: tra voci dell'ambito con diverso cat rispetto all'ultima approvazione (voci `staff`, `experts` e `travel`) sono trasferiti 10,01 €, superiore al massimo di 10,00 € (eccedenza 0,01 €)"
    );
}

#[test]
fn documents_keep_it_and_bands_agree_on_it() {
    let plan = between_categories();
    assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
    let Limit::Moved(moved) = plan.rulebook().rules()[0].limit() else { panic!() };
    assert_eq!(moved.clone().inside(false).inside(true), *moved);
    let without = MovedBounds::new(Money::from_euros(10));
    assert!(!serde_json::to_string(&without).unwrap().contains("inside"));
    let band = |inside: bool, at_most: &str, needs: &str| json!({"limit": {"moved": {"inside": inside, "at_most": at_most}}, "needs": needs});
    let with = |bands: Value| {
        let mut document = plan_with_direct_costs(&json!({"at_most": "0.00"}));
        document["rules"][0]["limit"] = json!({"bands": bands});
        document["rules"][0].as_object_mut().unwrap().remove("needs");
        Plan::from_json(&document.to_string())
    };
    let mixed = with(json!([band(true, "5.00", "notification"), band(false, "10.00", "forbidden")]));
    assert_eq!(mixed.unwrap_err().code(), "bands_differ");
    let bands = with(json!([band(true, "5.00", "notification"), band(true, "10.00", "forbidden")])).unwrap();
    let needs = |amount: &str| bands.assess(&moves(&[("staff", "travel", amount)])).unwrap().authorization();
    assert_eq!(
        ["5.00", "5.01", "10.00", "10.01"].map(needs),
        [
            Authorization::Free,
            Authorization::Notification,
            Authorization::Notification,
            Authorization::Forbidden
        ]
    );
    let wrong = plan_with_direct_costs(&json!({"inside": "yes", "at_most": "0.00"}));
    assert!(Plan::from_json(&wrong.to_string()).unwrap_err().to_string().contains("inside"));
}

#[test]
fn within_one_line_or_one_value_nothing_moves() {
    for moved in
        [json!({"inside": true, "at_most": "0.00"}), json!({"by": "cost", "inside": true, "at_most": "0.00"})]
    {
        let mut document = plan_with_direct_costs(&moved);
        if moved.get("by").is_none() {
            document["rules"][0]["each"] = json!("line");
        }
        let plan = Plan::from_json(&document.to_string()).unwrap();
        let codes: Vec<NoticeCode> = plan.notices().iter().map(|notice| notice.code).collect();
        assert_eq!(codes, [NoticeCode::NeverBinds], "{moved}");
        assert_eq!(too_much(&plan, &[("staff", "travel", "40.00")]), None);
    }
}

#[test]
fn allowances_and_headroom_count_it() {
    let mut document = plan_with_direct_costs(&json!({"inside": true, "at_most": "10.00"}));
    document["approved"] = json!({"total": "200.00", "amounts":
        {"staff": "53.00", "experts": "20.00", "travel": "67.00", "office": "30.00", "reserve": "30.00"}});
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let uses = plan.allowance_uses();
    assert_eq!(uses.len(), 1);
    let said = (uses[0].kind(), uses[0].used().to_string(), uses[0].left().to_string());
    assert_eq!(said, (AllowanceKind::Movement, "7.00".into(), "3.00".into()));
    let headroom = Headroom::of(&plan, Authorization::Free);
    let gives: Vec<String> = headroom.iter().map(|margin| margin.give.to_string()).collect();
    // Travel has gained 27.00, of which 20.00 from outside: what the staff gives counts, whoever gets it. The experts may give
    // the staff its 7.00 back and 3.00 more; what travel gives to outside is free, and what outside gives is too.
    assert_eq!(gives, ["3.00", "10.00", "67.00", "30.00", "30.00"]);
}

#[test]
fn a_conflict_names_it() {
    let mut document = plan_with_direct_costs(&json!({"inside": true, "at_most": "10.00"}));
    let rules = document["rules"].as_array_mut().unwrap();
    // Travel must gain 20.00 and staff lose 20.00.
    rules.push(json!({"id": "travel", "scope": {"lines": ["travel"]}, "limit": {"floor": "60.00"}}));
    rules.push(json!({"id": "staff", "scope": {"lines": ["staff"]}, "limit": {"ceiling": "40.00"}}));
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("ten euros too much")
    };
    assert_eq!(conflict.rules().map(|rule| rule.id()).collect::<Vec<_>>(), ["inside", "travel", "staff"]);
    assert!(conflict.is_irreducible() && conflict.is_minimal());
    assert_eq!(conflict.relaxation_cents(), Some(1_000));
}
