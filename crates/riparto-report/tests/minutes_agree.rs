//! Minutes agree with themselves: what the body says of a sitting, the log has and the head covers.

use riparto_core::Language;
use riparto_report::report::Minutes;
use riparto_table::journal::Store;
use serde_json::json;

use super::minutes::{Room, room};

fn of_sitting(room: &Room, sitting: &str, language: Language) -> String {
    let mut minutes = Minutes::of_sitting(sitting, language);
    room.kept.store().read_after(0, &mut |record| minutes.take(&record)).unwrap();
    minutes.text().unwrap()
}

#[test]
fn what_is_stated_after_a_sitting_is_in_its_body_its_log_and_its_head() {
    let mut room = room();
    let stated = room.kept.head();
    // Another act in between is none of the sitting's.
    room.say("anci", json!({"state": {"proposal": "p5", "stance": "consent"}}));
    room.say("regione", json!({"describe_sitting": {"sitting": "s1", "ends": "13:00"}}));
    let corrected = room.kept.head();
    room.say("anci", json!({"state": {"proposal": "p5", "stance": "abstention"}}));
    let text = of_sitting(&room, "s1", Language::Italian);
    let (body, annex) = text.split_once("\n---\n").unwrap();
    let (first, second) = (stated.revision(), corrected.revision());
    for told in [
        "- **Orario**: dalle ore 10:30 alle ore 13:00\n".to_owned(),
        format!("Dopo la seduta, con l'evento {first}: verbalizzazione dell'ora di chiusura.\n"),
        format!(
            "Dopo la seduta, con l'evento {second}: rettifica dell'ora di chiusura (in precedenza: 12:45).\n"
        ),
    ] {
        assert!(body.contains(&told), "{told}: {body}");
    }
    for told in [
        format!("(evento {first})"),
        "Ora di chiusura: 12:45".to_owned(),
        format!("(evento {second})"),
        "Ora di chiusura: 13:00".to_owned(),
        format!("a questo punto: {second}:{}", corrected.hash()),
    ] {
        assert!(annex.contains(&told), "{told}: {annex}");
    }
    assert!(!annex.contains(&format!("(evento {})", first + 1)), "{annex}");
    let english = of_sitting(&room, "s1", Language::English);
    let told =
        format!("After the sitting, at event {second}: the closing time was corrected (before: 12:45).\n");
    assert!(english.contains(&told), "{english}");
}

#[test]
fn a_day_that_is_corrected_after_the_sitting_is_in_its_log_and_its_head() {
    let mut room = room();
    room.say(
        "regione",
        json!({"correct_sitting": {"sitting": "s1", "date": "2026-03-21", "reason": "Slip"}}),
    );
    let head = room.kept.head();
    let text = of_sitting(&room, "s1", Language::English);
    let (body, annex) = text.split_once("\n---\n").unwrap();
    assert!(body.contains("## Sitting `s1` of 21 March 2026"), "{body}");
    assert!(body.contains(&format!("It was corrected at event {}.", head.revision())), "{body}");
    assert!(annex.contains(&format!("(event {})", head.revision())) && annex.contains("Slip"), "{annex}");
    assert!(annex.contains(&format!("at this point: {}:{}", head.revision(), head.hash())), "{annex}");
    assert!(annex.matches("Head of the history at this point").count() == 1, "{annex}");
}

/// CNR-IGSG objected at the sitting, ARTI did nothing; neither is listed as present.
#[test]
fn who_acted_at_a_sitting_is_not_called_absent() {
    let text = of_sitting(&room(), "s1", Language::Italian);
    let line = |label: &str| {
        let start = format!("- **{label}**: ");
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default().to_owned()
    };
    assert!(line("Non rappresentati").contains("ARTI"), "{text}");
    assert!(!line("Non rappresentati").contains("CNR-IGSG"), "{text}");
    assert_eq!(line("Atti senza presenza verbalizzata"), "CNR-IGSG", "{text}");
}

#[test]
fn nothing_is_deferred_while_a_sitting_is_under_way() {
    let mut room = room();
    room.say("ats", json!({"open_sitting": {"sitting": "s2", "date": "2026-04-20"}}));
    room.say("anci", json!({"state": {"proposal": "p5", "stance": "consent"}}));
    let (italian, english) =
        (of_sitting(&room, "s2", Language::Italian), of_sitting(&room, "s2", Language::English));
    assert!(italian.contains("- **Esito**: in discussione\n"), "{italian}");
    assert!(italian.contains("In discussione: `p4`, `p5`.\n") && !italian.contains("invia"), "{italian}");
    assert!(
        english.contains("- **Outcome**: under discussion\n") && !english.contains("eferred"),
        "{english}"
    );
    room.say("ats", json!({"close_sitting": {}}));
    let closed = of_sitting(&room, "s2", Language::Italian);
    assert!(closed.contains("- **Esito**: non decisa: rinviata\n"), "{closed}");
    assert!(closed.contains("Rinviate, ancora da decidere: `p4`, `p5`.\n"), "{closed}");
}
