//! A week of a busy table: a hundred parties, ten writers with one journal on disk, readers and an auditor beside them, the power
//! cut now and then. All of it from one seed; `RIPARTO_WEEK` says how many commands (1,000 without it).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use riparto_core::Result;
use riparto_table::journal::{Appended, Event, Head, Journal, Record, Store, extend};
use riparto_table::table::{Audit, CoDesignTable, Command, PersistentTable, Replayed, SubmitOutcome};
use riparto_table_tests::asking::{euros, line};
use riparto_table_tests::command;
use riparto_table_tests::dice::Dice;
use serde_json::json;

const PARTIES: usize = 100;
const WRITERS: usize = 10;
const LINES: usize = 40;
const DAYS: usize = 5;

/// One journal that many writers have in turn.
#[derive(Clone)]
struct Shared(Rc<RefCell<Journal>>);

impl Store for Shared {
    fn head(&self) -> Result<Head> {
        self.0.borrow().head()
    }
    fn append(&mut self, expected: &Head, events: &[Event]) -> Result<Appended> {
        self.0.borrow_mut().append(expected, events)
    }
    fn read_after(&self, revision: u64, each: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        self.0.borrow().read_after(revision, each)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Status {
    Tabled,
    Over,
}

struct Proposed {
    from: usize,
    to: usize,
    cents: i64,
    author: usize,
    status: Status,
    said: BTreeSet<usize>,
}

/// What the table must hold, in plain values.
struct Ledger {
    start: Vec<i64>,
    amounts: Vec<i64>,
    proposals: Vec<Proposed>,
    /// Each command that was accepted, and the revision of its first event.
    asked: Vec<(Command, u64)>,
    revision: u64,
}

/// What must come of a command.
#[derive(Debug, PartialEq)]
enum Due {
    Events(u64),
    Done(u64),
    Refused(&'static str),
}

fn party(number: usize) -> String {
    if number == 0 { "regione".into() } else { format!("ente{number}") }
}

impl Ledger {
    fn new(dice: &mut Dice) -> Ledger {
        let start: Vec<i64> = (0..LINES).map(|_| 1_000_000 + dice.cents(9_000_000)).collect();
        Ledger { amounts: start.clone(), start, proposals: Vec::new(), asked: Vec::new(), revision: 0 }
    }

    /// Lines that keep half of what they had, or more.
    fn opening(&self) -> Command {
        let lines = self.start.iter().enumerate();
        let lines: Vec<_> =
            lines.map(|(at, cents)| json!({"id": line(at), "amount": euros(*cents)})).collect();
        let parties: Vec<_> = (0..PARTIES)
            .map(|number| json!({"id": party(number), "role": if number == 0 { "authority" } else { "partner" }}))
            .collect();
        let floor = |at: usize| json!({"floor": euros(self.start[at] / 2)});
        let rules: Vec<_> = (0..LINES)
            .map(|at| json!({"id": format!("floor{at}"), "scope": {"lines": [line(at)]}, "limit": floor(at)}))
            .collect();
        let plan = json!({"format": "riparto.plan/1", "title": "Week", "total": euros(self.start.iter().sum()),
            "lines": lines, "parties": parties, "rules": rules});
        command("open", "regione", &json!({"open": {"plan": plan}}))
    }

    fn take(&mut self, asked: Command, events: u64) -> (Command, Due) {
        self.asked.push((asked.clone(), self.revision + 1));
        self.revision += events;
        (asked, Due::Events(events))
    }

    fn propose(&mut self, dice: &mut Dice, id: &str) -> (Command, Due) {
        let (from, step, author) =
            (dice.position(LINES), 1 + dice.position(LINES - 1), dice.position(PARTIES));
        let (to, cents) = ((from + step) % LINES, 1 + dice.cents(self.start[from] / 4));
        let number = self.proposals.len();
        let transfers = json!([{"from": line(from), "to": line(to), "amount": euros(cents)}]);
        let proposal = json!({"id": format!("p{number}"), "party": party(author), "transfers": transfers});
        self.proposals.push(Proposed {
            from,
            to,
            cents,
            author,
            status: Status::Tabled,
            said: BTreeSet::new(),
        });
        let asked = command(
            id,
            &party(author),
            &json!({"propose": {"against": self.revision, "proposal": proposal}}),
        );
        self.take(asked, 2)
    }

    fn state(&mut self, dice: &mut Dice, id: &str, number: usize) -> Option<(Command, Due)> {
        let (author, is_open) =
            (self.proposals[number].author, self.proposals[number].status == Status::Tabled);
        let who = (author + 1 + dice.position(PARTIES - 1)) % PARTIES;
        let stance = *dice.pick(&["consent", "consent", "objection", "abstention"]);
        let action =
            json!({"state": {"proposal": format!("p{number}"), "stance": stance, "reason": "So it is"}});
        let asked = command(id, &party(who), &action);
        // The authority decides, and takes no side before.
        if who == 0 {
            return Some((asked, Due::Refused("not_allowed")));
        }
        match is_open {
            true => self.proposals[number].said.insert(who).then(|| self.take(asked, 1)),
            false => Some((asked, Due::Refused("wrong_status"))),
        }
    }

    fn withdraw(&mut self, id: &str, number: usize) -> (Command, Due) {
        let proposed = &mut self.proposals[number];
        let asked =
            command(id, &party(proposed.author), &json!({"withdraw": {"proposal": format!("p{number}")}}));
        if proposed.status == Status::Over {
            return (asked, Due::Refused("wrong_status"));
        }
        proposed.status = Status::Over;
        self.take(asked, 1)
    }

    fn approve(&mut self, id: &str, number: usize) -> (Command, Due) {
        let action = json!({"approve": {"proposal": format!("p{number}"), "act": id, "if_stale": "rebase"}});
        let (asked, proposed) = (command(id, "regione", &action), &mut self.proposals[number]);
        let (from, to, cents) = (proposed.from, proposed.to, proposed.cents);
        if proposed.status == Status::Over {
            return (asked, Due::Refused("wrong_status"));
        }
        if self.amounts[from] - cents < self.start[from] / 2 {
            return (asked, Due::Refused("forbidden"));
        }
        proposed.status = Status::Over;
        self.amounts[from] -= cents;
        self.amounts[to] += cents;
        // Whether it is rebased first is for the table to know.
        self.take(asked, 1)
    }

    /// The next command, and what must come of it.
    fn next(&mut self, dice: &mut Dice, number: usize) -> (Command, Due) {
        let id = format!("c{number}");
        let count = self.proposals.len();
        if count == 0 {
            return self.propose(dice, &id);
        }
        // Late proposals are spoken of more.
        let late = count - 1 - dice.position(count.min(60));
        match dice.roll(20) {
            0..=5 => self.propose(dice, &id),
            6..=13 => self.state(dice, &id, late).unwrap_or_else(|| self.withdraw(&id, late)),
            14 => self.withdraw(&id, late),
            15 => {
                // The answer was lost on the way: it is sent again, to whoever writes now.
                let (asked, revision) = self.asked[dice.position(self.asked.len())].clone();
                (asked, Due::Done(revision))
            }
            _ => self.approve(&id, late),
        }
    }
}

fn amounts_of(table: &CoDesignTable) -> Vec<i64> {
    table.plan().unwrap().approved().amounts().iter().map(|amount| amount.cents()).collect()
}

/// The journal, its writers, and the auditor, who reads on from where it was.
struct Office {
    path: PathBuf,
    writers: Vec<PersistentTable<Shared>>,
    audit: Audit,
    acknowledged: Head,
}

impl Office {
    fn open(path: &Path, audit: Audit, acknowledged: Head) -> Office {
        let shared = Shared(Rc::new(RefCell::new(Journal::open(path).unwrap())));
        let writers = (0..WRITERS).map(|_| PersistentTable::open(shared.clone()).unwrap()).collect();
        Office { path: path.to_owned(), writers, audit, acknowledged }
    }

    /// Every writer is thrown out in the middle of an append, of which some bytes came to disk.
    fn power_cut(self, dice: &mut Dice) -> Office {
        let Office { path, writers, audit, acknowledged } = self;
        drop(writers);
        let event = Event::of(&json!({"never": "acknowledged", "text": "à".repeat(200)})).unwrap();
        let batch = extend(&acknowledged, &[event.clone(), event]).unwrap();
        let bytes =
            batch.iter().fold(String::new(), |text, record| text + &record.line() + "\n").into_bytes();
        let written = 1 + dice.position(bytes.len() - 2);
        fs::File::options().append(true).open(&path).unwrap().write_all(&bytes[..written]).unwrap();
        assert_eq!(Journal::open(&path).unwrap_err().code(), "journal_torn");
        let repaired = Journal::repair_through(&path, &[acknowledged]).unwrap().unwrap();
        assert_eq!(repaired.head(), acknowledged, "all that was acknowledged, and nothing else");
        fs::remove_file(repaired.kept()).unwrap();
        Office::open(&path, audit, acknowledged)
    }

    fn carry_out(&mut self, writer: usize, asked: &Command, due: &Due, ledger: &mut Ledger) {
        let found = self.writers[writer].submit(asked).unwrap();
        match (&found, due) {
            (SubmitOutcome::Accepted(events), Due::Events(expected)) => {
                // An approval that is rebased has one event more.
                let count = u64::try_from(events.len()).unwrap();
                assert!(count == *expected || (*expected == 1 && count == 2), "{asked:?}: {events:?}");
                ledger.revision += count - expected;
            }
            (SubmitOutcome::AlreadyDone { revision }, Due::Done(expected)) => assert_eq!(revision, expected),
            (SubmitOutcome::Rejected(rejection), Due::Refused(code)) => {
                assert_eq!(rejection.code(), *code, "{asked:?}")
            }
            _ => panic!("{asked:?} must lead to {due:?} and not to {found:?}"),
        }
        self.acknowledged = self.writers[writer].head();
        assert_eq!(self.acknowledged.revision(), ledger.revision);
        assert_eq!(amounts_of(self.writers[writer].table()), ledger.amounts);
    }

    /// The auditor takes what is new, and finds what the ledger says.
    fn audit(&mut self, ledger: &Ledger) {
        let after = self.audit.revision();
        let audit = &mut self.audit;
        self.writers[0].store().read_after(after, &mut |record| audit.take(&record)).unwrap();
        assert_eq!((audit.fault(), audit.revision()), (None, ledger.revision));
        assert!(audit.amounts().map(|(_, amount)| amount.cents()).eq(ledger.amounts.iter().copied()));
        assert_eq!(audit.total().cents(), ledger.start.iter().sum::<i64>());
    }

    /// A stranger reads the file while writers have it, with a head that it was told.
    fn read(&self, ledger: &Ledger) {
        let replayed = Replayed::of(Journal::reader(&self.path).unwrap(), &[self.acknowledged]).unwrap();
        assert!(replayed.broken().is_none() && replayed.torn().is_none());
        assert_eq!(
            (replayed.head(), amounts_of(replayed.table())),
            (self.acknowledged, ledger.amounts.clone())
        );
    }
}

fn commands() -> usize {
    std::env::var("RIPARTO_WEEK").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

#[test]
fn a_week_of_a_hundred_parties_and_ten_writers_loses_nothing_and_adds_up() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("week-{}", std::process::id()));
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("table.jsonl");
    let mut dice = Dice(2464);
    let mut ledger = Ledger::new(&mut dice);
    drop(Journal::create(&path).unwrap());
    let mut office = Office::open(&path, Audit::default(), Head::START);
    let opening = ledger.opening();
    let (opening, due) = ledger.take(opening, 1);
    office.carry_out(0, &opening, &due, &mut ledger);
    let count = commands();
    let (mut events, mut refused, mut again, mut cuts) = (0, 0, 0, 0);
    for number in 0..count {
        let (asked, due) = ledger.next(&mut dice, number);
        // Whoever it is, it has not looked at the table since it wrote last.
        office.carry_out(dice.position(WRITERS), &asked, &due, &mut ledger);
        match due {
            Due::Events(count) => events += count,
            Due::Refused(_) => refused += 1,
            Due::Done(_) => again += 1,
        }
        if number % 7 == 0 {
            office.audit(&ledger);
        }
        if number % (count / 25).max(1) == 0 {
            office.read(&ledger);
        }
        // Once a day, and whenever the dice say so.
        if number % (count / DAYS) == count / DAYS - 1 || dice.one_in(400) {
            office = office.power_cut(&mut dice);
            cuts += 1;
        }
    }
    office.audit(&ledger);
    office.read(&ledger);
    for writer in &mut office.writers {
        writer.catch_up().unwrap();
    }
    let (first, others) = office.writers.split_first().unwrap();
    assert!(others.iter().all(|writer| writer.table() == first.table() && writer.head() == first.head()));
    let (approved, all) = (first.table().variations().len(), u64::try_from(count).unwrap());
    assert!(events > all / 2 && refused > count / 20 && again > count / 40, "{events} {refused} {again}");
    assert!(approved > count / 20 && cuts >= DAYS, "{approved} {cuts}");
    fs::remove_dir_all(&folder).unwrap();
}
