//! The life cycle as properties: sequences of commands, shrunk where they fail, against the model.

use proptest::prelude::*;
use riparto_table::journal::MemoryStore;
use riparto_table::table::{CoDesignTable, Decision, PersistentTable, TableEvent};
use serde_json::json;

use super::simulation::{assert_alike, assert_told, outcome};
use riparto_table_tests::asking::Ask;
use riparto_table_tests::dice::Dice;
use riparto_table_tests::model::{Model, Outcome};
use riparto_test_support::{cases, given};

fn opened(seed: u64) -> (Model, PersistentTable<MemoryStore>) {
    let model = Dice(seed).table();
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let open = json!({"open": {"plan": model.plan(), "policies": model.policies()}});
    kept.submit(&riparto_table_tests::command("open", "regione", &open)).unwrap().accepted().unwrap();
    (model, kept)
}

/// A table, and the seeds of what is asked of it.
fn sequences() -> impl Strategy<Value = (u64, Vec<u64>)> {
    (any::<u64>(), prop::collection::vec(any::<u64>(), 1..30))
}

/// Commands that were accepted, with what they led to.
type Accepted = Vec<(Ask, Vec<TableEvent>)>;

/// Carries the commands out; those that were accepted, with their events.
fn carried_out(seed: u64, rolls: &[u64]) -> (Model, PersistentTable<MemoryStore>, Accepted) {
    let (mut model, mut kept) = opened(seed);
    let mut accepted = Vec::new();
    for (number, roll) in rolls.iter().enumerate() {
        let ask = Dice(*roll).command(&model, number);
        let command = ask.command(&model);
        let submitted = kept.submit(&command).unwrap();
        assert_eq!(outcome(&submitted), model.take(&ask), "{ask:?}");
        if let Outcome::Happened(_) = outcome(&submitted) {
            accepted.push((ask, submitted.accepted().unwrap()));
        }
    }
    (model, kept, accepted)
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_table_is_what_the_model_says_and_its_history_tells((seed, rolls) in sequences()) {
        let (model, kept, _) = carried_out(seed, &rolls);
        assert_alike(kept.table(), &model);
        assert_told(&kept);
    }

    #[test]
    fn events_folded_twice_are_equal_and_fold_as_they_were_decided((seed, rolls) in sequences()) {
        let (_, kept, accepted) = carried_out(seed, &rolls);
        let (_, opened) = opened(seed);
        let fold = || {
            let mut table = opened.table().clone();
            accepted.iter().flat_map(|(_, events)| events).for_each(|event| table.apply(event).unwrap());
            table
        };
        prop_assert_eq!(&fold(), &fold());
        prop_assert_eq!(&fold(), kept.table());
    }

    /// Deciding changes nothing, and the same question has the same answer.
    #[test]
    fn deciding_is_pure((seed, rolls) in sequences(), roll in any::<u64>()) {
        let (model, kept, _) = carried_out(seed, &rolls);
        let table: CoDesignTable = kept.table().clone();
        let command = Dice(roll).command(&model, 99).command(&model);
        let decided = table.decide(&command);
        prop_assert_eq!(&decided, &table.decide(&command));
        prop_assert_eq!(&table, kept.table());
        let Ok(Decision::Events(events)) = decided else { return given(None) };
        let mut after = table.clone();
        for event in &events {
            after.apply(event).unwrap();
        }
        prop_assert_eq!(after.revision(), table.revision() + u64::try_from(events.len()).unwrap());
    }

    /// Every command again, in any order: all are done, and nothing more happens.
    #[test]
    fn commands_sent_again_are_done((seed, rolls) in sequences(), turn in any::<prop::sample::Index>()) {
        let (model, mut kept, mut accepted) = carried_out(seed, &rolls);
        prop_assume!(!accepted.is_empty());
        let turn = turn.index(accepted.len());
        accepted.rotate_left(turn);
        let (table, head) = (kept.table().clone(), kept.head());
        for (ask, _) in &accepted {
            let first = model.asked[&ask.id].1;
            prop_assert_eq!(outcome(&kept.submit(&ask.command(&model)).unwrap()), Outcome::Done(first));
        }
        prop_assert_eq!((kept.table(), kept.head()), (&table, head));
    }

    /// The state after any number of events is what a fold of so many events gives, and the amounts of the ledger's past.
    #[test]
    fn every_past_revision_can_be_looked_at((seed, rolls) in sequences(), at in any::<prop::sample::Index>()) {
        let (_, kept, _) = carried_out(seed, &rolls);
        let revision = 1 + u64::try_from(at.index(usize::try_from(kept.table().revision()).unwrap())).unwrap();
        let then = kept.at(revision).unwrap();
        prop_assert_eq!(then.revision(), revision);
        prop_assert_eq!(then.plan().unwrap().approved(), &kept.table().amounts_at(revision).unwrap());
    }

    /// An event that does not belong where it is told is refused, and the table is as before.
    #[test]
    fn an_event_of_another_place_is_refused_or_follows((seed, rolls) in sequences(), at in any::<prop::sample::Index>()) {
        let (_, kept, accepted) = carried_out(seed, &rolls);
        let events: Vec<&TableEvent> = accepted.iter().flat_map(|(_, events)| events).collect();
        prop_assume!(!events.is_empty());
        let mut table = kept.table().clone();
        if table.apply(events[at.index(events.len())]).is_err() {
            prop_assert_eq!(&table, kept.table());
        } else {
            prop_assert_eq!(table.revision(), kept.table().revision() + 1);
        }
    }
}
