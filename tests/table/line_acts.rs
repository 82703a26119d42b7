//! Lines added, split and closed by acts: what holds of the plan, the rules, the pages and the history.

use riparto::report::{DifferenceReport, EventReport, Report};
use riparto::table::{EventKind, Rejection};
use riparto::{Authorization, Headroom, Language, Plan};
use serde_json::{Value, json};

use riparto_table_tests::{Desk, money, proposal};

/// 1,000.00 over four lines of two partners, with rules by label, by list and for each line.
fn labelled() -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Integration plan", "total": "1000.00",
        "lines": [
            {"id": "desks", "amount": "400.00", "labels": {"partner": "ats"}},
            {"id": "outreach", "amount": "300.00", "labels": {"partner": "anci"}},
            {"id": "training", "amount": "200.00", "labels": {"partner": "ats"}},
            {"id": "studies", "amount": "100.00", "labels": {"partner": "anci"}}
        ],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}, {"id": "anci"}],
        "rules": [
            {"id": "ats-ceiling", "scope": {"labels": {"partner": "ats"}}, "limit": {"ceiling": "650.00"}},
            {"id": "pair-floor", "scope": {"lines": ["training", "studies"]}, "limit": {"floor": "250.00"}},
            {"id": "line-floor", "scope": "all", "each": "line", "limit": {"floor": "50.00"}},
            {"id": "partner-floor", "scope": "all", "each": {"label": "partner"}, "limit": {"floor": "80.00"}}
        ]
    })
}

fn desk() -> Desk {
    Desk::on(&json!({"plan": labelled()}))
}

fn add(id: &str, line: Value, waivers: Value) -> Value {
    json!({"add_line": {"change": id, "act": "DD 45/2026", "line": line, "waivers": waivers}})
}

fn split(id: &str, line: &str, parts: Value, waivers: Value) -> Value {
    json!({"split_line": {"change": id, "act": "DD 46/2026", "line": line, "parts": parts, "waivers": waivers}})
}

fn close(id: &str, line: &str, to: &str, waivers: Value) -> Value {
    json!({"close_line": {"change": id, "act": "DD 47/2026", "line": line, "remainder_to": to, "waivers": waivers}})
}

fn plan_of(desk: &Desk) -> &Plan {
    desk.table().plan().unwrap()
}

/// What a transfer breaks, by rule.
fn broken(plan: &Plan, (from, to, amount): (&str, &str, &str)) -> Vec<String> {
    let moved = riparto::Proposal::new("p9", "anci").unwrap().transfer(from, to, money(amount)).unwrap();
    let assessed = plan.assess(&moved).unwrap();
    assessed.findings().iter().map(|finding| finding.rule().id().to_owned()).collect()
}

/// Rules by a label hold for a line that carries it; a list of lines does not name it.
#[test]
fn a_new_line_is_under_the_rules_of_its_labels_and_of_no_list() {
    let mut desk = desk();
    let volunteers = json!({"id": "volunteers", "title": "Volunteers", "labels": {"partner": "ats"}});
    let refused = desk.no("regione", add("l1", volunteers.clone(), json!({})));
    assert_eq!(refused.code(), "forbidden");
    assert!(refused.to_string().contains("line `volunteers`"), "{refused}");
    let waived = json!({"line-floor": "It begins with nothing"});
    let events = desk.ok("regione", add("l1", volunteers, waived));
    let EventKind::LineAdded { breaches, .. } = &events[0].what else { panic!("{events:?}") };
    assert!(breaches.len() == 1 && breaches[0].waived && breaches[0].line.as_deref() == Some("volunteers"));
    let plan = plan_of(&desk);
    assert_eq!(plan.envelope().line(4).title(), "Volunteers");
    assert_eq!(plan.original().amount("volunteers").unwrap(), money("0.00"));
    assert_eq!((plan.original().total(), plan.approved().total()), (money("1000.00"), money("1000.00")));
    // `ats` holds 600.00, and 50.00 more at most, wherever.
    assert_eq!(broken(plan, ("outreach", "volunteers", "50.00")), Vec::<String>::new());
    assert!(broken(plan, ("outreach", "volunteers", "50.01")).contains(&"ats-ceiling".to_owned()));
    assert!(broken(plan, ("training", "volunteers", "60.00")).contains(&"pair-floor".to_owned()));
    // What a waiver left broken stands as long as it is no worse, and money reaches the line.
    desk.propose("anci", "p1", ("outreach", "volunteers", "20.00"));
    desk.approve("p1");
    assert_eq!(desk.amounts(), ["400.00", "280.00", "200.00", "100.00", "20.00"]);
}

