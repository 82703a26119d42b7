//! Acts on lines by the command: a line is added, split and closed, shown first, and told in both languages.

use super::kept_table::Table;

const SPLIT: [&str; 17] = [
    "l2",
    "information",
    "--as",
    "regione",
    "--act",
    "DD 47/2026",
    "--part",
    "communication=120.000,00",
    "--part",
    "associations=60000.00",
    "--title",
    "communication=Information and communication",
    "--title",
    "associations=Associations of foreign citizens",
    "--label",
    "associations=partner=anci",
    "--lang=it",
];

#[test]
fn a_line_is_added_split_and_closed_and_the_history_tells_it() {
    let table = Table::new();
    let add =
        ["l1", "training", "--title", "Training of operators", "--as", "regione", "--act", "DD 45/2026"];
    let bytes = table.bytes();
    let seen = table.done("add-line", &[&add[..], &["--preview"]].concat());
    let told = "Regione Toscana added line `training` (Training of operators) (`l1`) by DD 45/2026.\n";
    let expected = format!(
        "Preview: nothing was written.\n{told}To carry it out, the same with --expect {}\n",
        table.head()
    );
    assert_eq!((seen, table.bytes()), (expected, bytes));
    assert!(table.done("add-line", &add).starts_with(told));

    table.propose("anci", "p1", "services", "training", "30000.00");
    table.done("approve", &["p1", "--as", "regione", "--act", "DD 46/2026"]);
    table.propose("anci", "p2", "information", "desks", "5000.00");
    let refused = table.refused("split-line", &SPLIT);
    let named = "Rifiutato [line_in_proposals]: proposte con storni da o verso la voce `information`: `p2`; vanno prima decise";
    assert!(refused.starts_with(named) && refused.contains("table list"), "{refused}");
    table.done("withdraw", &["p2", "--as", "anci"]);
    let split = table.done("split-line", &SPLIT);
    let told = "Regione Toscana: suddivisione della voce `information` (Information, communication, associations) in 2 parti (`l2`) con DD 47/2026.
  `information`: 180.000,00 € → 0,00 € (-180.000,00)
  Parte `communication` (Information and communication): 120.000,00 €, dell'importo iniziale 120.000,00 €
  Parte `associations` (Associations of foreign citizens): 60.000,00 €, dell'importo iniziale 60.000,00 €. Etichette: partner `anci`
";
    assert!(split.starts_with(told), "{split}");

    let close = ["l3", "autonomy", "--as", "regione", "--act", "DD 48/2026"];
    let refused = table.refused("close-line", &close);
    assert!(refused.ends_with("→ name it with --remainder-to\n"), "{refused}");
    let closed = table.done("close-line", &[&close[..], &["--remainder-to", "training"]].concat());
    assert!(closed.contains("\n  `training`: €30,000.00 → €444,000.00 (+414,000.00)\n"), "{closed}");
    let refused = table.run(
        "propose",
        &["--as", "anci", "--id", "p3", "--from", "desks", "--to", "autonomy", "--amount", "1.00"],
    );
    assert_eq!(refused.status.code(), Some(1));

    let minutes = table.done("minutes", &[]);
    for words in ["added line `training`", "split line `information`", "closed line `autonomy`"] {
        assert!(minutes.contains(words), "{minutes}");
    }
    let at = table.done("at", &[&table.events().to_string()]);
    assert_eq!(at.matches("(closed)").count(), 2, "{at}");
    let ledger = table.done("ledger", &[]);
    assert!(
        ledger.lines().any(|line| line.contains("total") && line.matches("2,464,000.00").count() == 2),
        "{ledger}"
    );
    let verified = table.done("verify", &[]);
    assert!(verified.starts_with("Whole: "), "{verified}");
    assert!(
        verified.contains("Total €2,464,000.00 over 9 lines; decisions that changed amounts: 3.\n"),
        "{verified}"
    );
}

#[test]
fn parts_are_named_once_and_what_is_said_of_them_is_of_a_part() {
    let table = Table::new();
    let split =
        ["l1", "desks", "--as", "regione", "--act", "DD", "--part", "a=640000.00", "--part", "b=0.00"];
    for (option, value) in
        [("--title", "c=C"), ("--original", "c=1.00"), ("--label", "c=k=v"), ("--label", "k")]
    {
        let output = table.run("split-line", &[&split[..], &[option, value]].concat());
        assert_eq!(output.status.code(), Some(2), "{option} {value}");
    }
    let refused = table.refused("split-line", &[&split[..], &["--part", "a=0.00"]].concat());
    assert!(refused.contains("`a` is given twice"), "{refused}");
    let refused = table.refused("split-line", &[&split[..], &["--original", "b=1.00"]].concat());
    assert!(
        refused.starts_with("Refused [split_unbalanced]: the parts of line `desks` sum to 640001.00"),
        "{refused}"
    );
}
