//! The built-in rule packs, each on a small plan, with a proposal for each tier: `packs.json`.

use std::collections::BTreeSet;

use riparto_core::rules::{NoticeCode, PackParagraph, PackTests, RulePack};
use riparto_core::{Authorization, Findings, Language, Money, Plan, Proposal};
use riparto_report::report::Report;
use serde_json::{Value, json};

use riparto_test_support::vectors::{cases, name, plan};

const CASES: &str = include_str!("../../../tests/vectors/packs.json");

fn with_pack(case: &Value) -> Plan {
    let pack = RulePack::built_in(case["pack"].as_str().unwrap()).unwrap();
    Plan::from_json(&plan(CASES, case).to_string()).unwrap().with_pack(&pack).unwrap()
}

fn proposal(case: &Value) -> Proposal {
    of_transfers(&case["transfers"])
}

fn of_transfers(transfers: &Value) -> Proposal {
    let transfers = transfers.as_array().expect("transfers");
    transfers.iter().fold(Proposal::new("p1", "ats").unwrap(), |proposal, transfer| {
        let text = |place: usize| transfer[place].as_str().unwrap();
        proposal.transfer(text(0), text(1), text(2).parse().unwrap()).unwrap()
    })
}

#[test]
fn packs_judge_proposals_as_their_acts_say() {
    for case in cases(CASES) {
        let mut plan = with_pack(&case);
        for earlier in case.get("approved_before").and_then(Value::as_array).into_iter().flatten() {
            plan.apply(&of_transfers(earlier), riparto_core::Authorization::Exceptional).unwrap();
        }
        let assessment = plan.assess(&proposal(&case)).unwrap();
        let broken: Vec<&str> = assessment.findings().iter().map(|finding| finding.rule().id()).collect();
        assert_eq!(case["broken"], serde_json::json!(broken), "{}", name(&case));
        assert_eq!(case["authorization"], assessment.authorization().name(), "{}", name(&case));
        let notices: Vec<String> = plan.notices().into_iter().map(|notice| notice.rule).collect();
        assert_eq!(case["notices"], serde_json::json!(notices), "{}", name(&case));
    }
}

fn packs() -> impl Iterator<Item = RulePack> {
    RulePack::built_in_ids().map(|id| RulePack::built_in(id).unwrap_or_else(|error| panic!("{id}: {error}")))
}

/// What the tables of each page say, through `assess`.
#[test]
fn the_tests_of_each_pack_need_what_they_say() {
    let mut steps = 0;
    for pack in packs() {
        for tests in pack.tests() {
            let found = tests.found(&pack).unwrap_or_else(|error| panic!("{}: {error}", pack.id()));
            assert_eq!(found.len(), tests.cases().len());
            for (case, found) in tests.cases().iter().zip(found) {
                let label = format!("{}: {}", pack.id(), case.case(Language::English));
                assert_eq!(found, case.needs(), "{label}: {:?}", case.transfers(Language::English));
                assert_ne!(case.case(Language::English), case.case(Language::Italian), "{label}");
                steps += found.len();
            }
        }
    }
    assert!(steps > 80, "{steps}");
}

#[test]
fn every_paragraph_is_coded_or_excused_and_every_rule_belongs_to_one() {
    for pack in packs() {
        let id = pack.id();
        assert!(!pack.paragraphs().is_empty(), "{id}");
        let mut coded = BTreeSet::new();
        for paragraph in pack.paragraphs() {
            let number = paragraph.number(Language::English);
            let is_excused = !paragraph.not_coded(Language::English).is_empty();
            assert!(is_excused || !paragraph.rules().is_empty(), "{id}, {number}");
            for of in [PackParagraph::text, PackParagraph::not_coded] {
                let [english, italian] =
                    [Language::English, Language::Italian].map(|language| of(paragraph, language));
                assert!(english.is_empty() || english != italian, "{id}, {number}: {english}");
            }
            coded.extend(paragraph.rules().iter().cloned());
        }
        let rules: BTreeSet<String> = pack.rules().iter().map(|rule| rule.id().to_owned()).collect();
        assert_eq!(coded, rules, "{id}");
    }
}

