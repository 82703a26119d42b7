//! The hours of a sitting are in order, and histories that hold others open all the same.

use riparto_core::Language;
use riparto_table::journal::{Event, Store};
use riparto_table::table::{Audit, EventKind, PersistentTable};
use serde_json::{Value, json};

use riparto_table_tests::Desk;

fn hours(hours: Value) -> Value {
    let mut described = hours;
    described["sitting"] = json!("s1");
    json!({"describe_sitting": described})
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-29"}}));
    desk
}

#[test]
fn a_sitting_ends_after_it_begins() {
    let mut desk = desk();
    let both = desk.no("ats", hours(json!({"begins": "10:30", "ends": "09:30"})));
    assert_eq!(both.code(), "ends_earlier");
    assert_eq!(
        both.message(Language::Italian),
        "la seduta si chiuderebbe alle ore 09:30, e si apre alle ore 10:30"
    );
    assert_eq!(
        json!(both),
        json!({"code": "ends_earlier", "kind": "state", "begins": "10:30", "ends": "09:30",
            "message": "the sitting would end at 09:30, and it begins at 10:30"})
    );
    // Against what was described before, from either side.
    desk.ok("ats", hours(json!({"begins": "10:30"})));
    assert_eq!(desk.no("ats", hours(json!({"ends": "10:29"}))).code(), "ends_earlier");
    desk.ok("ats", hours(json!({"ends": "11:30"})));
    assert_eq!(desk.no("ats", hours(json!({"begins": "11:31"}))).code(), "ends_earlier");
}

#[test]
fn what_begins_from_noon_on_may_end_after_midnight() {
    for (begins, ends, accepted) in [
        ("21:00", "00:30", true),
        ("12:00", "06:00", true),
        ("12:00", "06:01", false),
        ("11:59", "00:30", false),
        ("15:00", "14:00", false),
        ("10:30", "10:30", true),
    ] {
        let mut desk = desk();
        let asked = hours(json!({"begins": begins, "ends": ends}));
        match accepted {
            true => drop(desk.ok("ats", asked)),
            false => assert_eq!(desk.no("ats", asked).code(), "ends_earlier", "{begins} to {ends}"),
        }
    }
}

#[test]
fn a_history_with_other_hours_opens_and_is_whole() {
    let mut desk = desk();
    let mut events = desk.clone().ok("ats", hours(json!({"begins": "10:30", "ends": "12:45"})));
    events[0].command = "former".into();
    let EventKind::SittingDescribed(description) = &mut events[0].what else { panic!("it describes") };
    description.ends = Some("09:30".parse().unwrap());
    let mut store = desk.kept.store().clone();
    let head = desk.kept.head();
    store.append(&head, &[Event::of(&events[0]).unwrap()]).unwrap().accepted().unwrap();
    assert_eq!(Audit::of(store.records()).unwrap().fault(), None);
    desk.kept = PersistentTable::open(store).unwrap();
    let [begins, ends] =
        <[_; 2]>::from(desk.table().sittings()[0].hours()).map(|hour| hour.unwrap().to_string());
    assert_eq!([begins.as_str(), ends.as_str()], ["10:30", "09:30"]);
    // What says nothing of the hours is no matter of theirs, and they can be set right.
    desk.ok("ats", hours(json!({"place": "Firenze"})));
    desk.ok("ats", hours(json!({"ends": "12:45"})));
}