/// Lists of lines name the parts in the place of the line, and so does what they bound.
#[test]
fn the_parts_of_a_line_take_its_place_and_its_labels() {
    let mut desk = desk();
    let parts = json!([{"id": "courses", "approved": "120.00", "original": "140.00"},
        {"id": "tutors", "title": "Tutors", "approved": "80.00", "original": "60.00", "labels": {"partner": "anci"}}]);
    let events = desk.ok("regione", split("l1", "training", parts, json!({})));
    let EventKind::LineSplit { changes, parts, .. } = &events[0].what else { panic!("{events:?}") };
    assert_eq!(changes.len(), 3);
    assert_eq!(parts[0].labels.as_ref().unwrap()["partner"], "ats");
    assert_eq!((parts[0].title.as_deref(), parts[1].title.as_deref()), (Some("courses"), Some("Tutors")));
    let plan = plan_of(&desk);
    assert_eq!(desk.amounts(), ["400.00", "300.00", "0.00", "100.00", "120.00", "80.00"]);
    let original: Vec<String> = plan.original().amounts().iter().map(ToString::to_string).collect();
    assert_eq!(original, ["400.00", "300.00", "0.00", "100.00", "140.00", "60.00"]);
    let rules: Value = serde_json::to_value(plan.rulebook().rules()).unwrap();
    assert_eq!(rules[1]["scope"], json!({"lines": ["courses", "tutors", "studies"]}));
    assert_eq!(rules[2]["scope"], json!({"except": {"lines": ["training"]}}));
    assert_eq!(rules[3]["scope"], json!("all"));
    assert_eq!(rules[4]["id"], "closed-lines");
    assert!(plan.check().is_empty(), "{:?}", plan.check());
    assert_eq!(broken(plan, ("courses", "outreach", "50.00")), Vec::<String>::new());
    assert_eq!(broken(plan, ("courses", "outreach", "50.01")), ["pair-floor"]);
    // `ats` holds 520.00 now: the tutors are those of `anci`.
    assert_eq!(broken(plan, ("outreach", "courses", "130.01")), ["ats-ceiling"]);
    let small = json!([{"id": "a", "approved": "51.00"}, {"id": "b", "approved": "49.00"}]);
    let refused = desk.no("regione", split("l2", "studies", small, json!({})));
    assert!(matches!(&refused, Rejection::Forbidden { rules, .. } if *rules == ["line-floor"]), "{refused}");
}

/// A closed line moves nothing, and no rule for each line, each partner or it alone looks at it.
#[test]
fn a_closed_line_moves_nothing_and_rules_look_past_it() {
    let mut desk = desk();
    let needs = json!({"line-floor": "It ends", "pair-floor": "It ends"});
    let some = json!({"line-floor": "It ends"});
    assert_eq!(desk.no("regione", close("l1", "studies", "desks", some)).code(), "forbidden");
    let events = desk.ok("regione", close("l1", "studies", "outreach", needs));
    let EventKind::LineClosed { breaches, changes, .. } = &events[0].what else { panic!("{events:?}") };
    assert_eq!((breaches.len(), changes.len()), (2, 2));
    assert_eq!(desk.amounts(), ["400.00", "400.00", "200.00", "0.00"]);
    let plan = plan_of(&desk);
    assert_eq!(plan.closed_lines(), ["studies"]);
    let findings = plan.check();
    let broken: Vec<&str> = findings.iter().map(|finding| finding.rule().id()).collect();
    assert_eq!(broken, ["pair-floor"], "the pair still lacks what the closed line gave");
    let headroom = Headroom::of(plan, Authorization::Free);
    let margin = headroom.iter().nth(3).unwrap();
    assert_eq!((margin.give, margin.receive), (money("0.00"), money("0.00")));
    let refused =
        desk.no("anci", json!({"draft": {"proposal": proposal("anci", "p1", ("desks", "studies", "1.00"))}}));
    assert_eq!(refused.to_string(), "line `studies` is closed: it gives and receives nothing");
    // The other line of `anci` closed too: nothing is left of the partner for a floor of each partner to bind.
    let all = json!({"line-floor": "It ends", "partner-floor": "It ends", "ats-ceiling": "It ends"});
    desk.ok("regione", close("l2", "outreach", "desks", all));
    let rules: Value = serde_json::to_value(plan_of(&desk).rulebook().rules()).unwrap();
    assert_eq!(rules[2]["scope"], json!({"except": {"lines": ["studies", "outreach"]}}));
    assert_eq!(rules[3]["scope"], json!({"except": {"lines": ["outreach", "studies"]}}));
    assert_eq!(rules[4]["scope"], json!({"lines": ["studies", "outreach"]}));
    let last = json!({"line-floor": "It ends", "pair-floor": "It ends"});
    desk.ok("regione", close("l3", "training", "desks", last));
    let rules: Value = serde_json::to_value(plan_of(&desk).rulebook().rules()).unwrap();
    let ids: Vec<&str> = rules.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        ["ats-ceiling", "line-floor", "partner-floor", "closed-lines"],
        "what bound the pair has lapsed"
    );
    desk.ok("regione", json!({"close": {"act": "DD 99/2026"}}));
}

