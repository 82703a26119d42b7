//! Every refusal: its whole sentence in both languages, and its place in the documented order.

use riparto_core::Language;
use riparto_table::table::{Rejection, Scenario};
use serde_json::json;

use riparto_table_tests::refusable::{Refusable, SMALL};
use riparto_table_tests::refusable_commands::COMMANDS;
use riparto_table_tests::{Desk, command, plan, proposal};

fn rank(code: &str) -> usize {
    Rejection::CODES.iter().position(|known| *known == code).unwrap()
}

#[test]
fn a_command_without_a_defect_is_accepted() {
    for refusable in &COMMANDS {
        let (mut desk, by, action) = (refusable.build)(&|_| false);
        assert!(action.get(refusable.action).is_some(), "{action}");
        desk.ok(by, action);
    }
}

#[test]
fn each_defect_alone_is_the_reason() {
    for Refusable { action, codes, build, .. } in &COMMANDS {
        assert!(codes.is_sorted_by_key(|code| rank(code)), "{action}: in the documented order");
        for code in *codes {
            let (mut desk, by, asked) = build(&|defect| defect == *code);
            assert_eq!(desk.no(by, asked).code(), *code, "{action}");
        }
    }
}

#[test]
fn of_two_reasons_the_earlier_one_is_told() {
    let mut pairs = 0;
    for Refusable { action, codes, apart, build } in &COMMANDS {
        for (place, earlier) in codes.iter().enumerate() {
            for later in &codes[place + 1..] {
                if apart.contains(&(earlier, later)) {
                    continue;
                }
                let (mut desk, by, asked) = build(&|defect| defect == *earlier || defect == *later);
                assert_eq!(desk.no(by, asked).code(), *earlier, "{action}: {earlier} and {later}");
                pairs += 1;
            }
        }
    }
    assert!(pairs > 150, "{pairs}");
}

/// With every further defect at once, as far as they can hold together.
#[test]
fn of_all_reasons_the_first_one_is_told() {
    for Refusable { action, codes, apart, build } in &COMMANDS {
        for (place, first) in codes.iter().enumerate() {
            let with: Vec<&str> = codes[place..].iter().copied().fold(Vec::new(), |mut with, code| {
                let meets = |other: &&str| apart.contains(&(*other, code)) || apart.contains(&(code, *other));
                if !with.iter().any(meets) {
                    with.push(code);
                }
                with
            });
            let (mut desk, by, asked) = build(&|defect| with.contains(&defect));
            assert_eq!(desk.no(by, asked).code(), *first, "{action}: {with:?}");
        }
    }
}

/// What is looked at before any command: the id, whether the table is open, who asks.
#[test]
fn the_table_and_who_asks_come_first() {
    for refusable in &COMMANDS {
        let every = |defect: &str| refusable.codes.contains(&defect) && defect != "proposal_unknown";
        let (_, by, action) = (refusable.build)(&|_| false);
        let (_, wrong_by, wrong) = (refusable.build)(&every);
        let is_open = refusable.action == "open";

        let mut desk = Desk::new();
        let reused = desk.kept.submit(&command("c1", wrong_by, &wrong)).unwrap().accepted().unwrap_err();
        assert_eq!(reused.code(), "command_reused", "{action}");
        assert_eq!(
            desk.no("nobody", action.clone()).code(),
            if is_open { "already_open" } else { "party_unknown" }
        );
        desk.ok("regione", json!({"close": {"act": "DD 99/2024"}}));
        for (by, action) in [(by, &action), ("nobody", &wrong)] {
            assert_eq!(desk.no(by, action.clone()).code(), if is_open { "already_open" } else { "closed" });
        }
        if !is_open {
            for (by, action) in [(by, &action), ("nobody", &wrong)] {
                assert_eq!(Desk::not_open().no(by, action.clone()).code(), "not_open");
            }
        }
    }
}

/// What is refused with a code.
pub(super) fn refusal(code: &str) -> Rejection {
    let mut desk = Desk::new();
    match code {
        "overtaken" => {
            let mut scenario = Scenario::of(desk.table());
            for (id, against) in [("p1", 1), ("p2", 2)] {
                let propose =
                    json!({"propose": {"against": against, "proposal": proposal("ats", id, SMALL)}});
                scenario.try_command(&command(id, "ats", &propose)).unwrap();
            }
            desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10"}}));
            scenario.promote(&mut desk.kept).unwrap().unwrap_err()
        }
        "command_reused" => {
            let other = command("c1", "ats", &json!({"close_sitting": {}}));
            desk.kept.submit(&other).unwrap().accepted().unwrap_err()
        }
        "head_moved" => {
            let old = Desk::not_open().kept.head();
            let late = command("late", "ats", &json!({"close_sitting": {}})).expecting(old);
            desk.kept.submit(&late).unwrap().accepted().unwrap_err()
        }
        "not_open" => Desk::not_open().no("ats", json!({"close_sitting": {}})),
        "already_open" => desk.no("regione", json!({"open": {"plan": plan()}})),
        "closed" => {
            desk.ok("regione", json!({"close": {"act": "DD 99/2024"}}));
            desk.no("ats", json!({"close_sitting": {}}))
        }
        "party_unknown" => desk.no("nobody", json!({"close_sitting": {}})),
        "signature_missing" => {
            let mut desk = Desk::with(&json!({"policies": [{"from": "free"}], "signed": true}));
            desk.no("ats", json!({"close_sitting": {}}))
        }
        "signature_differs" => {
            let key = riparto_table::checkpoints::SigningKey::of_seed("ats", [7; 32]).unwrap();
            let close = command("late", "ats", &json!({"close_sitting": {}}));
            let signed = close.signed(&key, desk.kept.head()).unwrap();
            desk.kept.submit(&signed).unwrap().accepted().unwrap_err()
        }
        // Its sentence for proposals names the reversal that is under way.
        "reversal_differs" => {
            let refusable = COMMANDS.iter().find(|refusable| refusable.action == "reverse").unwrap();
            let (mut desk, by, action) = (refusable.build)(&|defect| defect == code);
            desk.no(by, action)
        }
        code => {
            let refusable = COMMANDS.iter().rfind(|refusable| refusable.codes.contains(&code)).unwrap();
            let (mut desk, by, action) = (refusable.build)(&|defect| defect == code);
            desk.no(by, action)
        }
    }
}

#[test]
fn every_refusal_is_told_in_a_whole_sentence_in_both_languages() {
    let expected: Vec<[&str; 3]> = include_str!("../../../../tests/vectors/rejections.txt")
        .split("\n\n")
        .map(|case| {
            let lines: Vec<&str> = case.trim().lines().collect();
            lines.try_into().unwrap()
        })
        .collect();
    let codes: Vec<&str> = expected.iter().map(|[code, ..]| *code).collect();
    assert_eq!(codes, Rejection::CODES, "all of them, in their order");
    for [code, english, italian] in expected {
        let refusal = refusal(code);
        assert_eq!(refusal.code(), code);
        let written = json!(refusal);
        assert_eq!(
            [&written["code"], &written["kind"], &written["message"]],
            [&json!(code), &json!(refusal.kind().name()), &json!(english)]
        );
        assert_eq!(refusal.to_string(), english, "{code}");
        assert_eq!(
            [Language::English, Language::Italian].map(|language| refusal.message(language)),
            [english, italian]
        );
    }
}
