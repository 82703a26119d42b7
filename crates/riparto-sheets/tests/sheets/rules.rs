//! Rules and parties from the rows of a sheet.

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::any_plan;
use riparto_core::{Envelope, Language, Money, Plan, Rule};
use riparto_sheets::sheets::{PlanImport, RuleImport, WorkbookExport};
use serde_json::json;

use riparto_test_support::cases;

fn envelope() -> Envelope {
    let builder = Envelope::builder("Piano", Money::from_euros(100));
    let lines = [
        ("a1-staff", "Personale, azione 1", "A1", "staff"),
        ("a1-travel", "Viaggi", "A1", "travel"),
        ("a2-staff", "Personale, azione 2", "A2", "staff"),
        ("overheads", "Costi indiretti", "A2", "overheads"),
        ("a3-travel", "Viaggi", "A3", "travel"),
    ];
    let lines = lines.into_iter().fold(builder, |builder, (id, title, action, category)| {
        builder.line(id, title).label("azione", action).label("categoria", category)
    });
    lines.build().unwrap()
}

fn rules(table: &str) -> Vec<serde_json::Value> {
    let rules = RuleImport::new(&envelope()).run(table.as_bytes());
    let rules = rules.unwrap_or_else(|error| panic!("{error}"));
    rules.iter().map(|rule| serde_json::to_value(rule).unwrap()).collect()
}

/// *Ogni voce* is each line by itself, and not the total.
#[test]
fn a_scope_of_each_line_is_of_all_lines_one_by_one() {
    let read = |scope: &str, each: &str| {
        rules(&format!(
            "id;Ambito;Per ciascuna;Limite;%;Base;Livello\nr1;{scope};{each};variazione;10;iniziale;vietato\n"
        ))
        .remove(0)
    };
    let wanted = read("tutte le voci", "voce");
    for scope in ["ogni voce", "Ciascuna voce", "per ciascuna voce", "each line"] {
        assert_eq!(read(scope, ""), wanted, "{scope}");
    }
    assert_eq!(read("ogni voce tranne overheads", ""), read("tutte le voci tranne overheads", "voce"));
    // What is said of the parts counts; and all lines together are all lines together.
    assert_eq!(read("ogni voce", "azione"), read("tutte le voci", "azione"));
    assert_eq!(read("tutte le voci", "").get("each"), None);
}

#[test]
fn rules_are_read_as_people_write_them() {
    let table = "Vincoli del piano;;;;;;;;\n\
        id;Ambito;Per ciascuna;Limite;%;Importo;Di;Base;Livello;Fonte\n\
        r1;Costi indiretti;;massimo;7 %;;azione = A1;;vietato;art. 4\n\
        r2;azione = A1, A2 e categoria = staff;;non meno di;;€ 12.500,00;;;;\n\
        r3;tutte le voci tranne overheads;voce;variazione;10;;;iniziale;comunicazione;\n\
        r3;tutte le voci tranne overheads;voce;variazione;20;;;iniziale;approvazione preventiva;\n\
        r4;a1-staff, Personale, azione 2;;multiplo di;;100,00;;;;\n\
        r5;tutto il piano;;storni;15,5;;;vigente;deroga;\n\
        r6;categoria = staff;azione;storni verso;0;;categoria = travel;;;\n\
        r7;overheads;;pari a;7;;categoria = staff;;;\n\
        r8;A1-Travel;;invariato;;;;vigente;;\n";
    // A line with a comma in its title goes by its id.
    let table = table
        .replace("a1-staff, Personale, azione 2", "\"a1-staff; Personale, azione 2\"")
        .replace("A1-Travel", "a1-travel");
    let read = rules(&table);
    let bands = |percent: &str, needs: &str| {
        let side = json!({"percent": percent});
        json!({"limit": {"variation": {"base": "original", "up": side, "down": side}}, "needs": needs})
    };
    assert_eq!(
        read,
        [
            json!({"id": "r1", "source": "art. 4", "scope": {"lines": ["overheads"]}, "needs": "forbidden",
                "limit": {"share_ceiling": {"percent": "7", "of": {"labels": {"azione": "A1"}}}}}),
            json!({"id": "r2", "scope": {"labels": {"azione": ["A1", "A2"], "categoria": "staff"}},
                "limit": {"floor": "12500.00"}, "needs": "forbidden"}),
            json!({"id": "r3", "scope": {"except": {"lines": ["overheads"]}}, "each": "line",
                "limit": {"bands": [bands("10", "notification"), bands("20", "prior_approval")]}}),
            json!({"id": "r4", "scope": {"lines": ["a1-staff", "a2-staff"]}, "limit": {"step": "100.00"}, "needs": "forbidden"}),
            json!({"id": "r5", "scope": "all", "limit": {"movement": {"base": "approved", "percent": "15.5"}}, "needs": "exceptional"}),
            json!({"id": "r6", "scope": {"labels": {"categoria": "staff"}}, "each": {"label": "azione"}, "needs": "forbidden",
                "limit": {"flow": {"to": {"labels": {"categoria": "travel"}}, "base": "original", "percent": "0"}}}),
            json!({"id": "r7", "scope": {"lines": ["overheads"]}, "needs": "forbidden",
                "limit": {"derived": {"percent": "7", "of": {"labels": {"categoria": "staff"}}, "rounding": "down"}}}),
            json!({"id": "r8", "scope": {"lines": ["a1-travel"]}, "limit": {"locked": {"base": "approved"}}, "needs": "forbidden"}),
        ]
    );
    let english = "rule,scope,limit,percent,amount,level\ncap,all lines except azione = A1,at most,40,,prior approval\n";
    assert_eq!(
        rules(english),
        [json!({"id": "cap", "scope": {"except": {"labels": {"azione": "A1"}}},
            "limit": {"share_ceiling": {"percent": "40"}}, "needs": "prior_approval"})]
    );
}

