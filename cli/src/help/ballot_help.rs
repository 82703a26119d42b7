//! What each argument means that is about counted ballots and fairness, in both languages.

/// The text of an argument in English and in Italian.
pub(super) const BALLOTS: &[(&str, &str)] = &[
    (
        "Counts in place of ballots, a table (CSV, XLSX, XLS, ODS) with the columns line, amount and weight, as a database that groups and sums writes it; `-` for standard input",
        "Conteggi al posto delle schede, una tabella (CSV, XLSX, XLS, ODS) con le colonne voce, importo e peso, come la scrive una base dati che raggruppa e somma; `-` per lo standard input",
    ),
    (
        "Say what each party obtains of what it asked for, and each group and the set named with --tolerance; and how near all are served",
        "Dire quanto ciascun partecipante ottiene di ciò che ha chiesto, e così ogni gruppo e l'insieme indicato con --tolerance; e quanto il risultato è vicino a tutti",
    ),
    (
        "A group of parties to say it of, as towns=anci,ats; may be repeated",
        "Un gruppo di partecipanti per cui dirlo, per esempio comuni=anci,ats; ripetibile",
    ),
];
