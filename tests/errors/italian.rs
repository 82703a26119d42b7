//! The sentences in Italian.

use super::CASES;

/// English words that are no Italian ones, nor names of fields.
const ENGLISH: &[&str] = &[
    "the", "is", "are", "was", "were", "of", "and", "to", "not", "this", "that", "there", "which", "with",
    "for", "from", "by", "it", "its", "or", "least", "most", "must", "has", "have", "had", "cannot", "than",
    "more", "line", "lines", "rule", "rules", "plan", "amount", "amounts", "missing", "give", "write", "use",
    "needs", "allowed", "history", "event", "proposal", "weight", "weights", "too", "much", "such", "one",
    "they", "be", "an", "these", "so", "table",
];

/// What a sentence says itself, without what it quotes.
fn own_words(sentence: &str) -> String {
    sentence.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

fn english_words(sentence: &str) -> Vec<String> {
    let own = own_words(sentence).to_lowercase();
    let words = own.split(|c: char| !c.is_alphanumeric()).filter(|word| ENGLISH.contains(word));
    words.map(str::to_owned).collect()
}

#[test]
fn no_sentence_in_italian_has_an_english_word_or_is_the_english_one() {
    let mut seen = 0;
    for case in CASES.iter() {
        let Some(italian) = &case.italian else { continue };
        assert_ne!(*italian, case.sentence);
        let found = english_words(italian);
        assert!(found.is_empty(), "{found:?} in: {italian}");
        assert!(!italian.contains('\n') && !italian.ends_with('.'), "{italian}");
        seen += 1;
    }
    assert!(seen > 80, "only {seen} sentences");
}

/// Whether a sentence itself tells an amount, with this mark before its cents.
fn tells_an_amount(sentence: &str, mark: char) -> bool {
    let own: Vec<char> = own_words(sentence).chars().collect();
    (1..own.len())
        .filter(|at| own[*at] == mark && own[at - 1].is_ascii_digit())
        .any(|at| own[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count() == 2)
}

#[test]
fn amounts_of_sentences_in_italian_are_in_italian_style() {
    let mut seen = 0;
    for case in CASES.iter() {
        let Some(italian) = &case.italian else { continue };
        assert!(!tells_an_amount(italian, '.'), "{italian}");
        assert_eq!(tells_an_amount(italian, ','), tells_an_amount(&case.sentence, '.'), "{italian}");
        seen += usize::from(tells_an_amount(italian, ','));
    }
    assert!(seen > 15, "only {seen} sentences with amounts");
}

/// Requests in both languages; what only a person reads differs, and nothing else.
#[test]
fn an_answer_in_italian_differs_in_its_messages_alone() {
    let plan = |rule: &str| {
        format!(
            r#"{{"format": "riparto.plan/1", "title": "Piano", "total": "100.00", "lines": [
                {{"id": "a", "amount": "60.00"}}, {{"id": "b", "amount": "40.00"}}], "rules": [{rule}]}}"#
        )
    };
    let ceiling = plan(r#"{"id": "r1", "scope": {"lines": ["a"]}, "limit": {"ceiling": "50.00"}}"#);
    let clash = plan(
        r#"{"id": "r1", "scope": {"lines": ["a"]}, "limit": {"ceiling": "10.00"}},
           {"id": "r2", "scope": {"lines": ["b"]}, "limit": {"ceiling": "20.00"}}"#,
    );
    let mut differing = 0;
    for request in [
        format!(r#""op": "check", "plan": {ceiling}"#),
        format!(r#""op": "diagnose", "plan": {clash}"#),
        format!(r#""op": "rebalance", "plan": {clash}"#),
        format!(
            r#""op": "assess", "plan": {ceiling}, "proposal": {{"id": "p1", "party": "ats", "title": "",
                "transfers": [{{"from": "b", "to": "a", "amount": "1.00"}}]}}"#
        ),
        r#""op": "headroom", "plan": {"format": "riparto.plan/1"}"#.to_owned(),
    ] {
        let answer = |lang: &str| -> serde_json::Value {
            serde_json::from_str(&riparto::api::respond(&format!("{{{lang}{request}}}"))).unwrap()
        };
        let (absent, english, italian) =
            (answer(""), answer(r#""lang": "en", "#), answer(r#""lang": "it", "#));
        assert_eq!(absent, english);
        compare(&english, &italian, "", &mut differing);
    }
    assert!(differing >= 5, "only {differing} messages differ");
}

fn compare(english: &serde_json::Value, italian: &serde_json::Value, key: &str, differing: &mut usize) {
    use serde_json::Value;
    match (english, italian) {
        (Value::Object(one), Value::Object(other)) => {
            assert!(one.keys().eq(other.keys()), "{english} and {italian}");
            one.iter().for_each(|(key, value)| compare(value, &other[key], key, differing));
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len());
            one.iter().zip(other).for_each(|(one, other)| compare(one, other, key, differing));
        }
        _ if matches!(key, "message" | "explanation") => {
            assert_ne!(english, italian);
            let found = english_words(italian.as_str().unwrap_or_default());
            assert!(found.is_empty(), "{found:?} in {italian}");
            *differing += 1;
        }
        _ => assert_eq!(english, italian),
    }
}

#[test]
fn english_words_are_found_where_they_are() {
    assert_eq!(english_words("la voce `the line` is missing"), ["is", "missing"]);
}

/// Whole sentences, as an office would write them.
#[test]
fn sentences_in_italian_say_what_where_found_allowed_and_what_to_do() {
    let whole = [
        ("amount_malformed", "`12x` non è un importo: scrivere per esempio `2464000.00` o `2.464.000,00 €`"),
        (
            "amount_ambiguous",
            "l'importo `1.234` si può leggere come 1.234,00 o come 1,234: nel primo caso scrivere `1234.00` o `1.234,00`",
        ),
        ("amount_negative", "l'importo `-5` è negativo: un importo è pari o superiore a zero"),
        ("id_taken", "voce `a` compare due volte: ogni identificativo è unico"),
        ("line_unknown", "la voce `c` non esiste: le voci sono `a`, `b`"),
        ("party_unknown", "proposta `p1`: il soggetto `nobody` non esiste: i soggetti sono `ats`"),
        ("text_missing", "manca il titolo: scrivere almeno un carattere"),
        (
            "amounts_mismatch",
            "il numero degli importi è 1 e quello delle voci 2: indicare un importo per ciascuna voce",
        ),
        ("scope_empty", "vincolo `r1`: l'ambito non seleziona nessuna voce: nessuna ha `partner=arci`"),
        ("limit_empty", "il limite `variation` non limita nulla: indicare una percentuale o un importo"),
        (
            "bands_differ",
            "fascia 2: il campo `of` del limite non è quello della prima fascia: scrivere un vincolo per ciascun `of`",
        ),
        (
            "wish_weight",
            "il peso 0 non è ammesso: ridotti ai minimi termini, i pesi di una richiesta vanno da 1 a 1073741824",
        ),
        ("transfer_to_itself", "lo storno da `a` va alla stessa voce: indicarne un'altra"),
        (
            "tie_refused",
            "1 centesimo di resto spetta con pari diritto a 3 parti (nn. 1, 2, 3): scegliere come risolvere le parità",
        ),
        ("document_malformed", "non si riesce a leggere questo piano: è vuoto"),
        ("too_many", "il numero di chiavi di etichetta è 33: il massimo ammesso è 32"),
        ("text_too_long", "la motivazione ha 4001 caratteri: il massimo ammesso è 4000"),
        ("proposal_decided", "la proposta `p1` è già ritirata: indicarne una ancora da decidere"),
        ("event_impossible", "l'evento n. 2 non può essere avvenuto: la seduta `s1` non è in corso"),
        (
            "storage_failed",
            "non si può aprire il registro: il file o la cartella non esiste: controllare il percorso",
        ),
        (
            "journal_torn",
            "il registro finisce con 8 byte di una scrittura interrotta dopo l'evento n. 1, mai confermata: ripararlo per continuare",
        ),
    ];
    for (code, sentence) in whole {
        let case =
            CASES.iter().find(|case| case.code == code).unwrap_or_else(|| panic!("{code} is not provoked"));
        assert_eq!(case.italian.as_deref(), Some(sentence));
    }
}
