//! English and Italian: chosen by `--lang`, then by the environment, and whole.

use super::kept_table::Table;
use super::{PLAN, err, out, riparto, riparto_in};

/// English words that are no Italian ones.
const ENGLISH: &[&str] = &[
    "the",
    "is",
    "are",
    "was",
    "were",
    "of",
    "and",
    "to",
    "not",
    "this",
    "that",
    "there",
    "which",
    "with",
    "for",
    "from",
    "by",
    "its",
    "or",
    "least",
    "most",
    "must",
    "has",
    "have",
    "had",
    "cannot",
    "than",
    "more",
    "line",
    "lines",
    "rule",
    "rules",
    "plan",
    "amount",
    "amounts",
    "missing",
    "give",
    "write",
    "use",
    "needs",
    "allowed",
    "history",
    "event",
    "proposal",
    "weight",
    "too",
    "much",
    "such",
    "one",
    "they",
    "be",
    "an",
    "these",
    "so",
    "usage",
    "options",
    "commands",
    "arguments",
    "error",
    "print",
    "possible",
    "default",
    "value",
    "find",
    "forbidden",
    "every",
    "what",
    "only",
    "reads",
    "left",
    "changes",
    "labels",
];

/// English words of a text, without what stands in quotes, names commands and options, or is a file's name.
fn english_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, own) in text.split('`').enumerate() {
        if number % 2 == 1 {
            continue;
        }
        for word in own.split_whitespace() {
            let is_name = word.starts_with("--") || word.contains(['/', '_', '=', '-', '<', '[']);
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if !is_name && ENGLISH.contains(&word.as_str()) {
                found.push(word);
            }
        }
    }
    found
}

#[test]
fn english_words_are_found_outside_of_quotes() {
    assert_eq!(english_words("la voce `the line` is missing, --for x"), ["is", "missing"]);
}