#[test]
fn every_mistake_of_a_table_of_rules_is_told_with_its_cell() {
    let table = "id;ambito;limite;percentuale;importo;base;livello\n\
        r1;Viaggi;minimo;;10,00;;\n\
        r2;azione = A9;minimo;;10,00;;\n\
        r3;azzione = A1;tetto minimo;;10,00;;\n\
        r4;overheds;massimo;;;;\n\
        r5;overheads;massimo;;dieci;;vietatissimo\n\
        r6;overheads;invariato;10;;vecchia;\n\
        r7;overheads;multiplo di;7;10,00;;\n\
        r7;a1-staff;massimo;7;;;\n";
    let refused = RuleImport::new(&envelope()).run(table.as_bytes()).unwrap_err();
    let told: Vec<String> = refused.all().map(|error| error.message(Language::Italian)).collect();
    let expected = [
        "riga 2, colonna 2: più voci hanno la denominazione `Viaggi`: scrivere l'id di quella che si intende, per esempio `a1-travel`, `a3-travel`",
        "riga 3, colonna 2: `A9` non è un valore di `azione`: i valori sono `A1`, `A2`, `A3`; forse si intendeva `A1`?",
        "riga 4, colonna 2: `azzione` non è un'etichetta delle voci: le etichette sono `azione`, `categoria`; forse si intendeva `azione`?",
        "riga 4, colonna 3: `tetto minimo` non è un limite: i limiti sono `minimo`, `massimo`, `superiore a`, `inferiore a`, `pari a`, `invariato`, `variazione`, `aumento`…",
        "riga 5, colonna 2: la voce `overheds` non esiste: le voci sono `a1-staff`, `a1-travel`, `a2-staff`, `overheads`, `a3-travel`; forse si intendeva `overheads`?",
        "riga 5, colonna 5: il limite `ceiling` non limita nulla: indicare una percentuale o un importo",
        "riga 6, colonna 5: `dieci` dove è atteso un importo: scriverlo per intero, per esempio `26.344.000,00`",
        "riga 6, colonna 7: `vietatissimo` non è un livello di autorizzazione: i livelli sono `nessuna autorizzazione`, `comunicazione`, `approvazione preventiva`, `approvazione straordinaria`, `non ammesso`",
        "riga 7, colonna 4: `10` non serve con il limite `invariato`: toglierlo, o scrivere un altro limite",
        "riga 7, colonna 6: `vecchia` non è una base: le basi sono `iniziale`, `vigente`, `iniziale con atti`",
        "riga 8, colonna 4: `7` non serve con il limite `multiplo di`: toglierlo, o scrivere un altro limite",
    ];
    for (told, expected) in told.iter().zip(expected) {
        assert_eq!(told, expected);
    }
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    // The English of the same.
    assert!(
        refused.to_string().starts_with("line 2, column 2: several lines are called `Viaggi`"),
        "{refused}"
    );
}

