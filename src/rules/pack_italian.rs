//! What built-in packs are, in Italian.

/// The texts of a pack: id, title, act, article, date, labels.
type Row = [&'static str; 6];

const ROWS: &[Row] = &[
    [
        "cpr-2021-1060-art-54-a",
        "Costi indiretti a tasso forfettario fino al 7 % dei costi diretti",
        "Regolamento (UE) 2021/1060 (disposizioni comuni)",
        "art. 54, primo comma, lettera a)",
        "24 giugno 2021",
        "cost=direct e cost=indirect",
    ],
    [
        "gu-21a05568-art-9",
        "Variazioni compensative tra voci di spesa",
        "Atto ministeriale pubblicato come GU 21A05568 (Direzione generale per la promozione della qualità agroalimentare e dell'ippica)",
        "art. 9",
        "pubblicato il 21 settembre 2021",
        "category, con i valori attrezzature e spese-generali dove ricorrono",
    ],
    [
        "gu-22a01850-art-15",
        "Variazioni complessivamente entro il 15 % dei costi ammessi",
        "Decreto del Ministero dell'università e della ricerca pubblicato come GU 22A01850",
        "art. 15, commi 4 e 5",
        "pubblicato il 21 marzo 2022",
        "nessuna",
    ],
    [
        "gu-22a02411-art-3",
        "Variazioni fino al 50 % per ragioni straordinarie",
        "Decreto del Ministero dell'università e della ricerca pubblicato come GU 22A02411",
        "art. 3, comma 3",
        "pubblicato il 19 aprile 2022",
        "nessuna",
    ],
    [
        "interreg-europe-flexibility",
        "La flessibilità del 20 % del bilancio di un partecipante",
        "Interreg Europe, centro di assistenza, gestione finanziaria (manuale del programma, sezione 5.3.7)",
        "regola di flessibilità del 20 %",
        "pagina senza data; manuale del programma versione 4, dicembre 2024",
        "partner",
    ],
    [
        "italia-francia-marittimo-3-2-6",
        "Modifiche minori e maggiori tra categorie di spesa",
        "Interreg Italia-Francia Marittimo, manuale per la presentazione e la gestione dei progetti, sezione D, versione 9",
        "3.2.6.1 e 3.2.6.2",
        "maggio 2021",
        "category",
    ],
];

/// The texts of a built-in pack in Italian.
pub(super) fn italian(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row[0] == id)
}
