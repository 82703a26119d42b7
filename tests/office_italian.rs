//! The Italian of an office: the words that it uses stand in the sources, and those that it does not use stand nowhere that a person reads.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that an office does not write, and what it writes instead. A word ends where another sign begins; `…` stands for its ending.
const REFUSED: &[(&str, &str)] = &[
    ("nessun vincolo è violato", "tutti i vincoli sono rispettati"),
    ("viola", "superamento del limite"),
    ("violano", "superamento del limite"),
    ("violat…", "superamento del limite"),
    ("vietat…", "non ammesso, non ammissibile"),
    ("richiede comunicazione", "soggetta a comunicazione"),
    ("si spostano", "importo complessivo degli storni"),
    ("ammontano insieme", "importo complessivo"),
    ("euro di troppo", "eccedenza"),
    ("di troppo / mancano", "eccedenza, importo mancante"),
    ("lasciano la voce", "sono trasferiti"),
    ("già così prima", "situazione preesistente"),
    ("non di più di prima", "situazione non aggravata"),
    ("sarebbero possibili", "si possono trasferire"),
    ("voci derivate", "voci calcolate"),
    ("voce derivata", "voce calcolata"),
    ("annullament…", "revoca"),
    ("annullare", "revocare"),
    ("annullat…", "revocata"),
    ("numero legale", "quorum"),
    ("porta al tavolo", "deposita"),
    ("restano sul tavolo", "proposte non ancora decise"),
    ("decide da sola", "decide la sola Amministrazione procedente"),
    ("l'amministrazione decide", "decide la sola Amministrazione procedente"),
    ("non spetta", "atto riservato"),
    ("stato della cronologia", "impronta del registro"),
    ("sono intervenuti", "soggetti che hanno compiuto atti"),
    ("ripartizione prima e dopo", "quadro di raffronto"),
    ("nello stato finale", "esito"),
    ("(scarto", "differenza"),
    ("trasferiment…", "storni"),
    ("eliminandola cade", "eliminandone uno il conflitto si risolve"),
    ("importi disponibili", "disponibilità della voce"),
    ("conteso", "quota controversa"),
    ("concesso da tutti", "quota condivisa"),
    ("sincerità", "non manipolabilità"),
    ("esagerando", "dichiarando altro"),
    ("integra: ogni evento", "registro integro"),
    ("motivo:", "motivazione"),
    ("le preferenze", "le schede"),
    // False friends, and English words with an Italian ending.
    ("consistente con", "coerente con"),
    ("assumere che", "supporre che"),
    ("supportat…", "ammesso"),
    ("processare", "elaborare"),
    ("settare", "impostare"),
    ("editare", "modificare"),
    ("editat…", "modificato"),
    ("libreria", "raccolta"),
    ("confidenza", "attendibilità"),
    ("performante", "veloce"),
    ("una testa", "un'impronta del registro"),
    ("allocazione", "ripartizione"),
    ("ri-bilanci…", "riequilibrio"),
    ("il budget", "la dotazione"),
    ("del budget", "della dotazione"),
    ("il report", "la relazione"),
    ("l'output", "il risultato"),
    ("l'input", "i dati"),
    ("il default", "il valore predefinito"),
    ("dell'hash", "dell'impronta"),
    ("l'hash", "l'impronta"),
];

/// What an office writes: each of these stands in some text.
const WANTED: &[&str] = &[
    "tutti i vincoli sono rispettati",
    "Non ammissibile",
    "Soggetta a comunicazione",
    "Importo complessivo degli storni",
    "eccedenza",
    "sono trasferiti",
    "situazione preesistente",
    "non aggravata",
    "si possono trasferire fino a",
    "voci calcolate",
    "Superamento del limite",
    "In deroga al vincolo",
    "revoca",
    "depositata",
    "restituita al proponente",
    "decide la sola Amministrazione procedente",
    "Impronta del registro",
    "Quadro di raffronto",
    "vigente",
    "differenza",
    "Storni necessari",
    "disponibilità",
    "quota controversa",
    "quota condivisa",
    "dichiarando altro",
    "Registro integro",
    "Motivazione",
    "schede",
    "ne occorrono almeno",
];

/// Files that hold the words which people write, in order to read them.
const READERS: &[&str] =
    &["limit_words.rs", "header_words.rs", "row_words.rs", "column_heads.rs", "party_rows.rs"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match path.is_dir() {
            true if !matches!(name, "tests" | "target" | "node_modules" | "assets") => files(&path, found),
            false if name.ends_with(".rs") || name.ends_with(".ts") || name.ends_with(".tsx") => {
                found.push(path)
            }
            _ => {}
        }
    }
}

/// The texts between quotation marks, with the line that they stand in: none of comments, nor of private tests.
fn texts(source: &str) -> Vec<(usize, String)> {
    let mut texts = Vec::new();
    for (number, line) in (1..).zip(source.lines()) {
        if line.trim() == "#[cfg(test)]" {
            break;
        }
        if line.trim_start().starts_with("//") {
            continue;
        }
        let mut rest = line.replace("\\\"", "'");
        while let Some((_, begun)) = rest.clone().split_once('"') {
            let (text, after) = begun.split_once('"').unwrap_or((begun, ""));
            texts.push((number, text.to_owned()));
            after.clone_into(&mut rest);
        }
    }
    texts
}

/// Whether a word stands in a text by itself; with `…` at its end, with any ending.
fn holds(text: &str, word: &str) -> bool {
    let (stem, is_open) = word.strip_suffix('…').map_or((word, false), |stem| (stem, true));
    let text = text.to_lowercase();
    text.match_indices(stem).any(|(place, _)| {
        let begins = !text[..place].ends_with(char::is_alphanumeric);
        let ends = is_open || !text[place + stem.len()..].starts_with(char::is_alphanumeric);
        begins && ends
    })
}

fn all_texts() -> Vec<(String, usize, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "crates", "cli/src", "page/src"] {
        files(&root.join(folder), &mut found);
    }
    found.sort();
    let all = found.iter().flat_map(|path| {
        let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
        let source = fs::read_to_string(path).unwrap();
        texts(&source).into_iter().map(move |(line, text)| (name.clone(), line, text)).collect::<Vec<_>>()
    });
    all.collect()
}

#[test]
fn no_text_has_a_word_that_an_office_does_not_write() {
    let texts = all_texts();
    assert!(texts.len() > 5_000, "the texts were found: {}", texts.len());
    let mut found = Vec::new();
    for (file, line, text) in &texts {
        if READERS.iter().any(|reader| file.ends_with(reader)) {
            continue;
        }
        let wrong = REFUSED.iter().filter(|(word, _)| holds(text, word));
        found.extend(
            wrong.map(|(word, instead)| format!("{file}:{line}: `{word}`: write `{instead}`: {text}")),
        );
    }
    assert!(found.is_empty(), "{} found:\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_words_of_an_office_are_there() {
    let texts = all_texts();
    let missing: Vec<&&str> =
        WANTED.iter().filter(|wanted| !texts.iter().any(|(.., text)| text.contains(**wanted))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_refused_word_is_found_and_a_longer_one_is_not() {
    assert!(holds("Il vincolo è Vietato.", "vietat…") && holds("viola il vincolo", "viola"));
    assert!(!holds("violazione", "viola") && !holds("proviola", "viola"));
    let source = "let a = choose(\"kept\", \"il \\\"vietato\\\"\");\n// \"viola\"\n#[cfg(test)]\n\"viola\"\n";
    assert_eq!(texts(source), [(1, "kept".to_owned()), (1, "il 'vietato'".to_owned())]);
}
