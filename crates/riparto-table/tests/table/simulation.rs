//! Thousands of tables from seeds, each command compared with the model, each history with an auditor who shares nothing
//! with the fold.

use std::collections::BTreeMap;

use riparto_table::journal::{Digest, Head, MemoryStore};
use riparto_table::table::{
    Audit, CoDesignTable, Command, PersistentTable, Rejection, Replayed, Scenario, SubmitOutcome,
};
use serde_json::json;

use riparto_table_tests::asking::{Ask, What};
use riparto_table_tests::dice::Dice;
use riparto_table_tests::model::{Model, Outcome};

/// How often each kind of outcome came up.
type Seen = BTreeMap<String, usize>;

/// The names of what happened, as they stand in the history.
pub(super) fn outcome(submitted: &SubmitOutcome) -> Outcome {
    match submitted {
        SubmitOutcome::AlreadyDone { revision } => Outcome::Done(*revision),
        SubmitOutcome::Rejected(rejection) => Outcome::Refused(rejection.code()),
        SubmitOutcome::Accepted(events) => {
            let name = |event: &riparto_table::table::TableEvent| {
                let what = serde_json::to_value(&event.what).unwrap();
                let name = what.as_object().unwrap().keys().next().unwrap().clone();
                *NAMES.iter().find(|known| **known == name).unwrap()
            };
            Outcome::Happened(events.iter().map(name).collect())
        }
    }
}

pub(super) const NAMES: [&str; 22] = [
    "opened",
    "sitting_opened",
    "sitting_closed",
    "sitting_corrected",
    "sitting_described",
    "key_declared",
    "drafted",
    "tabled",
    "amended",
    "changes_requested",
    "withdrawn",
    "stated",
    "waived",
    "rebased",
    "approved",
    "rejected",
    "envelope_changed",
    "line_added",
    "line_split",
    "line_closed",
    "balloted",
    "closed",
];

