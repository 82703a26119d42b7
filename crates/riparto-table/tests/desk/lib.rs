//! A table over a history in memory, what is asked of it, and a model of it: for the tests of riparto-table and of what is above it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::new_without_default, missing_docs)]

pub mod asking;
pub mod dice;
pub mod forged;
pub mod line_dice;
pub mod line_model;
pub mod model;
pub mod occasions;
pub mod reckoning;
pub mod refusable;
pub mod refusable_commands;

use riparto_core::Money;
use riparto_table::journal::{MemoryStore, Store};
use riparto_table::table::{
    Audit, CoDesignTable, Command, PersistentTable, Rejection, Replayed, SubmitOutcome, TableEvent,
};
use serde_json::{Value, json};

/// 1,000.00 over four lines, three rules, an authority, a lead and two partners.
pub fn plan() -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Integration plan", "total": "1000.00",
        "lines": [
            {"id": "desks", "amount": "400.00"}, {"id": "outreach", "amount": "300.00"},
            {"id": "training", "amount": "200.00"}, {"id": "studies", "amount": "100.00"}
        ],
        "parties": [
            {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}, {"id": "anci"}, {"id": "cnr"}
        ],
        "rules": [
            {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "250.00"}},
            {"id": "studies-share", "scope": {"lines": ["studies"]}, "limit": {"share_ceiling": {"percent": "15"}}},
            {"id": "line-variation", "scope": "all", "each": "line", "needs": "prior_approval",
             "limit": {"variation": {"base": "original", "up": {"percent": "25"}, "down": {"percent": "25"}}}}
        ]
    })
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn proposal(party: &str, id: &str, (from, to, amount): (&str, &str, &str)) -> Value {
    json!({"id": id, "party": party, "transfers": [{"from": from, "to": to, "amount": amount}]})
}

pub fn command(id: &str, party: &str, action: &Value) -> Command {
    Command::from_json(&json!({"id": id, "party": party, "do": action}).to_string()).unwrap()
}

/// A table over a history in memory, and commands that are numbered.
#[derive(Clone)]
pub struct Desk {
    pub kept: PersistentTable<MemoryStore>,
    pub said: u32,
}

impl Desk {
    pub fn not_open() -> Desk {
        Desk { kept: PersistentTable::open(MemoryStore::new()).unwrap(), said: 0 }
    }

    /// A table that is open, and whose authority decides alone.
    pub fn new() -> Desk {
        Desk::on(&json!({"plan": plan()}))
    }

    pub fn with(policies: &Value) -> Desk {
        Desk::on(&json!({"plan": plan(), "policies": policies}))
    }

    pub fn on(open: &Value) -> Desk {
        let mut desk = Desk::not_open();
        desk.ok("regione", json!({"open": open}));
        desk
    }

    pub fn table(&self) -> &CoDesignTable {
        self.kept.table()
    }

    pub fn revision(&self) -> u64 {
        self.table().revision()
    }

    pub fn say(&mut self, party: &str, action: &Value) -> SubmitOutcome {
        self.said += 1;
        self.kept.submit(&command(&format!("c{}", self.said), party, action)).unwrap()
    }

    /// A command that is accepted. What the table folded is then what is read back from the history, and it adds up.
    #[track_caller]
    pub fn ok(&mut self, party: &str, action: Value) -> Vec<TableEvent> {
        let before = self.revision();
        let SubmitOutcome::Accepted(events) = self.say(party, &action) else {
            panic!("{action} is not accepted")
        };
        assert_eq!(self.revision(), before + u64::try_from(events.len()).unwrap());
        let replayed = Replayed::of(self.kept.store().to_lines().as_bytes(), &[self.kept.head()]).unwrap();
        assert_eq!(replayed.broken(), None);
        assert_eq!(replayed.table(), self.table(), "{action}");
        let audit = Audit::of(self.kept.store().records()).unwrap();
        assert_eq!(audit.fault(), None, "{action}");
        let approved = self.table().plan().unwrap().approved();
        assert_eq!(audit.total(), approved.total());
        assert!(audit.amounts().map(|(_, amount)| amount).eq(approved.amounts().iter().copied()));
        events
    }

    /// A command that is refused: nothing happens.
    #[track_caller]
    pub fn no(&mut self, party: &str, action: Value) -> Rejection {
        let (table, head) = (self.table().clone(), self.kept.head());
        let SubmitOutcome::Rejected(rejection) = self.say(party, &action) else {
            panic!("{action} is accepted")
        };
        assert_eq!((self.table(), self.kept.head()), (&table, head), "{action}");
        assert_eq!(self.kept.store().head().unwrap(), head);
        *rejection
    }

    /// A proposal of one transfer, on the table.
    #[track_caller]
    pub fn propose(&mut self, party: &str, id: &str, transfer: (&str, &str, &str)) {
        let against = self.revision();
        self.ok(party, json!({"propose": {"against": against, "proposal": proposal(party, id, transfer)}}));
    }

    #[track_caller]
    pub fn approve(&mut self, id: &str) {
        self.ok("regione", json!({"approve": {"proposal": id, "act": format!("DD {id}")}}));
    }

    /// What each line holds, in euros and cents.
    pub fn amounts(&self) -> Vec<String> {
        self.table().plan().unwrap().approved().amounts().iter().map(Money::to_string).collect()
    }

    pub fn status(&self, id: &str) -> &'static str {
        self.table().proposal(id).unwrap().status().name()
    }
}
