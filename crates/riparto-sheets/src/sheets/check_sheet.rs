//! The sheet of checks: whether the amounts are those of the envelope, and what each rule finds.

use std::collections::BTreeMap;

use riparto_core::money::Language;
use riparto_core::plan::Plan;
use rust_xlsxwriter::{Format, Formula, Worksheet};

use super::own_sheet::PlanColumns;
use super::rule_rows::RuleRow;
use super::workbook_formats::{
    Formats, SheetResult, redden_unless_zero, redden_word, set_page, write_formula, write_heads,
};

const CHECKS: &[(&str, &str)] = &[
    ("check", "Verifica"),
    ("", ""),
    ("found", "Riscontrato"),
    ("expected", "Atteso"),
    ("", ""),
    ("difference", "Differenza"),
    ("", ""),
    ("verdict", "Esito"),
];

const RULES: &[(&str, &str)] = &[
    ("rule", "Vincolo"),
    ("about", "Riferito a"),
    ("found", "Riscontrato"),
    ("at least", "Minimo"),
    ("at most", "Massimo"),
    ("beyond by", "Eccedenza"),
    ("a breach needs", "Se superato"),
    ("verdict", "Esito"),
    ("source", "Fonte"),
];

/// The row of the head of rules: below the checks.
pub(super) const HEAD: u32 = 7;

/// The name of the sheet of checks.
pub(super) fn check_sheet_name(language: Language) -> &'static str {
    language.choose("Checks", "Verifiche")
}

/// What a verdict says of a rule that is kept, and of one that is broken.
pub(super) fn verdict_words(language: Language) -> (&'static str, &'static str) {
    language.choose(("kept", "broken"), ("rispettato", "superato"))
}

/// The verdicts on rules, by their numbers: formulas over the sheet of checks, and what they say now.
pub(super) struct Verdicts(BTreeMap<usize, (String, &'static str)>);

impl Verdicts {
    /// The verdicts of rows that the sheet of checks will hold.
    pub(super) fn of_rows(rows: &[RuleRow], language: Language) -> Verdicts {
        let (kept, broken) = verdict_words(language);
        let name = check_sheet_name(language);
        let mut places: BTreeMap<usize, (u32, u32, bool, bool)> = BTreeMap::new();
        for (row, rule) in (HEAD + 1..).zip(rows) {
            let (judged, is_broken) = match &rule.figures {
                Some(figures) => (true, figures.beyond() != 0),
                None => (false, false),
            };
            let place = places.entry(rule.number).or_insert((row, row, true, false));
            *place = (place.0, row, place.2 && judged, place.3 || is_broken);
        }
        let formula = |(first, last, _, is_broken): (u32, u32, bool, bool)| {
            let range = format!("{name}!H{}:H{}", first + 1, last + 1);
            let formula = format!("IF(COUNTIF({range},\"{broken}\")>0,\"{broken}\",\"{kept}\")");
            (formula, if is_broken { broken } else { kept })
        };
        let judged = places.into_iter().filter(|(_, place)| place.2);
        Verdicts(judged.map(|(number, place)| (number, formula(place))).collect())
    }

    /// That of a rule; none if no formula says what it asks.
    pub(super) fn of(&self, rule: usize) -> Option<(&str, &'static str)> {
        self.0.get(&rule).map(|(formula, known)| (formula.as_str(), *known))
    }
}

/// Writes the checks of the amounts, and each rule, or part of one, with its figures over the new amounts.
pub(super) fn write_checks(
    sheet: &mut Worksheet,
    (plan, rows): (&Plan, &[RuleRow]),
    columns: &PlanColumns,
    (formats, language): (&Formats, Language),
) -> SheetResult {
    sheet.set_name(check_sheet_name(language))?;
    write_heads(sheet, (0, 0), CHECKS, (formats, language))?;
    let last = HEAD + u32::try_from(rows.len()).unwrap_or(u32::MAX - 16);
    let is_broken = |row: &&RuleRow| row.figures.as_ref().is_some_and(|found| found.beyond() != 0);
    let broken = rows.iter().filter(is_broken).count().to_string();
    let checks = amount_checks(plan, columns, ((last, &broken), formats, language));
    write_amount_checks(sheet, checks, language)?;
    write_heads(sheet, (HEAD, 0), RULES, (formats, language))?;
    for (row, rule) in (HEAD + 1..).zip(rows) {
        write_rule(sheet, row, rule, (formats, language))?;
    }
    redden_unless_zero(sheet, 5, [1, HEAD - 2], formats)?;
    redden_unless_zero(sheet, 5, [HEAD + 1, last], formats)?;
    for word in [verdict_words(language).1, check_words(language).1] {
        redden_word(sheet, 7, [1, last], (word, formats))?;
    }
    for (column, width) in (0_u16..).zip([30, 40, 16, 16, 16, 16, 24, 24, 34]) {
        sheet.set_column_width(column, width)?;
    }
    set_page(sheet, HEAD)
}

/// What a check says: as it should be, or not.
fn check_words(language: Language) -> (&'static str, &'static str) {
    language.choose(("in order", "to be looked at"), ("in ordine", "da verificare"))
}

/// What the amounts are checked for: the formulas of what is found and of what is expected, what both are now, and how they are shown.
struct AmountCheck<'a> {
    what: &'a str,
    found: String,
    expected: String,
    known: [String; 2],
    format: &'a Format,
}

fn amount_checks<'a>(
    plan: &Plan,
    columns: &PlanColumns,
    ((last, now_broken), formats, language): ((u32, &str), &'a Formats, Language),
) -> Vec<AmountCheck<'a>> {
    let on_plan = |cell: String| format!("{}!{cell}", columns.sheet);
    let total = on_plan(columns.cell(columns.proposed(), columns.total()));
    let envelope = on_plan(columns.cell(columns.approved(), columns.envelope()));
    let range = on_plan(columns.range(columns.proposed()));
    let held = on_plan(columns.range(columns.approved()));
    let known = plan.approved().total().to_string();
    let lines = columns.lines.to_string();
    let broken = verdict_words(language).1;
    let check = |what, found, expected, known: [&str; 2], format| {
        let known = known.map(str::to_owned);
        AmountCheck { what, found, expected, known, format }
    };
    let verdicts = format!("COUNTIF(H{}:H{},\"{broken}\")", HEAD + 2, (last + 1).max(HEAD + 2));
    vec![
        check(
            language.choose(
                "total of the new amounts: that of the envelope",
                "Totale dei nuovi importi: pari alla dotazione",
            ),
            total,
            envelope.clone(),
            [&known, &known],
            &formats.amount,
        ),
        check(
            language.choose(
                "total of the approved amounts: that of the envelope",
                "Totale degli importi vigenti: pari alla dotazione",
            ),
            format!("SUM({held})"),
            envelope,
            [&known, &known],
            &formats.amount,
        ),
        check(
            language.choose("lines with a new amount: all of them", "Voci con un nuovo importo: tutte"),
            format!("COUNT({range})"),
            lines.clone(),
            [&lines, &lines],
            &formats.plain,
        ),
        check(
            language.choose("negative amounts: none", "Importi negativi: nessuno"),
            format!("COUNTIF({range},\"<0\")"),
            "0".to_owned(),
            ["0", "0"],
            &formats.plain,
        ),
        check(
            language.choose(
                "limits broken, in the table below: none",
                "Limiti superati, nella tabella che segue: nessuno",
            ),
            verdicts,
            "0".to_owned(),
            [now_broken, "0"],
            &formats.plain,
        ),
    ]
}

