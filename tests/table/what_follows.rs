//! Derived lines at the table: what follows a proposal is recorded with it, told in log and minutes, and written anew by a rebase.

use riparto::report::Minutes;
use riparto::table::EventKind;
use riparto::{Language, Transfer};
use serde_json::{Value, json};

use riparto_table_tests::occasions::{flat_rate, stale};
use riparto_table_tests::{Desk, proposal};

fn follows(desk: &Desk, id: &str) -> Vec<(String, String, String)> {
    let tabled = desk.table().proposal(id).unwrap();
    let follows = tabled.proposal().transfers().iter().filter(|transfer| transfer.follows());
    let words = |transfer: &Transfer| {
        (transfer.from().to_owned(), transfer.to().to_owned(), transfer.amount().to_string())
    };
    follows.map(words).collect()
}

fn one(from: &str, to: &str, amount: &str) -> Vec<(String, String, String)> {
    vec![(from.to_owned(), to.to_owned(), amount.to_owned())]
}

#[test]
fn what_follows_is_recorded_carried_out_and_told() {
    let mut desk = flat_rate();
    desk.ok("regione", json!({"open_sitting": {"sitting": "s1", "date": "2026-03-12"}}));
    desk.propose("anci", "p1", ("reserve", "desks", "100.00"));
    assert_eq!(follows(&desk, "p1"), one("reserve", "indirect", "7.00"));
    let needless = desk
        .no("anci", json!({"amend": {"proposal": proposal("anci", "p1", ("reserve", "desks", "100.00"))}}));
    assert_eq!(needless.code(), "amendment_needless");
    desk.ok("anci", json!({"amend": {"proposal": proposal("anci", "p1", ("reserve", "desks", "200.00"))}}));
    assert_eq!(follows(&desk, "p1"), one("reserve", "indirect", "14.00"));
    desk.approve("p1");
    assert_eq!(desk.amounts(), ["800.00", "400.00", "84.00", "716.00"]);
    let texts = [
        (Language::English, "€14.00 from `reserve` to `indirect` (Indirect costs) (follows)"),
        (Language::Italian, "14,00 € da `reserve` a `indirect` (Indirect costs) (adeguamento)"),
    ];
    for (language, text) in texts {
        let mut minutes = Minutes::of_sitting("s1", language);
        desk.kept.store().records().iter().for_each(|record| minutes.take(record).unwrap());
        let minutes = minutes.text().unwrap();
        assert!(minutes.contains(text), "{minutes}");
    }
    // The opposite takes back both.
    desk.ok("anci", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    desk.approve("r1");
    assert_eq!(desk.amounts(), ["600.00", "400.00", "70.00", "930.00"]);
}

#[test]
fn a_rebase_writes_anew_what_follows() {
    let mut desk = stale();
    // 7 % of 1,020.10 are 71.41: the second takes a cent more than the first.
    assert_eq!(desk.table().assess("p2").unwrap().authorization(), riparto::Authorization::Free);
    let mut other = desk.clone();
    let events = other.ok("anci", json!({"rebase": {"proposal": "p2"}}));
    let EventKind::Rebased { follows: Some(anew), .. } = &events[0].what else { panic!("{events:?}") };
    assert_eq!(anew.len(), 1);
    assert_eq!(follows(&other, "p2"), one("reserve", "indirect", "0.71"));
    other.approve("p2");
    desk.ok("regione", json!({"approve": {"proposal": "p2", "if_stale": "rebase"}}));
    assert_eq!(desk.amounts(), other.amounts());
    assert_eq!(desk.amounts(), ["620.10", "400.00", "71.41", "908.49"]);
    // And a preview of both, one after the other, is the same.
    let mut ahead = flat_rate();
    for id in ["p1", "p2"] {
        ahead.propose("anci", id, ("reserve", "desks", "10.05"));
        assert_eq!(follows(&ahead, id), one("reserve", "indirect", "0.70"));
    }
    let preview = ahead.table().preview(&["p1", "p2"]).unwrap();
    assert!(preview.after().amounts().iter().map(riparto::Money::to_string).eq(desk.amounts()));
    assert_eq!(preview.authorization(), riparto::Authorization::Free);
}

#[test]
fn where_nothing_can_follow_the_proposal_is_recorded_as_it_is_and_judged_so() {
    let mut desk = flat_rate();
    desk.propose("anci", "p1", ("reserve", "desks", "900.00"));
    assert_eq!(follows(&desk, "p1"), Vec::new());
    let refused = desk.no("regione", json!({"approve": {"proposal": "p1"}}));
    assert_eq!(refused.code(), "forbidden");
    let recorded: Vec<Value> = desk
        .kept
        .store()
        .records()
        .iter()
        .map(|record| serde_json::from_str(record.event().as_str()).unwrap())
        .collect();
    assert!(recorded.iter().all(|event| !event.to_string().contains("follows")));
}