/// That the table is what the model says.
pub(super) fn assert_alike(table: &CoDesignTable, model: &Model) {
    let plan = table.plan().unwrap();
    assert!(plan.approved().amounts().iter().map(|amount| amount.cents()).eq(model.amounts.iter().copied()));
    assert!(plan.original().amounts().iter().map(|amount| amount.cents()).eq(model.start.iter().copied()));
    assert_eq!(plan.envelope().total().cents(), model.amounts.iter().sum::<i64>());
    let shut: std::collections::BTreeSet<String> =
        model.shut.iter().map(|at| riparto_table_tests::asking::line(*at)).collect();
    assert_eq!(plan.closed_lines().iter().cloned().collect::<std::collections::BTreeSet<_>>(), shut);
    assert_eq!((table.revision(), table.closed().is_some()), (model.revision, model.closed));
    assert_eq!(table.proposals().count(), model.proposals.len());
    for (id, expected) in &model.proposals {
        let tabled = table.proposal(id).unwrap();
        assert_eq!((tabled.status().name(), tabled.version()), (expected.status, expected.version), "{id}");
        assert_eq!((tabled.against(), tabled.act()), (expected.against, expected.act.as_str()), "{id}");
        assert_eq!(tabled.statements().len(), expected.said.len(), "{id}");
        assert_eq!(tabled.waivers().len(), expected.waived.len(), "{id}");
    }
    let declared =
        table.keys().iter().map(|known| *known.key.as_bytes()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(declared.len(), model.keys.len());
    for (place, (hour, party)) in &model.described {
        let sitting = &table.sittings()[*place];
        assert_eq!(sitting.hours().0.unwrap().to_string(), format!("{hour:02}:00"));
        assert_eq!(sitting.present()[0].party.as_ref(), Some(party));
    }
    let sittings: Vec<(&str, u8)> =
        table.sittings().iter().map(|sitting| (sitting.id(), sitting.date().day())).collect();
    assert!(sittings.into_iter().eq(model.sittings.iter().map(|(id, day)| (id.as_str(), *day))));
    assert_eq!(table.ballots().map_or(0, |ballots| ballots.as_slice().len()), model.ballots.len());
}

/// That the history tells the table, verified, folded and audited again, and what the ledger sums up agrees.
pub(super) fn assert_told(kept: &PersistentTable<MemoryStore>) {
    let replayed = Replayed::of(kept.store().to_lines().as_bytes(), &[kept.head()]).unwrap();
    assert_eq!(replayed.broken(), None);
    assert_eq!(replayed.table(), kept.table());
    let audit = Audit::of(kept.store().records()).unwrap();
    assert_eq!((audit.fault(), audit.revision()), (None, kept.table().revision()));
    let approved = kept.table().plan().unwrap().approved();
    assert!(audit.amounts().map(|(_, amount)| amount).eq(approved.amounts().iter().copied()));
    assert_eq!(audit.total(), approved.total());
    for line in kept.table().ledger().unwrap().lines() {
        let (opening, net) = (line.opening.cents(), line.received.cents() - line.given.cents());
        assert_eq!(opening + net, line.approved.cents());
    }
}

fn note(seen: &mut Seen, outcome: &Outcome) {
    match outcome {
        Outcome::Refused(code) => *seen.entry(format!("refused {code}")).or_default() += 1,
        Outcome::Done(_) => *seen.entry("done".into()).or_default() += 1,
        Outcome::Happened(names) => {
            names.iter().for_each(|name| *seen.entry((*name).into()).or_default() += 1)
        }
    }
}

/// Opens the table, at times after a try that makes no sense.
fn open(dice: &mut Dice, model: &Model, seen: &mut Seen) -> PersistentTable<MemoryStore> {
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let mut say = |id: &str, by: &str, action: serde_json::Value| {
        let submitted = kept.submit(&riparto_table_tests::command(id, by, &action)).unwrap();
        note(seen, &outcome(&submitted));
        outcome(&submitted)
    };
    if dice.one_in(10) {
        assert_eq!(say("o1", "ats", json!({"close_sitting": {}})), Outcome::Refused("not_open"));
        let mut plan = model.plan();
        plan["lines"] = json!([]);
        assert_eq!(say("o2", "regione", json!({"open": {"plan": plan}})), Outcome::Refused("malformed"));
        let mut plan = model.plan();
        plan["parties"][0]["role"] = json!("partner");
        assert_eq!(
            say("o3", "regione", json!({"open": {"plan": plan}})),
            Outcome::Refused("authority_missing")
        );
    }
    let open = json!({"open": {"plan": model.plan(), "policies": model.policies()}});
    assert_eq!(say("open", "regione", open), Outcome::Happened(vec!["opened"]));
    kept
}

/// Forks the table, tries some commands, and promotes them after the table has perhaps gone on.
fn fork(
    dice: &mut Dice,
    kept: &mut PersistentTable<MemoryStore>,
    model: &mut Model,
    number: usize,
    seen: &mut Seen,
) {
    let (mut scenario, mut tried) = (Scenario::of(kept.table()), model.clone());
    let mut accepted: Vec<Ask> = Vec::new();
    for place in 0..3 {
        let ask = dice.command(&tried, number + place);
        let known = tried.asked.contains_key(&ask.id);
        let expected = tried.take(&ask);
        let found = match scenario.try_command(&ask.command(&tried)) {
            Err(rejection) => Outcome::Refused(rejection.code()),
            Ok(events) if events.is_empty() => {
                assert!(matches!(expected, Outcome::Done(_)), "{ask:?}");
                continue;
            }
            Ok(events) => outcome(&SubmitOutcome::Accepted(events)),
        };
        assert_eq!(found, expected, "{ask:?}");
        if matches!(found, Outcome::Happened(_)) && !known {
            accepted.push(ask);
        }
    }
    assert_alike(scenario.table(), &tried);
    let forked = model.revision;
    if dice.one_in(2) {
        let ask = dice.command(model, number + 5);
        assert_eq!(outcome(&kept.submit(&ask.command(model)).unwrap()), model.take(&ask), "{ask:?}");
    }
    let own = |ask: &Ask| matches!(&ask.what, What::Write { against, .. } if *against > forked);
    let mut promoted = model.clone();
    let refused = match accepted.iter().any(own) && model.revision != forked {
        true => Some("overtaken"),
        false => accepted.iter().find_map(|ask| match promoted.take(ask) {
            Outcome::Refused(code) => Some(code),
            Outcome::Done(_) | Outcome::Happened(_) => None,
        }),
    };
    let outcome = scenario.promote(kept).unwrap().err().map(|rejection| rejection.code());
    assert_eq!(outcome, refused, "{accepted:?}");
    match refused {
        Some(code) => note(seen, &Outcome::Refused(code)),
        None => {
            *seen.entry("promoted".into()).or_default() += 1;
            *model = promoted;
        }
    }
}

/// A command that expects a head that was, and is none of those carried out before: it is refused.
fn expect_an_old_head(kept: &mut PersistentTable<MemoryStore>, model: &Model, ask: &Ask, seen: &mut Seen) {
    let head = kept.head();
    let old = Head::new(head.revision(), Digest::of(b"another history"));
    let command = ask.command(model).expecting(old);
    let found = outcome(&kept.submit(&command).unwrap());
    match model.asked.get(&ask.id) {
        Some((known, revision)) if known == ask => assert_eq!(found, Outcome::Done(*revision)),
        Some(_) => assert_eq!(found, Outcome::Refused("command_reused")),
        None => assert_eq!(found, Outcome::Refused("head_moved")),
    }
    assert_eq!(kept.head(), head);
    note(seen, &found);
}

/// One table from its seed.
fn simulate(seed: u64, seen: &mut Seen) {
    let mut dice = Dice(seed);
    let mut model = dice.table();
    let mut kept = open(&mut dice, &model, seen);
    let opened: Command = riparto_table_tests::command(
        "open",
        "regione",
        &json!({"open": {"plan": model.plan(), "policies": model.policies()}}),
    );
    assert_eq!(kept.submit(&opened).unwrap(), SubmitOutcome::AlreadyDone { revision: 1 });
    for number in 0..6 + usize::try_from(dice.roll(16)).unwrap() {
        if dice.one_in(40) {
            fork(&mut dice, &mut kept, &mut model, 100 * (number + 1), seen);
        } else {
            let ask = dice.command(&model, number);
            let head = kept.head();
            if dice.one_in(50) {
                expect_an_old_head(&mut kept, &model, &ask, seen);
            }
            let found = outcome(&kept.submit(&ask.command(&model)).unwrap());
            let expected = model.take(&ask);
            assert_eq!(found, expected, "command {number}: {ask:?}");
            if !matches!(found, Outcome::Happened(_)) {
                assert_eq!(kept.head(), head, "nothing happened");
            }
            note(seen, &found);
            if model.last_change == model.revision {
                assert_alike(kept.table(), &model);
            }
        }
        if model.closed && dice.one_in(3) {
            break;
        }
    }
    assert_alike(kept.table(), &model);
    assert_told(&kept);
}

/// The shares of a thousand commands, roughly, that a simulation must meet.
fn assert_varied(seen: &Seen) {
    let reached = |name: &str| seen.get(name).copied().unwrap_or(0);
    // Signatures are for `signed` to try.
    let codes = Rejection::CODES.iter().filter(|code| !code.starts_with("signature_"));
    let rare: Vec<String> = NAMES
        .iter()
        .map(|name| (*name).to_owned())
        .chain(codes.map(|code| format!("refused {code}")))
        .chain(["done".into(), "promoted".into()])
        .filter(|name| reached(name) < 10)
        .collect();
    assert!(rare.is_empty(), "{rare:?} in {seen:#?}");
    let events: usize = NAMES.iter().map(|name| reached(name)).sum();
    let refusals: usize = Rejection::CODES.iter().map(|code| reached(&format!("refused {code}"))).sum();
    assert!(events > refusals / 2 && refusals > events / 4, "{events} events and {refusals} refusals");
    assert!(reached("approved") * 25 > events, "{seen:#?}");
    for (name, of_a_thousand) in [
        ("stated", 50),
        ("amended", 30),
        ("waived", 5),
        ("rebased", 3),
        ("envelope_changed", 5),
        ("rejected", 5),
    ] {
        assert!(reached(name) * 1_000 > of_a_thousand * events, "{name} in {seen:#?}");
    }
}

#[test]
fn thousands_of_tables_are_what_the_model_says_and_the_auditor_finds() {
    const TABLES: u64 = 2_000;
    if let Some(seed) = std::env::var("RIPARTO_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return simulate(seed, &mut Seen::new());
    }
    let quarters: Vec<Seen> = std::thread::scope(|scope| {
        let quarter = |quarter: u64| {
            scope.spawn(move || simulate_all((0..TABLES).skip(usize::try_from(quarter).unwrap()).step_by(4)))
        };
        let running = [0, 1, 2, 3].map(quarter);
        running.into_iter().map(|quarter| quarter.join().expect("its seed was printed")).collect()
    });
    let mut seen = Seen::new();
    for (name, count) in quarters.into_iter().flatten() {
        *seen.entry(name).or_default() += count;
    }
    assert_varied(&seen);
}

fn simulate_all(seeds: impl Iterator<Item = u64>) -> Seen {
    let mut seen = Seen::new();
    for seed in seeds {
        let table = std::panic::AssertUnwindSafe(|| simulate(seed, &mut seen));
        if let Err(why) = std::panic::catch_unwind(table) {
            println!("the table of seed {seed} failed: run it alone with RIPARTO_SEED={seed}");
            std::panic::resume_unwind(why);
        }
    }
    seen
}
