//! Minutes as a document: for a sitting of five proposals the recorded texts, in both languages and forms, and what they promise.

use riparto_core::Language;
use riparto_report::report::Minutes;
use riparto_table::journal::{MemoryStore, Store};
use riparto_table::table::{Command, PersistentTable};
use serde_json::{Value, json};

const PLAN: &str = include_str!("../../../examples/data/toscana-piano.json");

/// A table, and what was asked of it so far.
pub(crate) struct Room {
    pub(crate) kept: PersistentTable<MemoryStore>,
    asked: usize,
}

impl Room {
    pub(crate) fn say(&mut self, party: &str, action: Value) {
        self.asked += 1;
        let command = json!({"id": format!("c{}", self.asked), "party": party, "do": action});
        let command = Command::from_json(&command.to_string()).unwrap();
        self.kept
            .submit(&command)
            .unwrap()
            .accepted()
            .unwrap_or_else(|refused| panic!("{refused}: {command:?}"));
    }

    fn propose(
        &mut self,
        (party, id): (&str, &str),
        (title, reason): (&str, &str),
        transfer: (&str, &str, &str),
    ) {
        let (from, to, amount) = transfer;
        let transfers = json!([{"from": from, "to": to, "amount": amount}]);
        let proposal =
            json!({"id": id, "party": party, "title": title, "reason": reason, "transfers": transfers});
        self.say(party, json!({"propose": {"proposal": proposal}}));
    }
}

/// A sitting of five proposals: two approved, one rejected, one sent back, one put off.
pub(crate) fn room() -> Room {
    let kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let mut room = Room { kept, asked: 0 };
    let plan: Value = serde_json::from_str(PLAN).unwrap();
    room.say("regione", json!({"open": {"plan": plan}}));
    room.say(
        "ats",
        json!({"open_sitting": {"sitting": "s1", "date": "2026-03-20", "title": "Rimodulazione"}}),
    );
    let present = json!([
        {"name": "Maria Rossi", "party": "regione", "capacity": "dirigente", "duty": "chair"},
        {"name": "Luca Bianchi", "party": "ats"}, {"name": "Giulia Verdi", "party": "anci"},
        {"name": "Anna Galli", "capacity": "funzionaria", "duty": "secretary"},
    ]);
    room.say(
        "regione",
        json!({"describe_sitting": {"sitting": "s1", "place": "Firenze, sala <Pegaso>",
        "begins": "10:30", "agenda": ["Rimodulazione degli sportelli", "Varie"], "present": present}}),
    );
    room.propose(
        ("anci", "p1"),
        ("Più ore agli sportelli", "Le code | superano *due* ore & mezza"),
        ("informazione", "sportelli", "20000.00"),
    );
    room.say("ats", json!({"state": {"proposal": "p1", "stance": "consent"}}));
    room.say(
        "cnr-igsg",
        json!({"state": {"proposal": "p1", "stance": "objection", "reason": "Mancano i dati"}}),
    );
    room.say("regione", json!({"approve": {"proposal": "p1", "act": "DD 120/2026"}}));
    room.propose(("ats", "p2"), ("Formazione in rete", ""), ("informazione", "mediatori", "1000.00"));
    room.say("regione", json!({"approve": {"proposal": "p2", "act": "DD 121/2026"}}));
    room.propose(("cnr-igsg", "p3"), ("Indagine", "Da ripetere"), ("sportelli", "informazione", "500.00"));
    room.say("regione", json!({"reject": {"proposal": "p3", "reason": "Fuori tempo"}}));
    room.propose(("anci", "p4"), ("Alloggi", ""), ("informazione", "sportelli", "300.00"));
    room.say("regione", json!({"request_changes": {"proposal": "p4", "reason": "Indicare i comuni"}}));
    room.propose(("ats", "p5"), ("Rete", ""), ("informazione", "sportelli", "200.00"));
    room.say("ats", json!({"close_sitting": {}}));
    room.say("regione", json!({"describe_sitting": {"sitting": "s1", "ends": "12:45"}}));
    room
}

fn minutes(room: &Room, language: Language) -> Minutes {
    let mut minutes = Minutes::of_sitting("s1", language);
    room.kept.store().read_after(0, &mut |record| minutes.take(&record)).unwrap();
    minutes
}