fn write_amount_checks(
    sheet: &mut Worksheet,
    checks: Vec<AmountCheck<'_>>,
    language: Language,
) -> SheetResult {
    let (right, wrong) = check_words(language);
    for (row, check) in (1_u32..).zip(checks) {
        let AmountCheck { what, found, expected, known: [known, expects], format } = check;
        sheet.write_string(row, 0, what)?;
        write_formula(sheet, (row, 2), &found, (&known, format))?;
        write_formula(sheet, (row, 3), &expected, (&expects, format))?;
        let excel = row + 1;
        let apart = if known == expects { "0" } else { known.as_str() };
        write_formula(sheet, (row, 5), &format!("ROUND(C{excel}-D{excel},2)"), (apart, format))?;
        let verdict = Formula::new(format!("=IF(F{excel}=0,\"{right}\",\"{wrong}\")"));
        sheet.write_formula(row, 7, verdict.set_result(if apart == "0" { right } else { wrong }))?;
    }
    Ok(())
}

/// A rule, or part of one, with what it finds and its limits.
fn write_rule(
    sheet: &mut Worksheet,
    row: u32,
    rule: &RuleRow,
    (formats, language): (&Formats, Language),
) -> SheetResult {
    sheet.write_string(row, 0, &rule.id)?;
    sheet.write_string(row, 1, &rule.about)?;
    sheet.write_string(row, 6, rule.level.words(language))?;
    if !rule.source.is_empty() {
        sheet.write_string(row, 8, &rule.source)?;
    }
    let Some(figures) = &rule.figures else {
        sheet.write_string(row, 7, language.choose("judged by riparto only", "valutato solo da riparto"))?;
        return Ok(());
    };
    let format = if figures.counts { &formats.plain } else { &formats.amount };
    write_formula(sheet, (row, 2), &figures.found, (&figures.known(), format))?;
    for (column, limit) in (3_u16..).zip(figures.limits()) {
        if let Some((formula, known)) = limit {
            write_formula(sheet, (row, column), formula, (&known, format))?;
        }
    }
    let excel = row + 1;
    let missing = format!("IF(D{excel}=\"\",0,ROUND(D{excel}-C{excel},2))");
    let excess = format!("IF(E{excel}=\"\",0,ROUND(C{excel}-E{excel},2))");
    let beyond = figures.beyond();
    let known = figures.shown(beyond);
    write_formula(sheet, (row, 5), &format!("MAX(0,{missing},{excess})"), (&known, format))?;
    let (kept, broken) = verdict_words(language);
    let verdict = Formula::new(format!("=IF(F{excel}>0,\"{broken}\",\"{kept}\")"));
    sheet.write_formula(row, 7, verdict.set_result(if beyond == 0 { kept } else { broken }))?;
    Ok(())
}
