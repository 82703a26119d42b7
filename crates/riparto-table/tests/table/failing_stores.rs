//! A store that fails at each of its calls in turn, before or after it did what was asked, as a database does whose connection is
//! lost: who sends a command again finds it carried out once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use riparto_core::error::StorageFailure;
use riparto_core::{Error, Result};
use riparto_table::journal::{Appended, Event, Head, MemoryStore, Record, Store};
use riparto_table::table::{Audit, Command, PersistentTable, SubmitOutcome};
use serde_json::json;

use riparto_table_tests::{command, plan, proposal};

/// A history that outlives the program which has it.
#[derive(Clone)]
struct Distant {
    history: Rc<RefCell<MemoryStore>>,
    calls: Rc<Cell<usize>>,
    fails_at: usize,
    /// How many calls fail.
    lasts: usize,
    /// Whether what was asked is done before the call fails.
    is_late: bool,
}

impl Distant {
    fn call<T>(&self, asked: impl FnOnce() -> Result<T>) -> Result<T> {
        let call = self.calls.get() + 1;
        self.calls.set(call);
        if !(self.fails_at..self.fails_at + self.lasts).contains(&call) {
            return asked();
        }
        if self.is_late {
            asked()?;
        }
        Err(Error::storage(StorageFailure::Unsure, "the connection was lost"))
    }
}

impl Store for Distant {
    fn head(&self) -> Result<Head> {
        self.call(|| self.history.borrow().head())
    }
    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        self.call(|| self.history.borrow_mut().append(expected, events))
    }
    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        // The records come one by one, and the connection may be lost after any.
        let records = self.call(|| self.history.borrow().records_after(revision))?;
        records.into_iter().try_for_each(|record| self.call(|| Ok(())).and_then(|()| each(record)))
    }
}

/// A negotiation: what is asked, in batches that are sent together, and how many events come of each.
fn negotiation() -> Vec<(Vec<Command>, u64)> {
    let propose = |id: &str, amount: &str| {
        let proposal = proposal("anci", id, ("outreach", "desks", amount));
        command(&format!("propose-{id}"), "anci", &json!({"propose": {"against": 1, "proposal": proposal}}))
    };
    let approve = |id: &str| {
        let action = json!({"approve": {"proposal": id, "if_stale": "rebase"}});
        command(&format!("approve-{id}"), "regione", &action)
    };
    let state = command("state-p2", "cnr", &json!({"state": {"proposal": "p2", "stance": "consent"}}));
    let withdraw = command("withdraw-p3", "anci", &json!({"withdraw": {"proposal": "p3"}}));
    vec![
        (vec![command("open", "regione", &json!({"open": {"plan": plan()}}))], 1),
        (vec![propose("p1", "20.00"), propose("p2", "10.00"), propose("p3", "5.00")], 6),
        (vec![approve("p1"), state], 2),
        (vec![withdraw], 1),
        (vec![approve("p2")], 2),
    ]
}

/// Sends each batch until it is answered; a program that cannot go on is started again. How often a call failed.
fn negotiate(store: &Distant) -> (PersistentTable<Distant>, usize) {
    let mut failures = 0;
    let open = |failures: &mut usize| loop {
        match PersistentTable::open(store.clone()) {
            Ok(kept) => break kept,
            Err(error) => {
                assert_eq!(error.code(), "storage_unsure");
                *failures += 1;
            }
        }
    };
    let mut kept = open(&mut failures);
    for (commands, due) in negotiation() {
        let before = kept.head().revision();
        let outcomes = loop {
            match kept.submit_all(&commands) {
                Ok(outcomes) => break outcomes,
                Err(error) => {
                    assert_eq!(error.code(), "storage_unsure");
                    failures += 1;
                    // Every second time by a program that knows nothing of what was asked before.
                    if failures % 2 == 0 {
                        kept = open(&mut failures);
                    }
                }
            }
        };
        for outcome in &outcomes {
            assert!(!matches!(outcome, SubmitOutcome::Rejected(_)), "{outcome:?}");
        }
        assert_eq!(kept.head().revision() - before, due);
    }
    (kept, failures)
}

#[test]
fn whatever_call_of_a_store_fails_each_command_is_carried_out_once() {
    let whole = |fails_at, lasts, is_late| Distant {
        history: Rc::default(),
        calls: Rc::default(),
        fails_at,
        lasts,
        is_late,
    };
    let calm = whole(usize::MAX / 2, 0, false);
    let (expected, failures) = negotiate(&calm);
    assert_eq!((failures, expected.head().revision()), (0, 12));
    let calls = calm.calls.get();
    let mut failed = 0;
    for fails_at in 1..=calls + 2 {
        for (lasts, is_late) in [(1, false), (1, true), (2, true), (3, false)] {
            let store = whole(fails_at, lasts, is_late);
            let (kept, failures) = negotiate(&store);
            assert_eq!(
                (kept.table(), kept.head()),
                (expected.table(), expected.head()),
                "call {fails_at}, {is_late}"
            );
            let history = store.history.borrow();
            assert_eq!(history.records(), calm.history.borrow().records(), "each once, in the same order");
            assert_eq!(Audit::of(history.records()).unwrap().fault(), None);
            failed += failures;
        }
    }
    assert!(failed > 2 * calls, "{failed} of {calls} calls");
}