/// Compares a text with the file that was recorded; `RIPARTO_RECORD=1` records it anew.
pub(crate) fn is_as_recorded(name: &str, text: &str) {
    let path = format!("{}/tests/vectors/{name}", concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    if std::env::var_os("RIPARTO_RECORD").is_some() {
        std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(recorded == text, "{name} is not as recorded:\n{text}");
}

#[test]
fn minutes_are_as_recorded_in_both_languages_and_forms() {
    let room = room();
    for (language, ending) in [(Language::English, "en"), (Language::Italian, "it")] {
        let (markdown, html) =
            (minutes(&room, language).text().unwrap(), minutes(&room, language).html().unwrap());
        is_as_recorded(&format!("pages/minutes-{ending}.md"), &markdown);
        is_as_recorded(&format!("pages/minutes-{ending}.html"), &html);
    }
}

#[test]
fn minutes_tell_who_was_there_what_was_decided_and_what_was_put_off() {
    let text = minutes(&room(), Language::Italian).text().unwrap();
    for told in [
        "- **Orario**: dalle ore 10:30 alle ore 12:45\n",
        "- **Luogo**: Firenze, sala \\<Pegaso>\n",
        "- **Motivazione**: Le code \\| superano \\*due\\* ore \\& mezza\n",
        "obiezione: CNR-IGSG",
        "approvata con DD 120/2026",
        "- **Esito**: respinta. Motivazione: Fuori tempo\n",
        "- **Esito**: restituita al proponente. Motivazione: Indicare i comuni\n",
        "- **Esito**: non decisa: rinviata\n",
        "Rinviate, ancora da decidere: `p4`, `p5`.\n",
        "- Il presidente (Maria Rossi): ",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let (document, annex) = text.split_once("\n---\n").unwrap();
    assert!(!document.contains("(evento") && annex.contains("(evento"), "the log is the annex");
}

#[test]
fn the_comparison_of_a_sitting_sums_to_the_total_and_pages_have_no_script() {
    let room = room();
    let total = room.kept.table().plan().unwrap().envelope().total();
    let figures = total.to_figures(riparto_core::money::AmountStyle::from(Language::Italian));
    let text = minutes(&room, Language::Italian).text().unwrap();
    let foot = text.lines().find(|line| line.starts_with("| totale")).unwrap();
    assert_eq!(foot.matches(&figures).count(), 2, "{foot}");
    let html = minutes(&room, Language::Italian).html().unwrap();
    assert!(html.contains("sala &#60;Pegaso&#62;") || html.contains("sala &lt;Pegaso&gt;"), "{html}");
    assert!(!html.contains("<script") && !html.contains("http:") && !html.contains("https:"), "{html}");
}

/// What a rule leaves stands beside each line as it was right after the decision, with the level and the rule; what is waived says so.
#[test]
fn the_comparison_of_a_proposal_says_what_is_left_and_which_level_its_change_belongs_to() {
    let kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let mut room = Room { kept, asked: 0 };
    room.say("regione", json!({"open": {"plan": serde_json::from_str::<Value>(PLAN).unwrap()}}));
    room.say("regione", json!({"open_sitting": {"sitting": "s1", "date": "2026-03-20"}}));
    room.propose(("anci", "p1"), ("", ""), ("informazione", "sportelli", "30000.00"));
    room.say("regione", json!({"approve": {"proposal": "p1", "act": "DD 1/2026"}}));
    room.propose(("anci", "p2"), ("", ""), ("informazione", "sportelli", "10000.00"));
    room.say("regione", json!({"approve": {"proposal": "p2", "act": "DD 2/2026"}}));
    room.propose(("arti", "p3"), ("", ""), ("outreach", "autonomia", "60000.00"));
    room.say("regione", json!({"waive": {"proposal": "p3", "rule": "minimo-outreach", "reason": "Urgenza"}}));
    room.say("regione", json!({"approve": {"proposal": "p3", "act": "DD 3/2026"}}));
    room.say("regione", json!({"close_sitting": {}}));
    let text = minutes(&room, Language::Italian).text().unwrap();
    let cells = |start: &str, occurrence: usize| -> Vec<String> {
        let row = text.lines().filter(|line| line.starts_with(start)).nth(occurrence).unwrap_or_default();
        row.split('|').map(|cell| cell.trim().to_owned()).skip(6).take(3).collect()
    };
    let left = |most: &str, left: &str, level: &str| vec![most.to_owned(), left.to_owned(), level.to_owned()];
    let free = "nessuna autorizzazione (`variazione-voci`)";
    let prior = "approvazione preventiva (`variazione-voci`)";
    assert_eq!(cells("| `informazione`", 0), left("36.000,00", "6.000,00", free), "{text}");
    assert_eq!(cells("| `informazione`", 1), left("36.000,00", "-4.000,00", prior), "{text}");
    assert_eq!(cells("| `sportelli`", 1), left("128.000,00", "88.000,00", free), "{text}");
    assert_eq!(cells("| `outreach`", 0)[2], "in deroga (`minimo-outreach`)", "{text}");
    let (document, _) = text.split_once("\n---\n").unwrap();
    assert_eq!(document.matches("- `variazione-voci`: ").count(), 1, "each act is cited once: {document}");
    let english = minutes(&room, Language::English).text().unwrap();
    assert!(
        english.contains("| allowance EUR |") && english.contains("waived (`minimo-outreach`)"),
        "{english}"
    );
}
