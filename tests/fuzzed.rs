//! The entries of the fuzzer as properties of the stable toolchain: on bytes of any kind, on documents broken at random, and
//! on what a fuzzer once found.

mod choices;
mod entries;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use riparto::ballots::{BallotSheet, CountSheet, ReadBallots};
use riparto::table::ApprovalPolicies;
use riparto::{Money, Plan, Proposal};

use entries::{ENTRIES, Entry};
use riparto_test_support::cases;

/// Documents that make sense, each for the entries that read its kind.
const SEEDS: [(&str, &[u8]); 17] = [
    ("plan", include_bytes!("../examples/data/toscana-plan.json")),
    ("proposal", include_bytes!("../examples/data/toscana-proposal-3.json")),
    ("ballots_csv", include_bytes!("../examples/data/toscana-ballots.csv")),
    ("ballots_csv", include_bytes!("../examples/data/toscana-schede.csv")),
    ("ballots_json", br#"{"format":"riparto.ballots/1","total":"1.00","ballots":[{"party":"a","weight":"1.5","amounts":{"x":"0.60","y":"0.40"}},{"party":"b","amounts":{"x":"0.10","y":"0.90"}}]}"#),
    ("counts_csv", b"line,amount,weight\na,0.60,2\na,0.10,1\nb,0.40,2\nb,0.90,1\n"),
    ("policies", include_bytes!("../examples/data/toscana-policies.json")),
    ("rule_pack", include_bytes!("vectors/my-act.md")),
    ("spreadsheet", include_bytes!("vectors/sheets/due.xlsx")),
    ("spreadsheet", include_bytes!("vectors/sheets/piano.xls")),
    ("spreadsheet", include_bytes!("vectors/sheets/piano.ods")),
    ("spreadsheet", "Azione;Voce;Importo\nA1;Città;1.234,50\n;x;765,50\n;Totale;2.000,00\n".as_bytes()),
    ("amount_text", "€ 1.234.567,89".as_bytes()),
    ("respond", br#"{"id":1,"op":"rebalance","plan":{"format":"riparto.plan/1","title":"P","total":"1.00","lines":[{"id":"a","amount":"0.60"},{"id":"b","amount":"0.30"},{"id":"c","amount":"0.10"}],"rules":[{"id":"r","scope":{"lines":["a"]},"limit":{"flow":{"to":{"lines":["c"]},"amount":"0.05"}}}]},"wish":{"a":"0.20","c":"0.50"}}"#),
    ("judgement", b"riparto"),
    ("nearest", b"riparto"),
    ("split", b"riparto"),
];

fn entry(name: &str) -> Entry {
    *ENTRIES.iter().find(|(known, _)| *known == name).unwrap()
}

/// What a mutation does to some bytes: at a place, with a number of bytes, from another place.
fn mutated(seed: &[u8], changes: &[(usize, usize, usize, u8)]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for (kind, place, length, byte) in changes.iter().copied() {
        let place = place % (bytes.len() + 1);
        let end = (place + length % 24).min(bytes.len());
        match kind % 5 {
            0 => drop(bytes.drain(place..end)),
            1 => bytes.insert(place, byte),
            2 => bytes.iter_mut().skip(place).take(1).for_each(|changed| *changed = byte),
            3 => {
                let copied = bytes[place..end].to_vec();
                bytes.splice(place..place, copied);
            }
            _ => bytes.iter_mut().skip(place).take(1).for_each(|digit| {
                if digit.is_ascii_digit() {
                    *digit = b'0' + byte % 10;
                }
            }),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        ENTRIES.iter().for_each(|(_, run)| run(&bytes));
    }

    #[test]
    fn broken_documents_are_read_or_refused(
        seed in prop::sample::select(SEEDS.to_vec()),
        changes in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), any::<u8>()), 1..6),
    ) {
        (entry(seed.0).1)(&mutated(seed.1, &changes));
    }
}

/// Whether a seed is what its entry reads, so that the entry asserts something of it.
fn is_read(name: &str, bytes: &[u8]) -> bool {
    if name == "spreadsheet" {
        return riparto::sheets::PlanImport::new().run(bytes).is_ok();
    }
    let text = std::str::from_utf8(bytes).unwrap();
    let plain = ReadBallots::default();
    match name {
        "plan" => Plan::from_json(text).is_ok(),
        "proposal" => Proposal::from_json(text).is_ok(),
        "ballots_csv" => BallotSheet::from_csv(text, &plain).is_ok(),
        "ballots_json" => BallotSheet::from_json(text, &plain).is_ok(),
        "counts_csv" => CountSheet::from_csv(text, &plain).is_ok(),
        "policies" => ApprovalPolicies::from_json(text).is_ok(),
        "rule_pack" => riparto::rules::RulePack::from_text(text).is_ok(),
        "amount_text" => text.parse::<Money>().is_ok(),
        "respond" => riparto::api::respond_bytes(bytes).contains(r#""transfers":[{"#),
        // Bytes of any kind are choices.
        "judgement" | "nearest" | "split" => true,
        _ => panic!("{name} has a seed, and nothing says whether it is read"),
    }
}

#[test]
fn the_seeds_pass_as_they_are() {
    for (name, bytes) in SEEDS {
        assert!(is_read(name, bytes), "{name} does not read its seed");
        (entry(name).1)(bytes);
    }
}

/// What a fuzzer found once, in a folder for each entry: files named after what was wrong, and those that reach most of the code.
#[test]
fn what_was_found_once_stays_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tried = 0;
    for folder in ["tests/vectors/fuzzed", "fuzz/seeds"].map(|folder| root.join(folder)) {
        let before = tried;
        for (name, run) in ENTRIES {
            for file in fs::read_dir(folder.join(name)).into_iter().flatten() {
                run(&fs::read(file.unwrap().path()).unwrap());
                tried += 1;
            }
        }
        assert!(tried > before, "nothing was found in {}", folder.display());
    }
}

#[test]
fn every_entry_is_a_target_of_the_fuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    for (name, _) in ENTRIES {
        let target = fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
        assert!(target.contains(&format!("entries::{name}(")), "{name}");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), ENTRIES.len());
}

#[test]
fn choices_make_plans_and_proposals_of_every_kind() {
    let mut random = 0x2464_0000_u64;
    let (mut plans, mut kinds) = (0, std::collections::BTreeSet::new());
    for _ in 0..2_000 {
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random.to_be_bytes()[0]
        })
        .take(96)
        .collect();
        let mut choices = choices::Choices::of(&bytes);
        let Some(plan) = choices.plan() else { continue };
        plans += 1;
        let document: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
        for rule in document["rules"].as_array().into_iter().flatten() {
            kinds.extend(rule["limit"].as_object().unwrap().keys().cloned());
        }
        entries::judgement(&bytes);
        entries::nearest(&bytes);
        entries::split(&bytes);
    }
    assert!(plans > 400, "{plans} plans of 2,000 choices can be read");
    assert_eq!(kinds.len(), 11, "{kinds:?}");
}
