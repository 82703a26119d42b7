//! Names and order carry no meaning: renamed or rearranged, a plan gets the same answers.

use proptest::prelude::*;
use proptest::sample::Index;
use riparto_core::{Authorization, Money, Plan, Proposal};
use riparto_rebalance::Headroom;
use riparto_solve::Meter;
use serde_json::{Map, Value};

use riparto_test_support::oracle::{Broken, found};
use riparto_test_support::{any_table, cases};

/// Another name, of another length and in another alphabetical order.
fn renamed(name: &str) -> String {
    name.chars().rev().chain("-Z".chars()).collect()
}

/// A document with all ids, label keys and label values renamed.
fn relabel(field: &str, value: &Value) -> Value {
    let other = |text: &str| Value::String(renamed(text));
    let each = |list: &[Value]| list.iter().map(|value| relabel(field, value)).collect();
    match (field, value) {
        ("to" | "of", Value::String(word)) if ["all", "total"].contains(&word.as_str()) => value.clone(),
        (
            "same" | "other" | "id" | "lines" | "label" | "by" | "from" | "to" | "party" | "value",
            Value::String(text),
        ) => other(text),
        ("labels", Value::Object(labels)) => {
            labels.iter().map(|(key, value)| (renamed(key), relabel("value", value))).collect()
        }
        ("amounts", Value::Object(amounts)) => {
            amounts.iter().map(|(line, amount)| (renamed(line), amount.clone())).collect()
        }
        (_, Value::Object(map)) => map
            .iter()
            .map(|(field, value)| (field.clone(), relabel(field, value)))
            .collect::<Map<_, _>>()
            .into(),
        (_, Value::Array(list)) => Value::Array(each(list)),
        (_, value) => value.clone(),
    }
}

fn document(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// Findings without regard to order.
fn unordered(findings: Vec<Broken>) -> Vec<Broken> {
    let mut findings: Vec<Broken> = findings
        .into_iter()
        .map(|mut finding| {
            finding.4.sort();
            finding
        })
        .collect();
    findings.sort();
    findings
}

/// Findings with rules and lines renamed.
fn renamed_findings(findings: Vec<Broken>) -> Vec<Broken> {
    let line = |lines: Vec<String>| lines.iter().map(|line| renamed(line)).collect();
    findings
        .into_iter()
        .map(|(rule, needs, found, limit, lines)| (renamed(&rule), needs, found, limit, line(lines)))
        .collect()
}

/// Each line's margins and the rules that bind them, by line.
fn margins(plan: &Plan, up_to: Authorization) -> Vec<[String; 5]> {
    let rule = |rule: Option<&riparto_core::Rule>| rule.map_or(String::new(), |rule| rule.id().to_owned());
    let mut margins: Vec<[String; 5]> = Headroom::of_within(plan, up_to, &Meter::new(1 << 16))
        .iter()
        .map(|margin| {
            let (give, receive) = (margin.give.to_string(), margin.receive.to_string());
            [margin.line.id().to_owned(), give, rule(margin.give_rule), receive, rule(margin.receive_rule)]
        })
        .collect();
    margins.sort();
    margins
}

/// What each line can give and receive, as found and as proven, by line.
fn rooms(plan: &Plan, up_to: Authorization) -> Vec<(String, [(Money, Money); 2])> {
    let headroom = Headroom::of_within(plan, up_to, &Meter::new(1 << 16));
    let of_line = |margin: riparto_rebalance::rebalance::Margin<'_>| {
        let (give, receive) = (&margin.give_stop, &margin.receive_stop);
        (margin.line.id().to_owned(), [(margin.give, give.at_most), (margin.receive, receive.at_most)])
    };
    let mut rooms: Vec<_> = headroom.iter().map(of_line).collect();
    rooms.sort();
    rooms
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn relabeling_changes_nothing((plan, proposal) in any_table()) {
        let other = Plan::from_json(&relabel("", &document(&plan.to_json())).to_string()).unwrap();
        let same = Proposal::from_json(&relabel("", &document(&proposal.to_json())).to_string()).unwrap();
        prop_assert_eq!(other.approved().amounts(), plan.approved().amounts());
        prop_assert_eq!(
            unordered(found(&other.check())), unordered(renamed_findings(found(&plan.check())))
        );
        let (ours, theirs) = (plan.assess(&proposal).unwrap(), other.assess(&same).unwrap());
        prop_assert_eq!(theirs.changes(), ours.changes());
        prop_assert_eq!(
            unordered(found(theirs.findings())), unordered(renamed_findings(found(ours.findings())))
        );
        for up_to in Authorization::ALL {
            let mut expected = margins(&plan, up_to);
            for margin in &mut expected {
                for id in [0, 2, 4] {
                    margin[id] = if margin[id].is_empty() { String::new() } else { renamed(&margin[id]) };
                }
            }
            expected.sort();
            prop_assert_eq!(margins(&other, up_to), expected);
        }
    }

    #[test]
    fn permuting_lines_permutes_answers((plan, proposal) in any_table(), order in prop::collection::vec(any::<Index>(), 12)) {
        let mut document = document(&plan.to_json());
        let mut lines = document["lines"].as_array().unwrap().clone();
        let mut shuffled = Vec::new();
        for place in order.iter().cycle().take(lines.len()) {
            shuffled.push(lines.remove(place.index(lines.len())));
        }
        document["lines"] = Value::Array(shuffled);
        let other = Plan::from_json(&document.to_string()).unwrap();
        for (line, amount) in plan.approved().iter() {
            prop_assert_eq!(other.approved().amount(line.id()), Ok(amount));
        }
        prop_assert_eq!(unordered(found(&other.check())), unordered(found(&plan.check())));
        let (ours, theirs) = (plan.assess(&proposal).unwrap(), other.assess(&proposal).unwrap());
        prop_assert_eq!(unordered(found(theirs.findings())), unordered(found(ours.findings())));
        prop_assert_eq!(theirs.authorization(), ours.authorization());
        for up_to in Authorization::ALL {
            for (ours, theirs) in rooms(&plan, up_to).into_iter().zip(rooms(&other, up_to)) {
                prop_assert_eq!(&ours.0, &theirs.0);
                // What is found on one way is never beyond what is proven on the other: where both are proven, they are the same.
                for ((found, at_most), (other, of_other)) in ours.1.into_iter().zip(theirs.1) {
                    prop_assert!(found <= of_other && other <= at_most, "{} {}", ours.0, plan.to_json());
                }
            }
        }
        let transfer = &proposal.transfers()[0];
        let largest = |plan: &Plan| plan.largest_transfer(transfer.from(), transfer.to(), Authorization::Free);
        prop_assert_eq!(largest(&other), largest(&plan));
    }

    #[test]
    fn the_order_and_grouping_of_transfers_change_no_outcome((plan, proposal) in any_table()) {
        let mut turned = Proposal::new("turned", proposal.party()).unwrap();
        for transfer in proposal.transfers().iter().rev() {
            turned = turned.transfer(transfer.from(), transfer.to(), transfer.amount()).unwrap();
        }
        let (ours, theirs) = (plan.assess(&proposal).unwrap(), plan.assess(&turned).unwrap());
        prop_assert_eq!(theirs.after(), ours.after());
        prop_assert_eq!(unordered(found(theirs.findings())), unordered(found(ours.findings())));
    }
}