#[test]
fn proposals_stay_fresh_unless_money_moves_and_name_no_line_that_goes() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.propose("cnr", "p2", ("training", "desks", "20.00"));
    desk.ok("regione", add("l1", json!({"id": "volunteers"}), json!({})));
    desk.approve("p1");
    let parts = json!([{"id": "courses", "approved": "100.00"}, {"id": "tutors", "approved": "100.00"}]);
    let refused = desk.no("regione", split("l2", "training", parts.clone(), json!({})));
    assert!(
        matches!(&refused, Rejection::LineInProposals { proposals, .. } if *proposals == ["p2"]),
        "{refused}"
    );
    desk.ok("cnr", json!({"withdraw": {"proposal": "p2"}}));
    desk.propose("cnr", "p3", ("desks", "studies", "10.00"));
    desk.ok("cnr", json!({"draft": {"proposal": proposal("cnr", "p4", ("training", "desks", "1.00"))}}));
    desk.ok("regione", split("l2", "training", parts, json!({})));
    let stale = desk.no("regione", json!({"approve": {"proposal": "p3", "act": "DD"}}));
    assert!(matches!(&stale, Rejection::Stale { by, .. } if by == "l2"), "{stale}");
    assert_eq!(desk.no("cnr", json!({"table": {"proposal": "p4"}})).code(), "line_closed");
    let rebased = desk.table().rebased("p3").unwrap();
    assert_eq!(rebased.newly_broken().count() + rebased.no_longer_broken().count(), 0, "only lines changed");
    assert_eq!(rebased.variations().len(), 1);
    desk.ok("regione", json!({"approve": {"proposal": "p3", "act": "DD", "if_stale": "rebase"}}));
    // A line that holds nothing is closed without a receiver, and nothing is stale.
    desk.propose("anci", "p5", ("outreach", "desks", "1.00"));
    desk.ok("regione", json!({"close_line": {"change": "l3", "act": "DD", "line": "volunteers"}}));
    desk.approve("p5");
    assert_eq!(desk.table().variations().iter().filter(|variation| variation.is_of_lines()).count(), 3);
}

#[test]
fn ballots_count_unless_they_give_something_to_a_line_that_is_gone() {
    let mut desk = Desk::new();
    desk.ok("anci", json!({"ballot": {"amounts": {"desks": "1000.00"}}}));
    desk.ok("cnr", json!({"ballot": {"amounts": {"training": "1000.00"}}}));
    desk.ok("regione", add("l1", json!({"id": "volunteers"}), json!({})));
    assert_eq!(desk.table().ballots().unwrap().as_slice().len(), 2);
    let parts = json!([{"id": "courses", "approved": "200.00"}, {"id": "tutors", "approved": "0.00"}]);
    desk.ok("regione", split("l2", "training", parts, json!({})));
    let ballots = desk.table().ballots().unwrap();
    assert_eq!(ballots.as_slice().len(), 1);
    assert_eq!(ballots.as_slice()[0].amounts().len(), 7);
    assert_eq!(desk.no("cnr", json!({"ballot": {"amounts": {"training": "1000.00"}}})).code(), "line_closed");
    desk.ok("cnr", json!({"ballot": {"amounts": {"courses": "1000.00"}}}));
}

