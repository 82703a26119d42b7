//! What built-in packs are, in Italian.

use crate::words::Language;

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

/// Texts and sources of the rules of built-in packs, in English as the packs have them, and in Italian.
const RULES: &[(&str, &str)] = &[
    ("Indirect costs at most 7 % of direct costs", "I costi indiretti non superano il 7 % dei costi diretti"),
    (
        "Regulation (EU) 2021/1060, art. 54, first subparagraph, point (a)",
        "Regolamento (UE) 2021/1060, art. 54, primo comma, lettera a)",
    ),
    (
        "Each cost item varies by up to 20 % on prior notice, beyond that with prior approval",
        "Ogni voce di spesa può variare fino al 20 % previa comunicazione, oltre con approvazione preventiva",
    ),
    ("GU 21A05568, art. 9, paragraphs 1 and 2", "GU 21A05568, art. 9, commi 1 e 2"),
    (
        "Any variation of equipment needs prior approval",
        "Ogni variazione delle attrezzature è soggetta ad approvazione preventiva",
    ),
    ("GU 21A05568, art. 9, paragraph 6", "GU 21A05568, art. 9, comma 6"),
    ("Overheads may not be varied", "Le spese generali non possono essere variate"),
    ("GU 21A05568, art. 9, paragraph 7", "GU 21A05568, art. 9, comma 7"),
    (
        "All variations together at most 15 % of the total, each with approval",
        "Variazioni complessivamente entro il 15 % del totale, ciascuna con approvazione",
    ),
    ("GU 22A01850, art. 15, paragraphs 4 and 5", "GU 22A01850, art. 15, commi 4 e 5"),
    (
        "Below 20 % with prior approval, from 20 % up to 50 % for extraordinary reasons",
        "Sotto il 20 % con approvazione preventiva, dal 20 % al 50 % per ragioni straordinarie",
    ),
    ("GU 22A02411, art. 3, paragraph 3", "GU 22A02411, art. 3, comma 3"),
    (
        "A partner exceeds its budget by up to 20 % on notification, beyond that with a request for change",
        "Un partner può superare il proprio bilancio fino al 20 % con comunicazione, oltre con richiesta di modifica",
    ),
    (
        "Interreg Europe, Financial management, 20 % flexibility rule",
        "Interreg Europe, gestione finanziaria, regola di flessibilità del 20 %",
    ),
    (
        "Moves between categories are minor up to 10 % of the project's budget, major beyond",
        "Gli storni tra categorie sono modifiche minori fino al 10 % del bilancio del progetto, maggiori oltre",
    ),
    ("Closed lines hold nothing", "Le voci chiuse non hanno importo"),
    (
        "Italia-Francia Marittimo, manual version 9, section D, 3.2.6.1 and 3.2.6.2",
        "Italia-Francia Marittimo, manuale versione 9, sezione D, 3.2.6.1 e 3.2.6.2",
    ),
];

/// The text or source of a rule in a language: in Italian where it is that of a rule of a built-in pack, or of the rule of closed
/// lines, otherwise as written.
pub(super) fn rule_text(written: &str, language: Language) -> &str {
    let of_pack = RULES.iter().find(|(english, _)| language == Language::Italian && *english == written);
    of_pack.map_or(written, |(_, italian)| italian)
}

/// The texts of a built-in pack in Italian.
pub(super) fn italian(id: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row[0] == id)
}