/// A plan on which a rule of a pack is broken, from the pack's own tests.
fn broken_by_tests(pack: &RulePack, mut told: impl FnMut(&Findings)) {
    let document: Value = serde_json::from_str(&pack.to_json()).unwrap();
    for tests in document["tests"].as_array().unwrap() {
        let lines = tests["lines"].as_array().unwrap();
        let amount = |line: &Value| line["amount"].as_str().unwrap().parse::<Money>().unwrap();
        let total = Money::checked_sum(lines.iter().map(amount)).unwrap();
        let plan = json!({"format": "riparto.plan/1", "title": "Tests", "total": total, "lines": lines});
        let plan = Plan::from_json(&plan.to_string()).unwrap().with_pack(pack).unwrap();
        for case in tests["cases"].as_array().unwrap() {
            let mut plan = plan.clone();
            for step in case["steps"].as_array().unwrap() {
                let transfers = step["transfers"].as_array().unwrap();
                let transfers =
                    transfers.iter().map(|moved| json!([moved["from"], moved["to"], moved["amount"]]));
                let proposal = of_transfers(&transfers.collect());
                told(plan.assess(&proposal).unwrap().findings());
                plan.apply(&proposal, Authorization::Forbidden).unwrap();
            }
        }
    }
}

/// What a rule needs of transfers of a plan, of which the one at a place is by some cents more or less; free if they do not break it.
fn needed(plan: &Plan, rule: &str, (transfers, place): (&[Value], usize), by: i64) -> Option<Authorization> {
    let moved = |(number, moved): (usize, &Value)| {
        let amount: Money = moved["amount"].as_str().unwrap().parse().unwrap();
        let cents = amount.cents() + if number == place { by } else { 0 };
        let amount = Money::from_cents(cents).ok().filter(|amount| !amount.is_zero())?;
        Some(json!([moved["from"], moved["to"], amount]))
    };
    let transfers: Option<Vec<Value>> = transfers.iter().enumerate().map(moved).collect();
    let assessment = plan.assess(&of_transfers(&json!(transfers?))).ok()?;
    let broken = assessment.findings().iter().filter(|finding| finding.rule().id() == rule);
    Some(broken.map(riparto_core::Finding::needs).max().unwrap_or(Authorization::Free))
}

/// The levels of the bands of each rule of a pack.
fn bands(pack: &RulePack) -> BTreeSet<(String, Authorization)> {
    let levels = |rule: &riparto_core::Rule| {
        let limit = serde_json::to_value(rule.limit()).unwrap();
        let bands = limit["bands"].as_array().into_iter().flatten();
        let levels: Vec<Authorization> =
            bands.map(|band| band["needs"].as_str().unwrap().parse().unwrap()).collect();
        let levels = if levels.is_empty() { vec![rule.needs()] } else { levels };
        levels.into_iter().map(|level| (rule.id().to_owned(), level)).collect::<Vec<_>>()
    };
    pack.rules().iter().flat_map(levels).collect()
}

/// Each band of each rule of each pack has a case at its bound, so that a cent more needs more, or a cent beyond, so that a cent less needs
/// less; where the bound is nothing, the case is a cent.
#[test]
fn every_band_of_every_pack_is_tried_at_its_bound_and_a_cent_beyond() {
    let mut untried = Vec::new();
    for pack in packs() {
        let document: Value = serde_json::from_str(&pack.to_json()).unwrap();
        let mut tried: BTreeSet<(String, Authorization)> = BTreeSet::new();
        for tests in document["tests"].as_array().unwrap() {
            let lines = tests["lines"].as_array().unwrap();
            let amounts = lines.iter().map(|line| line["amount"].as_str().unwrap().parse::<Money>().unwrap());
            let total = Money::checked_sum(amounts).unwrap();
            let plan = json!({"format": "riparto.plan/1", "title": "Tests", "total": total, "lines": lines});
            let plan = Plan::from_json(&plan.to_string()).unwrap().with_pack(&pack).unwrap();
            for case in tests["cases"].as_array().unwrap() {
                let mut plan = plan.clone();
                for step in case["steps"].as_array().unwrap() {
                    let transfers = step["transfers"].as_array().unwrap().as_slice();
                    for (rule, place) in pack
                        .rules()
                        .iter()
                        .flat_map(|rule| (0..transfers.len()).map(move |place| (rule, place)))
                    {
                        let at = |by: i64| needed(&plan, rule.id(), (transfers, place), by);
                        let is_cent = transfers[place]["amount"] == "0.01";
                        let beside = [at(-1), at(1), is_cent.then_some(Authorization::Free)];
                        let turned = beside.into_iter().flatten().filter(|beside| Some(*beside) != at(0));
                        tried.extend(
                            turned.filter_map(|beside| Some((rule.id().to_owned(), beside.max(at(0)?)))),
                        );
                    }
                    let moved =
                        transfers.iter().map(|moved| json!([moved["from"], moved["to"], moved["amount"]]));
                    plan.apply(&of_transfers(&moved.collect()), Authorization::Forbidden).unwrap();
                }
            }
        }
        untried.extend(
            bands(&pack).difference(&tried).map(|(rule, level)| format!("{}: {rule} {level}", pack.id())),
        );
    }
    assert_eq!(untried, Vec::<String>::new());
}