/// What money a change of the total gives goes past closed lines, and to new ones where it names them.
#[test]
fn a_change_of_the_total_reaches_new_lines_and_no_closed_one() {
    let mut desk = Desk::new();
    desk.ok("regione", add("l1", json!({"id": "volunteers"}), json!({})));
    desk.ok("regione", close("l2", "training", "desks", json!({})));
    let change = |id: &str, distribution: Value| json!({"change_envelope": {"change": id, "act": "A", "amount": "10.00", "distribution": distribution}});
    for closed in [
        json!({"named": {"training": "10.00"}}),
        json!({"apportion": {"weights": {"training": "1", "desks": "1"}}}),
        json!({"apportion": {"floors": {"training": "1.00"}}}),
        json!({"nearest": {"wish": {"training": "10.00"}}}),
    ] {
        assert_eq!(desk.no("regione", change("e1", closed)).code(), "line_closed");
    }
    desk.ok("regione", change("e1", json!({"named": {"volunteers": "10.00"}})));
    desk.ok("regione", change("e2", json!("pro_rata")));
    desk.ok("regione", change("e3", json!({"nearest": {}})));
    let amounts = desk.amounts();
    assert_eq!(amounts[2], "0.00");
    assert_eq!(desk.table().amounts_at(1).unwrap().amounts().len(), 4);
    assert_eq!(desk.table().amounts_at(2).unwrap().amounts().len(), 5);
}

/// The plan of the table says all that there is to say: written down and read again, it knows its closed lines.
#[test]
fn a_table_opened_on_such_a_plan_knows_the_lines_that_are_closed() {
    let mut desk = Desk::new();
    desk.ok("regione", close("l1", "training", "desks", json!({})));
    let plan: Value = serde_json::from_str(&plan_of(&desk).to_json()).unwrap();
    let mut next = Desk::on(&json!({"plan": plan}));
    let reopened = next
        .no("ats", json!({"propose": {"proposal": proposal("ats", "p1", ("desks", "training", "1.00"))}}));
    assert_eq!(reopened.code(), "line_closed");
    next.ok("regione", close("l1", "studies", "desks", json!({})));
    assert_eq!(plan_of(&next).closed_lines(), ["training", "studies"]);
    // A rule of that id that says something else is its author's own.
    let mut other = riparto_table_tests::plan();
    let own = json!({"id": "closed-lines", "scope": {"lines": ["desks"]}, "limit": {"ceiling": "500.00"}});
    other["rules"].as_array_mut().unwrap().push(own);
    let refused =
        Desk::on(&json!({"plan": other})).no("regione", close("l1", "training", "outreach", json!({})));
    assert_eq!(refused.to_string(), "rule `closed-lines` is given twice: ids are unique");
}

