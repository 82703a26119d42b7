//! A rule pack: the act, paragraph by paragraph, its rules and its tests.

use super::displayed::Report;
use super::printed_page::PrintedPage;
use super::text_table::{Align, TextTable};
use super::wrapping::wrap;
use riparto_core::money::Language;
use riparto_core::rules::{PackParagraph, PackTests, Period, RulePack};

/// How wide a text becomes.
const WIDTH: usize = 110;

/// The act with its dates, how much of it was read, each paragraph with its rules or why there are none, and each test with what it
/// needs and, if it needs something else, with that.
impl Report for RulePack {
    fn written(&self, language: Language) -> String {
        let [title, act, labels] = self.words(language);
        let mut text = format!("`{}`: {title}\n", self.id());
        for line in [act.as_str(), self.identifier(), self.url()].into_iter().filter(|line| !line.is_empty())
        {
            text.push_str(&format!("  {line}\n"));
        }
        let days = period_words(self.in_force(), language);
        text.push_str(&match self.checked().map(|day| day.words(language)) {
            None => format!("  {days}\n"),
            Some(day) => language.choose(
                format!("  {days}; compared with the act on {day}\n"),
                format!("  {days}; confrontata con l'atto il {day}\n"),
            ),
        });
        for (what, said) in [
            (language.choose("read", "letto"), self.read(language)),
            (language.choose("labels", "etichette"), &labels),
            (language.choose("notes", "note"), self.notes_in(language)),
        ] {
            if !said.is_empty() {
                push(&mut text, "  ", &format!("{what}: {said}"));
            }
        }
        for paragraph in self.paragraphs() {
            push_paragraph(&mut text, self, paragraph, language);
        }
        if self.paragraphs().is_empty() {
            let ids: Vec<String> = self.rules().iter().map(|rule| rule.id().to_owned()).collect();
            push_rules(&mut text, self, &ids, language);
        }
        for tests in self.tests() {
            push_tests(&mut text, self, tests, language);
        }
        text
    }
}

/// `in force from 1 August 2006 until 31 December 2013`; that it is not known, if so.
fn period_words(period: Option<Period>, language: Language) -> String {
    let [from, until] = [Period::from, Period::until]
        .map(|day| period.and_then(day).map(|day| day.words(language)).unwrap_or_default());
    match (from.is_empty(), until.is_empty()) {
        (true, true) => {
            language.choose("not known since when in force", "data di entrata in vigore non nota").to_owned()
        }
        (false, true) => language.choose(format!("in force from {from}"), format!("in vigore dal {from}")),
        (true, false) => {
            language.choose(format!("in force until {until}"), format!("in vigore fino al {until}"))
        }
        (false, false) => language.choose(
            format!("in force from {from} until {until}"),
            format!("in vigore dal {from} al {until}"),
        ),
    }
}

/// The packs whose rules were added to a plan, each with the days of its act.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{PacksReport, Report};
/// use riparto::rules::RulePack;
///
/// let packs = [RulePack::built_in("structural-funds-2006-1083-art-22")?];
/// let text = PacksReport::of(&packs).text(Language::English);
/// assert!(text.ends_with("in force from 1 August 2006 until 31 December 2013\n"));
/// # Ok::<(), riparto::Error>(())
/// ```
pub struct PacksReport<'a>(&'a [RulePack]);

impl<'a> PacksReport<'a> {
    /// The packs that were added.
    #[must_use]
    pub fn of(packs: &'a [RulePack]) -> PacksReport<'a> {
        PacksReport(packs)
    }
}

impl Report for PacksReport<'_> {
    fn written(&self, language: Language) -> String {
        let line = |pack: &RulePack| {
            let (id, period) = (pack.id(), period_words(pack.in_force(), language));
            language.choose(format!("Rules of `{id}`: {period}\n"), format!("Vincoli di `{id}`: {period}\n"))
        };
        self.0.iter().map(line).collect()
    }
}

/// A text over several lines, each after a margin.
fn push(text: &mut String, margin: &str, said: &str) {
    let width = PrintedPage::printed().columns().unwrap_or(WIDTH + margin.len()).min(WIDTH + margin.len());
    for line in wrap(said, width.saturating_sub(margin.len())) {
        text.push_str(&format!("{margin}{line}\n"));
    }
}

fn push_paragraph(text: &mut String, pack: &RulePack, paragraph: &PackParagraph, language: Language) {
    text.push_str(&format!("\n{}\n", paragraph.number(language)));
    push(text, "  ", paragraph.text(language));
    push_rules(text, pack, paragraph.rules(), language);
    let not_coded = paragraph.not_coded(language);
    if !not_coded.is_empty() {
        let because = language.choose("Not coded, because", "Non codificato, perché");
        push(text, "  ", &format!("{because} {not_coded}"));
    }
}

fn push_rules(text: &mut String, pack: &RulePack, ids: &[String], language: Language) {
    let rules = ids.iter().filter_map(|id| pack.rules().iter().find(|rule| rule.id() == id));
    for rule in rules {
        let (said, source) = (pack.rule_text(rule, language), pack.rule_source(rule, language));
        push(text, "    ", &format!("`{}`: {said} ({source})", rule.id()));
    }
}

fn push_tests(text: &mut String, pack: &RulePack, tests: &PackTests, language: Language) {
    let on = tests.lines(language).join(", ");
    text.push('\n');
    push(text, "", &language.choose(format!("Tests on {on}"), format!("Prove su {on}")));
    let mut table = TextTable::new([
        (language.choose("case", "caso"), Align::Left),
        (language.choose("transfers", "storni"), Align::Left),
        (language.choose("needs", "richiede"), Align::Left),
    ]);
    let found = tests.found(pack).map_err(|error| error.message(language).to_string());
    for (place, case) in tests.cases().iter().enumerate() {
        for (step, transfers) in case.transfers(language).into_iter().enumerate() {
            let needs = case.needs()[step];
            let said = match found.as_ref().map(|found| found[place][step]) {
                Ok(found) if found != needs => language.choose(
                    format!("{}, but found: {}", needs.words(language), found.words(language)),
                    format!("{}, ma risulta: {}", needs.words(language), found.words(language)),
                ),
                _ => needs.words(language).to_owned(),
            };
            let case = if step == 0 { case.case(language) } else { "" };
            table.row([case.to_owned(), transfers, said]);
        }
    }
    text.push_str(&table.render());
    if let Err(error) = found {
        text.push_str(&language.choose(
            format!("These tests cannot be run: {error}\n"),
            format!("Queste prove non si possono eseguire: {error}\n"),
        ));
    }
}