/// Every rule of every pack is broken by some test: its text and its source are told in Italian, and in English as the pack has
/// them.
#[test]
fn findings_of_packs_tell_text_and_source_in_the_language_of_the_reader() {
    for pack in packs() {
        let mut broken = BTreeSet::new();
        broken_by_tests(&pack, |findings| {
            let [english, italian] =
                [Language::English, Language::Italian].map(|language| findings.text(language));
            for finding in findings {
                let rule = finding.rule();
                for text in [rule.text(), rule.source()] {
                    assert!(english.contains(text) && !italian.contains(text), "{text} in\n{italian}");
                }
                broken.insert(rule.id().to_owned());
            }
        });
        let rules: BTreeSet<String> = pack.rules().iter().map(|rule| rule.id().to_owned()).collect();
        assert_eq!(broken, rules, "{}", pack.id());
    }
}

#[test]
fn every_pack_has_tests_for_at_least_two_tiers() {
    for pack in packs() {
        let cases = pack.tests().iter().flat_map(PackTests::cases);
        let tiers: BTreeSet<Authorization> = cases.flat_map(|case| case.needs()).collect();
        assert!(tiers.len() >= 2, "{}: {tiers:?}", pack.id());
    }
}

#[test]
fn every_pack_names_its_act_and_every_rule_its_source() {
    for (id, pack) in RulePack::built_in_ids().zip(packs()) {
        assert_eq!(pack.id(), id);
        for text in [pack.title(), pack.act(), pack.article(), pack.date(), pack.labels()] {
            assert!(!text.is_empty(), "{id}");
        }
        assert_ne!(pack.read(Language::English), pack.read(Language::Italian), "{id}");
        assert_ne!(pack.words(Language::English)[0], pack.words(Language::Italian)[0], "{id}");
        assert!(pack.url().starts_with("http"), "{id}");
        assert!(!pack.rules().is_empty(), "{id}");
        for rule in pack.rules() {
            assert!(!rule.text().is_empty() && !rule.source().is_empty(), "{id}: {}", rule.id());
        }
    }
}

#[test]
fn a_pack_is_the_same_as_a_page_and_as_json() {
    for pack in packs() {
        assert_eq!(RulePack::from_text(&pack.to_json()).as_ref(), Ok(&pack));
        let page = RulePack::built_in_page(pack.id()).unwrap();
        assert_eq!(RulePack::from_text(&format!("\u{feff}{}", page.replace('\n', "\r\n"))), Ok(pack));
    }
}

/// The rules of an act that has ended bind on its days; on others a notice says that they do not.
#[test]
fn the_rules_of_a_pack_are_in_force_when_its_act_is() {
    let pack = RulePack::built_in("structural-funds-2006-1083-art-22").unwrap();
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [
        {"id": "a", "amount": "60.00", "labels": {"objective": "one"}}, {"id": "b", "amount": "40.00", "labels": {"objective": "two"}}]});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let moves = Proposal::new("p", "ats").unwrap().transfer("a", "b", "0.01".parse().unwrap()).unwrap();
    for (day, needs) in [
        ("2006-07-31", Authorization::Free),
        ("2006-08-01", Authorization::Forbidden),
        ("2013-12-31", Authorization::Forbidden),
        ("2014-01-01", Authorization::Free),
    ] {
        let day = day.parse().unwrap();
        let plan = plan.clone().with_pack(&pack).unwrap().on(day).unwrap();
        assert_eq!(plan.assess(&moves).unwrap().authorization(), needs, "{day}");
        let told = plan.notices().iter().any(|notice| notice.code == NoticeCode::NotInForce);
        assert_eq!(told, needs == Authorization::Free, "{day}");
    }
    // An act without a last day is judged by its first one where a day is given.
    let pack = RulePack::built_in("kitafinhg-20").unwrap();
    let lines = json!([{"id": "a", "amount": "95.00", "labels": {"measure": "m", "source": "bund"}},
        {"id": "b", "amount": "5.00", "labels": {"measure": "m", "source": "land"}}]);
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": lines});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let dated = plan.clone().with_pack(&pack.clone().dated()).unwrap();
    let on = |day: &str| dated.on(day.parse().unwrap()).unwrap().check().authorization();
    assert_eq!(["2016-12-31", "2017-01-01"].map(on), [Authorization::Free, Authorization::Forbidden]);
    let plan = plan.with_pack(&pack).unwrap();
    assert_eq!((plan.check().authorization(), plan.notices().len()), (Authorization::Forbidden, 0));
}

/// A small page, with a part replaced.
fn page(from: &str, to: &str) -> String {
    let page = include_str!("../../../tests/vectors/my-act.md");
    assert_eq!(page.matches(from).count(), 1, "{from}");
    page.replacen(from, to, 1)
}

