//! Workbooks of offices, one for each way in which such a table was once read wrong, or told so that it misled.

use riparto_core::Language;
use riparto_sheets::sheets::{Imported, PlanImport};

use super::{amounts, file, read};

/// What the report says, in Italian.
fn told(imported: &Imported) -> String {
    imported.report().text(Language::Italian)
}

fn ids(imported: &Imported) -> Vec<String> {
    imported.plan().envelope().lines().map(|line| line.id().to_owned()).collect()
}

fn refused(name: &str) -> Vec<String> {
    let error = PlanImport::new().run(&file(name)).unwrap_err();
    error.to_string().lines().map(str::to_owned).collect()
}

/// A code goes on in the rows below it: the row holds their sum, whether groups are folded or not.
#[test]
fn sums_above_their_lines_are_not_counted() {
    let imported = read("livelli.xlsx");
    assert_eq!(ids(&imported), ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "2.1.1"]);
    let told = told(&imported);
    assert!(told.contains("riga 3 «Azione 1»: la somma delle voci sotto: non contata"), "{told}");
    assert!(told.contains("righe nascoste, che valgono comunque: 5"), "{told}");
}

/// `Parziale` holds the lines, `Totale` beside it their sums.
#[test]
fn totals_may_stand_in_a_column_of_their_own() {
    let imported = read("lavori.xlsx");
    assert_eq!(amounts(imported.plan()), ["80000.00", "2000.00", "4000.00", "8200.00", "5800.00"]);
    let table = "Voce;Parziale;Totale\nLavori;80,00;\nIVA;20,00;\nTotale;;101,00\n";
    let error = PlanImport::new().run(table.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("line 4, column 3: the total is 101.00"), "{error}");
}

/// Income is no part of what a plan splits, where expenses are there too; alone, it is what the table holds.
#[test]
fn income_beside_expenses_is_told_and_not_counted() {
    let imported = read("entrate-uscite.xlsx");
    assert_eq!(amounts(imported.plan()), ["7000.00", "3000.00"]);
    assert_eq!(imported.plan().envelope().title(), "Bilancio");
    assert!(
        told(&imported).contains("riga 3 «Contributo regionale»: un'entrata, che il piano non ripartisce")
    );
    let alone = "Voce;Importo\nContributo;80,00\nTotale entrate;80,00\n";
    assert_eq!(amounts(PlanImport::new().run(alone.as_bytes()).unwrap().plan()), ["80.00"]);
}

/// Heads that are dates are heads, as those of halves of a year.
#[test]
fn dates_head_columns() {
    let imported = read("date.xlsx");
    assert_eq!(amounts(imported.plan()), ["300.00", "100.00"]);
    assert!(told(&imported).contains("colonna B «2026-01-01»: parti degli importi"), "{}", told(&imported));
}

/// `Budget category` begins as the head of an amount and holds words; units and their cost make the amount.
#[test]
fn words_under_a_head_of_amounts_are_words() {
    let imported = read("erasmus-unit.xlsx");
    assert_eq!(ids(&imported), ["researcher", "manager", "kick-off-meeting", "tablets"]);
    let line = imported.plan().line("tablets").unwrap();
    assert_eq!(line.labels().get("budget-category"), Some("C. Equipment"));
    assert!(told(&imported).contains("colonna C «No. of units»: quantità"), "{}", told(&imported));
}

/// A pivot table has the name of its figures above the heads of its columns.
#[test]
fn the_heads_of_a_pivot_table_are_those_above_its_figures() {
    let imported = read("pivot.xlsx");
    assert_eq!(amounts(imported.plan()), ["3000.00", "2000.00"]);
    assert!(told(&imported).contains("colonna B «ARTI»: parti degli importi"), "{}", told(&imported));
}

/// A line that does not read is told alone: its total would differ for that only.
#[test]
fn a_total_above_which_a_line_does_not_read_is_not_told_to_differ() {
    let lines = refused("negativi.xlsx");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("cell B3: amount `-200.00` is negative"), "{lines:?}");
}

/// Cells that show 60 % hold 0.6, which is no amount of 60 cents.
#[test]
fn shares_are_no_amounts() {
    assert!(refused("quote.xlsx")[0].contains("the amounts sum to 1.00"));
    let share = "Voce;Percentuale di finanziamento\nPersonale;60\nViaggi;40\n";
    assert_eq!(PlanImport::new().run(share.as_bytes()).unwrap_err().code(), "table_missing");
}

/// Apostrophes between thousands, a stroke for no cents, and a currency that the head or the cells name.
#[test]
fn amounts_of_switzerland_are_read_in_francs() {
    let imported = read("svizzero.xlsx");
    assert_eq!(amounts(imported.plan()), ["12345.60", "1000.00"]);
    assert_eq!(imported.plan().envelope().currency().code(), "CHF");
    assert!(told(&imported).contains("13.345,60\u{a0}CHF"), "{}", told(&imported));
    let strokes = "Voce;Importo\na;1'000.-\nb;2.000,00.=\nc;Fr. 5.50\n";
    assert_eq!(
        amounts(PlanImport::new().run(strokes.as_bytes()).unwrap().plan()),
        ["1000.00", "2000.00", "5.50"]
    );
}

/// Several years of forecast: the person says which, and gets no other.
#[test]
fn of_several_years_one_is_named() {
    assert!(refused("peg.xlsx")[0].contains("`Previsione 2026`, `Previsione 2027`, `Previsione 2028`"));
    let imported = PlanImport::new().amounts("Previsione 2026").run(&file("peg.xlsx")).unwrap();
    assert_eq!(imported.plan().original().total().to_string(), "364500.50");
    assert_eq!(ids(&imported)[0], "asilo-nido-prestazioni-di-servizi");
}

/// Rows of `di cui`, percentages and notes beside amounts; blanks of all kinds around words and inside figures.
#[test]
fn what_is_beside_amounts_is_told_apart() {
    let imported = read("ats.xlsx");
    assert_eq!(amounts(imported.plan()), ["120000.00", "30000.00", "36000.00", "14000.00"]);
    assert!(told(&imported).contains("riga 9 «- di cui stampa»: una parte della voce sopra: non contata"));
    let imported = read("spazi.txt");
    assert_eq!(amounts(imported.plan()), ["1000.50", "500.00"]);
    assert_eq!(imported.plan().envelope().line(0).title(), "Personale interno");
    let imported = read("win1252.csv");
    assert_eq!(imported.plan().envelope().line(0).title(), "Università \"La Sapienza\"; sede");
    assert!(told(&imported).starts_with("CSV, windows-1252: 2 voci"), "{}", told(&imported));
}
