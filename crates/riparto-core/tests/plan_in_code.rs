//! Plans put together in code are those that documents hold.

use riparto_core::money::Rounding;
use riparto_core::rules::{
    Allowance, Band, Base, Derived, Each, Flow, Lock, Movement, RulePack, Share, Variation,
};
use riparto_core::{
    Allocation, Authorization, Envelope, Limit, Money, Party, Plan, Proposal, Role, Rule, Scope, Transfer,
};

fn euros(euros: u32) -> Money {
    Money::from_euros(euros)
}

fn envelope(total: Money) -> Envelope {
    Envelope::builder("Integration plan", total)
        .line("desks", "One-stop-shop desks")
        .label("partner", "anci")
        .line("outreach", "Outreach")
        .label("partner", "ats")
        .line("overheads", "Overheads")
        .build()
        .unwrap()
}

fn split(total: u32, outreach: u32, overheads: u32) -> Allocation {
    Allocation::builder(&envelope(euros(total)))
        .amount("outreach", euros(outreach))
        .amount("overheads", euros(overheads))
        .remainder_to("desks")
        .build()
        .unwrap()
}

fn percent(text: &str) -> riparto_core::Percent {
    text.parse().unwrap()
}

/// Each kind of limit as its constructor makes it, and as documents have it.
fn limits() -> [(Limit, &'static str); 12] {
    let desks = || Scope::lines(["desks"]);
    let up = |text| Limit::Variation(Variation::new().up(Allowance::percent(percent(text))));
    [
        (Limit::Floor(euros(350)), r#"{"floor": "350.00"}"#),
        (Limit::Ceiling(euros(900)), r#"{"ceiling": "900.00"}"#),
        (
            Limit::ShareFloor(Share::new(percent("20"), desks())),
            r#"{"share_floor": {"percent": "20", "of": {"lines": ["desks"]}}}"#,
        ),
        (Limit::ShareCeiling(Share::of_total(percent("7.5"))), r#"{"share_ceiling": {"percent": "7.5"}}"#),
        (Limit::Locked(Lock::new(Base::Approved)), r#"{"locked": {"base": "approved"}}"#),
        (
            Limit::Variation(
                Variation::new()
                    .base(Base::Approved)
                    .up(Allowance::greater(percent("10"), euros(5)))
                    .down(Allowance::amount(euros(9))),
            ),
            r#"{"variation": {"base": "approved", "up": {"percent": "10", "amount": "5.00", "take": "greater"}, "down": {"amount": "9.00"}}}"#,
        ),
        (
            Limit::Movement(Movement::new(Allowance::percent(percent("20"))).strict(true).by("partner")),
            r#"{"movement": {"base": "original", "percent": "20", "strict": true, "by": "partner"}}"#,
        ),
        (
            Limit::Movement(Movement::new(Allowance::amount(euros(40))).base(Base::Approved)),
            r#"{"movement": {"base": "approved", "amount": "40.00"}}"#,
        ),
        (
            Limit::Flow(Flow::new(desks(), Allowance::lesser(percent("3"), euros(7))).base(Base::Approved)),
            r#"{"flow": {"to": {"lines": ["desks"]}, "base": "approved", "percent": "3", "amount": "7.00", "take": "lesser"}}"#,
        ),
        (Limit::Step(euros(100)), r#"{"step": "100.00"}"#),
        (
            Limit::Derived(Derived::new(percent("7"), desks()).rounding(Rounding::HalfUp)),
            r#"{"derived": {"percent": "7", "of": {"lines": ["desks"]}, "rounding": "half_up"}}"#,
        ),
        (
            Limit::Bands(vec![
                Band::new(up("10"), Authorization::PriorApproval),
                Band::new(up("20"), Authorization::Forbidden),
            ]),
            r#"{"bands": [ {"limit": {"variation": {"base": "original", "up": {"percent": "10"}}}, "needs": "prior_approval"},
                           {"limit": {"variation": {"base": "original", "up": {"percent": "20"}}}, "needs": "forbidden"} ]}"#,
        ),
    ]
}

#[test]
fn each_constructor_of_a_limit_makes_what_documents_hold() {
    for (made, document) in limits() {
        let read: Limit = serde_json::from_str(document).unwrap();
        assert_eq!(made, read, "{document}");
    }
}

#[test]
fn a_plan_in_code_is_the_plan_of_its_document() {
    let floor = Rule::new("floor", Scope::lines(["outreach"]), Limit::Floor(euros(350))).unwrap();
    let cap = Rule::new("cap", Scope::all(), Limit::Ceiling(euros(900)))
        .and_then(|rule| rule.with_each(Each::Line))
        .and_then(|rule| rule.with_text("No line above 900.00"))
        .and_then(|rule| rule.with_source("Minutes of 12 March"))
        .and_then(|rule| rule.with_needs(Authorization::Exceptional))
        .unwrap();
    let plan = Plan::builder(&split(1_000, 400, 100))
        .rules([floor, cap])
        .party(Party::new("region", "Regione Toscana", Role::Authority).unwrap())
        .parties([Party::new("anci", "", Role::Partner).unwrap()])
        .approved(&split(1_100, 380, 120))
        .build()
        .unwrap();
    let document = r#"{ "format": "riparto.plan/1", "title": "Integration plan", "total": "1000.00",
        "lines": [ {"id": "desks", "title": "One-stop-shop desks", "amount": "500.00", "labels": {"partner": "anci"}},
                   {"id": "outreach", "title": "Outreach", "amount": "400.00", "labels": {"partner": "ats"}},
                   {"id": "overheads", "title": "Overheads", "amount": "100.00"} ],
        "parties": [ {"id": "region", "name": "Regione Toscana", "role": "authority"}, {"id": "anci"} ],
        "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "350.00"}},
                   {"id": "cap", "text": "No line above 900.00", "source": "Minutes of 12 March", "scope": "all", "each": "line",
                    "limit": {"ceiling": "900.00"}, "needs": "exceptional"} ],
        "approved": {"total": "1100.00", "amounts": {"desks": "600.00", "outreach": "380.00", "overheads": "120.00"}} }"#;
    assert_eq!(plan, Plan::from_json(document).unwrap());

    let cap = plan.rule("cap").unwrap();
    assert_eq!((cap.text(), cap.source()), ("No line above 900.00", "Minutes of 12 March"));
    assert_eq!((cap.each(), cap.needs()), (Some(&Each::Line), Authorization::Exceptional));
    assert_eq!(plan.party("region").unwrap().role(), Role::Authority);
    assert_eq!(plan.line("outreach").unwrap().position(), 1);
    assert_eq!(plan.rule("ceiling").unwrap_err().code(), "rule_unknown");
    assert_eq!(plan.party("ats").unwrap_err().code(), "party_unknown");
    assert_eq!(plan.line("travel").unwrap_err().code(), "line_unknown");
}

#[test]
fn a_builder_refuses_what_makes_no_plan() {
    let original = split(1_000, 400, 100);
    let party = || Party::new("anci", "", Role::Partner).unwrap();
    let twice = Plan::builder(&original).party(party()).party(party()).build();
    assert_eq!(twice.unwrap_err().code(), "id_taken");

    let other = Envelope::builder("Plan", euros(10)).line("desks", "Desks").build().unwrap();
    let other = Allocation::new(&other, vec![euros(10)]).unwrap();
    assert_eq!(Plan::builder(&original).approved(&other).build().unwrap_err().code(), "envelope_differs");

    let unknown = Rule::new("r1", Scope::lines(["travel"]), Limit::Floor(euros(1))).unwrap();
    assert_eq!(Plan::builder(&original).rule(unknown).build().unwrap_err().code(), "line_unknown");
}

#[test]
fn rules_added_later_hold_for_what_was_approved_since() {
    let plan = Plan::builder(&split(1_000, 400, 100)).approved(&split(1_000, 300, 100)).build().unwrap();
    let floor = || Rule::new("floor", Scope::lines(["outreach"]), Limit::Floor(euros(350))).unwrap();
    let plan = plan.with_rules([floor()]).unwrap();
    let shortfalls: Vec<Money> = plan.check().iter().map(|finding| finding.excess()).collect();
    assert_eq!(shortfalls, [euros(50)]);
    assert_eq!(plan.original().amount("outreach").unwrap(), euros(400));
    assert_eq!(plan.clone().with_rules([floor()]).unwrap_err().code(), "id_taken");

    let pack = RulePack::built_in("gu-21a05568-art-9").unwrap();
    let with_pack = plan.with_pack(&pack).unwrap();
    assert_eq!(with_pack.approved().amount("outreach").unwrap(), euros(300));
    assert!(with_pack.notices().len() >= pack.rules().len(), "no line has the labels of the pack");
}

#[test]
fn many_transfers_are_one_proposal() {
    let plan = Plan::builder(&split(1_000, 400, 100)).build().unwrap();
    let transfers = ["outreach", "overheads"].map(|line| Transfer::new(line, "desks", euros(30)).unwrap());
    let proposal = Proposal::new("p1", "anci").unwrap().with_transfers(transfers).unwrap();
    let assessment = plan.assess(&proposal).unwrap();
    assert_eq!(assessment.moved(), euros(60));
    assert_eq!(assessment.after().amount("desks").unwrap(), euros(560));
}