/// Whole sentences, in both languages.
#[test]
fn acts_on_lines_are_told_in_the_words_of_an_office() {
    let mut desk = desk();
    let waived = json!({"line-floor": "It begins with nothing"});
    let line = json!({"id": "volunteers", "title": "Volunteers", "labels": {"partner": "ats"}});
    let added = desk.ok("regione", add("l1", line, waived));
    let parts = json!([{"id": "courses", "title": "Courses", "approved": "120.00"},
        {"id": "tutors", "approved": "80.00", "labels": {}}]);
    let split = desk.ok("regione", split("l2", "training", parts, json!({})));
    let waived = json!({"line-floor": "It ends", "pair-floor": "It ends"});
    let closed = desk.ok("regione", close("l3", "studies", "outreach", waived));
    let tell = |events: &[_], language| EventReport::of(desk.table(), events).text(language);
    assert_eq!(
        tell(&added, Language::English),
        "regione added line `volunteers` (Volunteers) (`l1`) by DD 45/2026.\n  Labels: partner `ats`\n  \
         Breaks rule `line-floor` on line `volunteers` by €50.00: waived\n  \
         Waives rule `line-floor`: It begins with nothing\n"
    );
    assert_eq!(
        tell(&added, Language::Italian),
        "regione: istituzione della voce `volunteers` (Volunteers) (`l1`) con DD 45/2026.\n  Etichette: partner `ats`\n  \
         In deroga al vincolo `line-floor` sulla voce `volunteers` per 50,00 €\n  \
         Deroga a `line-floor`: It begins with nothing\n"
    );
    let told = tell(&split, Language::English);
    assert!(
        told.starts_with(
            "regione split line `training` into 2 parts (`l2`) by DD 46/2026.\n  `training`: €200.00 → €0.00 (-200.00)\n  \
             Part `courses` (Courses): €120.00, of the original amount €120.00. Labels: partner `ats`\n  \
             Part `tutors`: €80.00, of the original amount €80.00\n"
        ),
        "{told}"
    );
    let told = tell(&split, Language::Italian);
    assert!(
        told.starts_with(
            "regione: suddivisione della voce `training` in 2 parti (`l2`) con DD 46/2026.\n  `training`: 200,00 € → 0,00 € (-200,00)\n  \
             Parte `courses` (Courses): 120,00 €, dell'importo iniziale 120,00 €. Etichette: partner `ats`\n  \
             Parte `tutors`: 80,00 €, dell'importo iniziale 80,00 €\n"
        ),
        "{told}"
    );
    let told = [Language::English, Language::Italian].map(|language| tell(&closed, language));
    assert!(
        told[0].starts_with(
            "regione closed line `studies` (`l3`) by DD 47/2026.\n  `outreach`: €300.00 → €400.00 (+100.00)\n  \
             `studies`: €100.00 → €0.00 (-100.00)\n"
        ),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("regione: chiusura della voce `studies` (`l3`) con DD 47/2026.\n"),
        "{told:?}"
    );
    assert!(
        plan_of(&desk).text(Language::Italian).contains("  studies     (chiusa)"),
        "{}",
        plan_of(&desk).text(Language::Italian)
    );
    let diff = DifferenceReport::between(desk.table(), 1, 4).unwrap().text(Language::Italian);
    for decision in [
        "voce istituita `l1`, evento n. 2, DD 45/2026",
        "voce suddivisa `l2`, evento n. 3, DD 46/2026",
        "voce chiusa `l3`, evento n. 4, DD 47/2026",
    ] {
        assert!(diff.contains(decision), "{diff}");
    }
    let back = DifferenceReport::between(desk.table(), 4, 1).unwrap().text(Language::English);
    assert!(back.contains("courses") && back.contains("-120.00"), "{back}");
}

/// The example of docs/TABLE.md is carried out as it stands there, and told as it says.
#[test]
fn the_example_on_the_page_is_carried_out_and_told_as_it_says() {
    let page = include_str!("../../docs/TABLE.md");
    let plan: Value = serde_json::from_str(include_str!("../../examples/data/toscana-piano.json")).unwrap();
    let mut desk = Desk::on(&json!({"plan": plan}));
    let mut told = 0;
    for block in page.split("```json\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()) {
        let command: Value = serde_json::from_str(block).unwrap();
        let events = desk.ok(command["party"].as_str().unwrap(), command["do"].clone());
        let said = EventReport::of(desk.table(), &events).text(Language::Italian);
        assert!(page.contains(&format!("\n{}\n", said.lines().next().unwrap())), "{said}");
        told += 1;
    }
    assert_eq!(told, 3);
    assert_eq!(plan_of(&desk).approved().amount("formazione").unwrap(), money("414000.00"));
}

/// What was too much of the whole does not cover what is too little of a part.
#[test]
fn a_part_that_breaks_the_other_side_of_a_rule_breaks_it_anew() {
    let mut plan = labelled();
    let limit = json!({"sum": {"at_least": "150.00", "at_most": "350.00"}});
    let scope = json!({"labels": {"partner": "ats"}});
    plan["rules"] = json!([{"id": "range", "scope": scope, "each": "line", "limit": limit}]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    let part = |id: &str, amount: &str| json!({"id": id, "approved": amount, "labels": {"partner": "ats"}});
    let parts = json!([part("south", "110.00"), part("north", "290.00")]);
    let refused = desk.no("regione", split("v1", "desks", parts, json!({}))).to_string();
    assert!(refused.contains("holds €110.00 and at least €150.00 is required"), "{refused}");
    // What stays on the side that stood broken, and is less of it, is not.
    let parts = json!([part("south", "360.00"), part("north", "40.00")]);
    let refused = desk.no("regione", split("v1", "desks", parts, json!({}))).to_string();
    assert!(refused.contains("at least €150.00") && !refused.contains("at most"), "{refused}");
}
