//! What a person reads, to the letter: each file of `tests/texts` is what some commands print, each after its line with `$`.
//! With `WRITE_TEXTS=1` in the environment the files are written anew.

use std::fs;
use std::path::Path;

use super::out;

/// The widest line of a page.
const PAGE: usize = 100;

fn shown(commands: &[&str], language: &str) -> String {
    let mut shown = String::new();
    for command in commands {
        let words: Vec<String> =
            command
                .split(' ')
                .map(|word| {
                    if word.ends_with(".json") { format!("../examples/data/{word}") } else { word.to_owned() }
                })
                .collect();
        let output = super::command().args(words).args(["--lang", language]).output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{command}");
        let text = out(&output);
        for line in text.lines() {
            assert!(line.chars().count() <= PAGE, "{command}: {line}");
        }
        shown += &format!("$ riparto {command} --lang {language}\n{text}\n");
    }
    shown
}

fn is_as_before(name: &str, commands: &[&str], language: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts").join(name);
    let shown = shown(commands, language);
    if std::env::var_os("WRITE_TEXTS").is_some() {
        fs::write(&path, &shown).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap();
    let differs = before.lines().zip(shown.lines()).position(|(before, now)| before != now);
    assert!(before == shown, "{name}, line {:?}:\n{shown}", differs.map(|line| line + 1));
}

#[test]
fn six_lines_are_told_as_before() {
    for (name, language, words) in
        [("six.txt", "en", ["plan", "proposal"]), ("sei.txt", "it", ["piano", "proposta"])]
    {
        let [plan, proposal] = words.map(|word| format!("toscana-{word}"));
        let assess = format!("assess {plan}.json {proposal}-3.json");
        let commands = [format!("check {plan}.json"), format!("headroom {plan}.json"), assess];
        let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
        is_as_before(name, &commands, language);
    }
}

#[test]
fn sixty_lines_are_told_as_before() {
    let english = [
        "check sixty-plan.json --by partner",
        "check sixty-plan.json --by action,category",
        "assess sixty-plan.json sixty-proposal-1.json",
        "assess sixty-plan.json sixty-proposal-2.json",
        "assess sixty-plan.json sixty-proposal-2.json --by partner --all",
        "assess sixty-plan.json sixty-proposal-2.json --by action,category",
        "headroom sixty-plan.json",
    ];
    is_as_before("sixty.txt", &english, "en");
    let italian = [
        "check sessanta-piano.json --by partner",
        "check sessanta-piano.json --by azione,categoria",
        "assess sessanta-piano.json sessanta-proposta-1.json",
        "assess sessanta-piano.json sessanta-proposta-2.json",
        "assess sessanta-piano.json sessanta-proposta-2.json --by partner --all",
        "assess sessanta-piano.json sessanta-proposta-2.json --by azione,categoria",
        "headroom sessanta-piano.json",
    ];
    is_as_before("sessanta.txt", &italian, "it");
}