#[test]
fn the_language_is_that_of_the_option_then_that_of_the_first_variable_that_is_set() {
    let italian = |variables: &[(&str, &str)], arguments: &[&str]| {
        let output = riparto_in(variables, arguments, b"");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let text = out(&output).to_owned();
        let (it, en) = (text.contains("2.464.000,00"), text.contains("2,464,000.00"));
        assert!(it != en, "{text}");
        it
    };
    let check = ["check", PLAN];
    for (variables, expected) in [
        (&[][..], false),
        (&[("LANG", "it_IT.UTF-8")], true),
        (&[("LANG", "it")], true),
        (&[("LANG", "it-IT")], true),
        (&[("LANG", "it_CH@euro")], true),
        (&[("LANG", "italian")], false),
        (&[("LANG", "de_DE.UTF-8")], false),
        (&[("LANG", "C")], false),
        (&[("LANG", "POSIX")], false),
        (&[("LANG", "")], false),
        (&[("LC_MESSAGES", "it_IT.UTF-8"), ("LANG", "en_US.UTF-8")], true),
        (&[("LC_MESSAGES", "en_US.UTF-8"), ("LANG", "it_IT.UTF-8")], false),
        (&[("LC_ALL", "C"), ("LC_MESSAGES", "it_IT.UTF-8")], false),
        (&[("LC_ALL", "it_IT.UTF-8"), ("LC_MESSAGES", "C")], true),
        (&[("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "it_IT.UTF-8")], true),
    ] {
        assert_eq!(italian(variables, &check), expected, "{variables:?}");
    }
    let variables = [("LC_ALL", "it_IT.UTF-8")];
    assert!(!italian(&variables, &["--lang", "en", "check", PLAN]));
    assert!(!italian(&variables, &["check", "--lang=en", PLAN]));
    for arguments in
        [["--lang", "it", "check", PLAN], ["check", "--lang", "it", PLAN], ["check", PLAN, "--lang", "it"]]
    {
        assert!(italian(&[], &arguments), "{arguments:?}");
    }
}

/// The names of all commands, as help lists them.
fn commands(help: &str) -> Vec<String> {
    let listed = help.split("Comandi:\n").nth(1).unwrap_or_default();
    let names = listed
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_help_of_every_command_is_italian_throughout() {
    let help = |path: &[&str]| {
        let arguments = [path, &["--help", "--lang", "it"]].concat();
        let output = riparto(&arguments, b"");
        assert_eq!(output.status.code(), Some(0));
        let text = out(&output).to_owned();
        let found = english_words(&text);
        assert!(found.is_empty(), "{path:?}: {found:?} in\n{text}");
        let short = riparto(&[path, &["-h", "--lang", "it"]].concat(), b"");
        assert!(english_words(out(&short)).is_empty(), "{}", out(&short));
        text
    };
    let (top, table) = (commands(&help(&[])), commands(&help(&["table"])));
    assert!(top.len() >= 11 && table.len() >= 25, "{} and {}", top.len(), table.len());
    for command in &top {
        help(&[command]);
    }
    for command in &table {
        help(&["table", command]);
    }
}

#[test]
fn what_is_wrong_with_a_command_line_is_said_in_its_language() {
    for (arguments, expected) in [
        (&["chekc"][..], "riparto: il comando `chekc` non esiste\n  → forse si intendeva"),
        (&["check"], "riparto: manca `<PIANO>`\n"),
        (&["check", PLAN, "--foo"], "riparto: `--foo` non è un argomento di questo comando\n"),
        (
            &["headroom", PLAN, "--up-to", "fre"],
            "riparto: `fre` non è un valore di `--up-to <LIVELLO>`: uno tra `free`, ",
        ),
        (&["headroom", PLAN, "--up-to"], "riparto: `--up-to <LIVELLO>` richiede un valore: uno tra `free`, "),
        (&["table", "log", "x", "--last", "x"], "riparto: `--last <NUMERO>`: `x` non è un numero intero: "),
        (
            &["settle", PLAN, PLAN, "--minimum", "12x"],
            "riparto: `--minimum <IMPORTO>`: `12x` non è un importo: ",
        ),
        (&["check", "nessuno.json"], "riparto: nessuno.json: il file o la cartella non esiste: "),
        (&["check", "src"], "riparto: src: è una cartella: "),
        (&["packs", "fami"], "riparto: packs: la raccolta di vincoli `fami` non esiste: "),
    ] {
        let output = riparto(&[arguments, &["--lang", "it"]].concat(), b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).starts_with(expected), "{}", err(&output));
        let found = english_words(err(&output));
        assert!(found.is_empty(), "{found:?} in {}", err(&output));
    }
    let output = riparto(&["table", "log", "x", "--last", "x"], b"");
    assert!(
        err(&output).starts_with("riparto: `--last <COUNT>`: `x` is not a whole number: "),
        "{}",
        err(&output)
    );
    let output = riparto(&["check", PLAN, "--lang", "de"], b"");
    assert!(err(&output).starts_with("riparto: `de` is no value of `--lang <LANGUAGE>`: one of `en`, `it`"));
}

#[test]
fn the_packs_are_listed_in_italian() {
    let output = riparto(&["packs", "--lang", "it"], b"");
    let listed = out(&output);
    assert!(listed.contains("    Variazioni compensative tra voci di spesa\n"), "{listed}");
    assert_eq!(listed.matches("    etichette: ").count(), 16, "{listed}");
    let found = english_words(listed);
    assert!(found.is_empty(), "{found:?} in {listed}");
    for id in listed.lines().filter(|line| !line.starts_with(' ')) {
        let output = riparto(&["packs", id, "--lang", "it"], b"");
        let found = english_words(out(&output));
        assert!(output.status.success() && found.is_empty(), "{found:?} in {}", out(&output));
    }
}

#[test]
fn an_error_names_the_option_that_it_is_about() {
    let table = Table::new();
    for (from, to, amount, option) in [
        ("a b", "desks", "1.00", "`--from <LINE>`: "),
        ("outreach", "a b", "1.00", "`--to <LINE>`: "),
        ("outreach", "desks", "0.00", "--amount: "),
        ("outreach", "outreach", "1.00", "--to: "),
        ("outreach", "desks", "1x", "`--amount <AMOUNT>`: "),
    ] {
        let arguments = ["--as", "anci", "--id", "p1", "--from", from, "--to", to, "--amount", amount];
        let output = table.run("propose", &arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).starts_with(&format!("riparto: {option}")), "{}", err(&output));
    }
}

#[test]
fn an_unknown_party_is_answered_with_those_at_the_table() {
    let table = Table::new();
    let refused = table.refused("close-sitting", &["--as", "ANCI"]);
    assert!(
        refused
            .starts_with("Refused [party_unknown]: `ANCI` is not at the table: the parties are `regione`, ")
    );
    assert!(refused.contains("; did you mean `anci`?"), "{refused}");
    let refused = table.refused("close-sitting", &["--as", "ANCI", "--lang", "it"]);
    assert!(
        refused.contains("soggetto non presente al tavolo: `ANCI`; i soggetti sono `regione`, "),
        "{refused}"
    );
    assert!(refused.contains("; forse si intendeva `anci`?"), "{refused}");
}

#[test]
fn dates_and_amounts_are_read_as_italians_write_them() {
    let table = Table::new();
    for (number, date) in ["12/03/2026", "12.3.2026", "12 marzo 2026", "2026-03-12"].iter().enumerate() {
        let id = format!("s{number}");
        let opened = table.done("open-sitting", &[&id, date, "--as", "regione", "--lang", "it"]);
        assert!(opened.contains("12 marzo 2026"), "{opened}");
        table.done("close-sitting", &["--as", "regione"]);
    }
    let refused = |date: &str, lang: &str| {
        let output = table.run("open-sitting", &["s9", date, "--as", "regione", "--lang", lang]);
        assert_eq!(output.status.code(), Some(2));
        err(&output).to_owned()
    };
    assert!(refused("12/03/2026", "en").contains(
        "it can be read as 12 March 2026 or as 3 December 2026: write `2026-03-12` or `2026-12-03`"
    ));
    assert!(refused("2026-02-29", "en").contains("`2026-02-29` is not a date: February 2026 has 28 days"));
    assert!(refused("29/02/2026", "it").contains("`29/02/2026` non è una data: febbraio 2026 ha 28 giorni"));
    let transfer = |id: &str, amount: &str, lang: &str| {
        let arguments = [
            "--as", "anci", "--id", id, "--from", "outreach", "--to", "desks", "--amount", amount, "--lang",
            lang,
        ];
        table.run("propose", &arguments)
    };
    let tabled = transfer("p1", "25.000", "it");
    assert!(out(&tabled).contains("25.000,00 €"), "{}", err(&tabled));
    assert_eq!(transfer("p2", "25.000", "en").status.code(), Some(2));
    let ambiguous = transfer("p2", "25,000", "it");
    assert!(err(&ambiguous).contains("si può leggere come"), "{}", err(&ambiguous));
}