/// The example of docs/PACKS.md, tried as it is.
#[test]
fn the_page_of_the_documentation_is_a_pack() {
    let document = include_str!("../../../docs/PACKS.md");
    let page = document.split("````markdown\n").nth(1).unwrap().split("````").next().unwrap();
    let pack = RulePack::from_text(page).unwrap();
    let tests = &pack.tests()[0];
    let expected: Vec<Vec<Authorization>> = tests.cases().iter().map(|case| case.needs()).collect();
    assert_eq!(tests.found(&pack), Ok(expected));
    let [last, next] =
        ["2027-12-31", "2028-01-01"].map(|day| pack.in_force().unwrap().contains(day.parse().unwrap()));
    assert!(last && !next);
}

/// What is replaced by what in the page, the code of the error, and how it begins.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("---\nformat", "format", "pack_malformed", "line 1 of the rule pack: a pack begins with a line `---`"),
    ("labels: none", "labels none", "pack_malformed", "line 8 of the rule pack: `labels none` is no field"),
    (
        "labels: none",
        "label: none",
        "pack_malformed",
        "line 8 of the rule pack: `label` is no field of a pack",
    ),
    ("labels: none", "date: none", "pack_malformed", "line 8 of the rule pack: `date` is given twice"),
    ("labels: none\n", "", "pack_malformed", "line 1 of the rule pack: the field `labels` is missing"),
    (
        "example.org\n---",
        "example.org\n",
        "pack_malformed",
        "line 10 of the rule pack: the line `---` after the fields",
    ),
    ("## Paragraph 1", "# Paragraph 1", "pack_malformed", "line 11 of the rule pack: a heading is written"),
    ("## Paragraph 1\n", "", "pack_malformed", "line 12 of the rule pack: before this stands a heading"),
    (
        "A line holds at most 60.00.\n",
        "",
        "pack_malformed",
        "line 11 of the rule pack: beneath this heading stands what",
    ),
    ("\n```json", "\n```", "pack_malformed", "line 15 of the rule pack: a rule begins with a line"),
    ("}\n```\n", "}\n", "pack_malformed", "line 15 of the rule pack: the line ` ``` ` after this rule"),
    ("\"ceiling\"", "\"cieling\"", "document_malformed", "line 15: "),
    ("\"60.00\"", "\"sixty\"", "document_malformed", "line 15: "),
    (
        "Not coded, because",
        "Left out, because",
        "pack_malformed",
        "line 30 of the rule pack: this paragraph already has",
    ),
    (
        "Not coded, because it is about days.",
        "",
        "pack_malformed",
        "line 26 of the rule pack: beneath this heading stands a rule",
    ),
    ("Vincolo: ", "Regola: ", "pack_malformed", "line 24 of the rule pack: after a rule stand"),
    (
        "amount |\n|---|---|\n",
        "amount |\n",
        "pack_malformed",
        "line 34 of the rule pack: the line under the head",
    ),
    (
        "| b | 40.00 |",
        "| b | 40.00 | c |",
        "pack_malformed",
        "line 37 of the rule pack: this row has 3 cells, the head has 2",
    ),
    ("| b | 40.00 |", "| b | 4o.00 |", "amount_malformed", "line 37: line `b`: "),
    ("| b | 40.00 |", "| b | 40.00", "pack_malformed", "line 37 of the rule pack: a row ends with `|`"),
    (
        "| line | amount |",
        "| voce | amount |",
        "pack_malformed",
        "line 34 of the rule pack: a table of tests has",
    ),
    ("b -> a 10.00 ", "b a 10.00 ", "pack_malformed", "line 41 of the rule pack: `b a 10.00` is no transfer"),
    ("10.00 | free", "10.00 | fre", "name_unknown", "line 41: "),
    (
        "10.00 | free",
        "10.00 | free then free",
        "pack_malformed",
        "line 41 of the rule pack: 1 proposals and 2 levels",
    ),
    ("## Tests", "## Test", "pack_malformed", "line 34 of the rule pack: tables of cases stand"),
    ("format: riparto.rules/1", "format: riparto.rules/2", "document_format", "the document's format is"),
];

#[test]
fn a_page_that_is_no_pack_tells_the_line() {
    let whole = RulePack::from_markdown(&page("id: my-act", "id: my-act")).unwrap();
    assert_eq!(whole.tests()[0].found(&whole).unwrap(), [[Authorization::Free], [Authorization::Forbidden]]);
    for (from, to, code, said) in MISTAKES {
        let refused = RulePack::from_markdown(&page(from, to)).expect_err(&format!("{from} as {to}"));
        assert!(
            refused.code() == *code && refused.to_string().starts_with(said),
            "{from} as {to}: {refused}"
        );
        assert_ne!(refused.message(Language::Italian), refused.to_string());
    }
}