#[test]
fn a_workbook_brings_its_rules_and_parties_along() {
    let file =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/vectors/sheets/con-vincoli.xlsx"))
            .unwrap();
    let imported = PlanImport::new().run(&file).unwrap();
    let plan = imported.plan();
    let ids: Vec<&str> = plan.rulebook().rules().iter().map(Rule::id).collect();
    assert_eq!(ids, ["minimo-outreach", "indiretti"]);
    let parties: Vec<_> = plan.parties().iter().map(|party| (party.id(), party.role().to_string())).collect();
    assert_eq!(parties, [("regione", "authority".to_owned()), ("cnr-igsg", "partner".to_owned())]);
    let told = imported.report().text(Language::Italian);
    assert!(told.contains("  foglio «Soggetti»: 2 soggetti\n  foglio «Vincoli»: 2 vincoli\n"), "{told}");
    assert!(!told.contains("non letti"), "{told}");
}

#[test]
fn a_share_that_a_cell_shows_in_percent_is_not_guessed() {
    // A number of a workbook, which its cell shows as 40 %.
    let file =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/vectors/sheets/percentuali.xlsx"))
            .unwrap();
    let refused = RuleImport::new(&envelope()).run(&file).unwrap_err();
    assert_eq!(refused.code(), "percent_of_one");
    assert!(refused.to_string().starts_with("sheet `Regole`, cell D2: "), "{refused}");
}

proptest! {
    #![proptest_config(cases(64))]

    /// Whatever the rules of a plan are, the rows that a workbook has of them are read as the same rules.
    #[test]
    fn rules_come_back_from_their_rows(plan in any_plan()) {
        for language in [Language::English, Language::Italian] {
            let bytes = WorkbookExport::new(&plan).bytes(language).unwrap();
            let rules = RuleImport::new(plan.envelope()).run(&bytes).unwrap();
            prop_assert_eq!(&rules, plan.rulebook().rules());
        }
    }
}

/// A workbook of riparto in which somebody edited a row of the rules: that rule is taken as it stands there.
#[test]
fn a_rule_that_is_edited_in_a_workbook_is_taken() {
    let file = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/vectors/sheets/vincolo-modificato.xlsx"
    ))
    .unwrap();
    let imported = PlanImport::new().run(&file).unwrap();
    let original = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../examples/data/toscana-piano.json"
    ))
    .unwrap();
    let original = Plan::from_json(&original).unwrap();
    let (now, before) = (imported.plan().rulebook().rules(), original.rulebook().rules());
    let changed: Vec<&str> =
        now.iter().zip(before).filter(|(now, before)| now != before).map(|(now, _)| now.id()).collect();
    assert_eq!(changed, ["minimo-outreach"]);
    assert_eq!(serde_json::to_value(&now[0]).unwrap()["limit"], json!({"floor": "260000.00"}));
    let told = imported.report().text(Language::Italian);
    assert!(told.contains("presi come vi si leggono: `minimo-outreach`"), "{told}");
}

/// As acts write it: the lesser of a percentage and an amount, and bounds that may not be reached.
#[test]
fn a_percentage_and_an_amount_both_hold_and_less_than_is_strict() {
    let table = "id;ambito;limite;percentuale;importo;di\n\
        r1;overheads;massimo;4;12,00;\n\
        r2;overheads;almeno;4;12,00;azione = A1\n\
        r3;overheads;inferiore a;20;;\n\
        r4;overheads;less than;;30,00;\n\
        r5;overheads;superiore a;1,5;;azione = A1\n\
        r6;overheads;variazione;10;5,00;\n";
    let both = json!([{"percent": "4", "of": "total"}, "12.00"]);
    let of_action = json!({"labels": {"azione": "A1"}});
    let limits: Vec<serde_json::Value> = rules(table).iter().map(|rule| rule["limit"].clone()).collect();
    assert_eq!(
        limits,
        [
            json!({"sum": {"at_most": {"lesser": both}}}),
            json!({"sum": {"at_least": {"greater": [{"percent": "4", "of": of_action}, "12.00"]}}}),
            json!({"sum": {"at_most": {"amount": {"percent": "20", "of": "total"}, "strict": true}}}),
            json!({"sum": {"at_most": {"amount": "30.00", "strict": true}}}),
            json!({"sum": {"at_least": {"amount": {"percent": "1.5", "of": of_action}, "strict": true}}}),
            json!({"variation": {"base": "original", "up": {"percent": "10", "amount": "5.00", "take": "lesser"},
                                  "down": {"percent": "10", "amount": "5.00", "take": "lesser"}}}),
        ]
    );
}
