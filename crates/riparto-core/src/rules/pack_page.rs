//! A rule pack as a page of Markdown, which people read.

use super::authorization::Authorization;
use super::markdown_page::{MarkdownBlock, MarkdownPage, at_line};
use super::pack_parts::{
    ItalianParagraph, PackCase, PackLine, PackParagraph, PackStep, PackTests, PackTransfer,
};
use super::period::PeriodDocument;
use super::rule::{Rule, RuleDocument};
use super::rule_shapes::RULE_OF_PACK;
use crate::date::Date;
use crate::error::{Error, Result, quote};
use crate::reader::{Kind, read_json};
use crate::words::{bilingual, both, named, numbered};

/// What a page says, before it is a pack.
#[derive(Default)]
pub(super) struct PackPage {
    pub(super) paragraphs: Vec<PackParagraph>,
    pub(super) rules: Vec<Rule>,
    /// Text and source of rules in Italian, by the rule's position.
    pub(super) italian: Vec<(usize, String, String)>,
    pub(super) tests: Vec<PackTests>,
}

/// The fields of the head, each taken once.
pub(super) struct PackHead<'a>(Vec<(usize, &'a str, &'a str)>);

/// The fields that a head may have.
const FIELDS: [&str; 21] = [
    "format",
    "id",
    "title",
    "title-it",
    "act",
    "act-it",
    "article",
    "article-it",
    "date",
    "date-it",
    "identifier",
    "url",
    "in-force-from",
    "in-force-until",
    "checked",
    "read",
    "read-it",
    "labels",
    "labels-it",
    "notes",
    "notes-it",
];

const NOT_CODED: [&str; 2] = ["Not coded, because ", "Non codificato, perché "];
const CODED_IN: &str = "Coded in ";
const TESTS: &str = "Tests";
/// Between the texts of a heading in two languages, and between steps of a case.
const ITALIAN: &str = " / ";
const THEN: &str = " then ";

impl<'a> PackHead<'a> {
    /// A field; empty if the head does not have it.
    pub(super) fn text(&self, name: &str) -> String {
        let found = self.0.iter().find(|(_, known, _)| *known == name);
        found.map_or(String::new(), |(_, _, value)| (*value).to_owned())
    }

    /// A field that must be there.
    pub(super) fn required(&self, name: &str) -> Result<String> {
        let text = self.text(name);
        if text.is_empty() {
            let why = bilingual!("the field `{name}` is missing", "manca il campo `{name}`");
            return Err(at_line(1, why));
        }
        Ok(text)
    }

    /// A field that is a day.
    pub(super) fn day(&self, name: &str) -> Result<Option<Date>> {
        let Some((line, _, day)) = self.0.iter().find(|(_, known, _)| *known == name) else {
            return Ok(None);
        };
        day.parse().map(Some).map_err(|error: Error| error.at(numbered("line", "riga", line)))
    }

    /// The days on which the act is in force; none where they are not known.
    pub(super) fn in_force(&self) -> Result<Option<PeriodDocument>> {
        let period = PeriodDocument { from: self.day("in-force-from")?, until: self.day("in-force-until")? };
        Ok(Some(period).filter(|period| period.from.is_some() || period.until.is_some()))
    }

    fn check(&self) -> Result<()> {
        let unknown = self.0.iter().find(|(_, name, _)| !FIELDS.contains(name));
        let Some((line, name, _)) = unknown else { return Ok(()) };
        let known = crate::words::among(name, &both("the fields are", "i campi sono"), FIELDS);
        let (found, [english, italian]) = (quote(name), [known.to_string(), known.italian().to_string()]);
        let why = bilingual!(
            "`{found}` is no field of a pack: {english}",
            "`{found}` non è un campo di una raccolta: {italian}"
        );
        Err(at_line(*line, why))
    }
}

/// Reads a page.
///
/// # Errors
/// The first mistake, with its line: `pack_malformed`; for a rule, an amount or a level their own codes.
pub(super) fn read_page(text: &str) -> Result<(PackHead<'_>, PackPage)> {
    let page = MarkdownPage::read(text)?;
    let head = PackHead(page.head);
    head.check()?;
    let mut said = PackPage::default();
    let mut begun: Option<(usize, PackParagraph)> = None;
    let mut in_tests = false;
    for (line, block) in page.blocks {
        match block {
            MarkdownBlock::Heading(heading) => {
                said.end(begun.take())?;
                let (english, italian) = heading.split_once(ITALIAN).unwrap_or((heading, ""));
                in_tests = english == TESTS;
                if !in_tests {
                    let italian = ItalianParagraph { number: italian.to_owned(), ..Default::default() };
                    let paragraph =
                        PackParagraph { number: english.to_owned(), italian, ..Default::default() };
                    begun = Some((line, paragraph));
                }
            }
            MarkdownBlock::Table(rows) if in_tests => said.table(&rows)?,
            MarkdownBlock::Text(text) => match &mut begun {
                Some((_, paragraph)) => write(line, text, paragraph)?,
                None => return Err(at_line(line, outside(in_tests))),
            },
            MarkdownBlock::Code(code) => match &mut begun {
                Some((_, paragraph)) => said.rule(line, &code, paragraph)?,
                None => return Err(at_line(line, outside(in_tests))),
            },
            MarkdownBlock::Points(points) => said.points(&points)?,
            MarkdownBlock::Table(_) => {
                let why = both(
                    "tables of cases stand beneath `## Tests`",
                    "le tabelle dei casi stanno sotto `## Tests`",
                );
                return Err(at_line(line, why));
            }
        }
    }
    said.end(begun)?;
    Ok((head, said))
}

fn outside(in_tests: bool) -> crate::words::Bilingual {
    match in_tests {
        true => both("beneath `## Tests` stand tables only", "sotto `## Tests` stanno solo tabelle"),
        false => both(
            "before this stands a heading, such as `## Paragraph 1`",
            "prima di questo sta un titolo, per esempio `## Paragraph 1`",
        ),
    }
}

/// Puts a text where it belongs in its paragraph, which has each text once.
fn write(line: usize, text: String, paragraph: &mut PackParagraph) -> Result<()> {
    let [english, italian] = NOT_CODED;
    let emphasized = text.strip_prefix('*').and_then(|text| text.strip_suffix('*'));
    let (place, text) = match emphasized {
        Some(inside) => match inside.strip_prefix(italian) {
            Some(why) => (&mut paragraph.italian.not_coded, why.to_owned()),
            None => (&mut paragraph.italian.text, inside.to_owned()),
        },
        None => match (text.strip_prefix(english), text.strip_prefix(CODED_IN)) {
            (Some(why), _) => (&mut paragraph.not_coded, why.to_owned()),
            (None, Some(ids)) => {
                paragraph.rules.extend(ids.split('`').skip(1).step_by(2).map(str::to_owned));
                return Ok(());
            }
            (None, None) => (&mut paragraph.text, text),
        },
    };
    if !place.is_empty() {
        let why = both(
            "this paragraph already has such a text: begin a new heading `## …`",
            "questo paragrafo ha già un testo di questo tipo: iniziare un nuovo titolo `## …`",
        );
        return Err(at_line(line, why));
    }
    *place = text;
    Ok(())
}

impl PackPage {
    /// Ends a paragraph, which says something and is coded or excused.
    fn end(&mut self, begun: Option<(usize, PackParagraph)>) -> Result<()> {
        let Some((line, paragraph)) = begun else { return Ok(()) };
        if paragraph.text.is_empty() {
            let why = both(
                "beneath this heading stands what the paragraph says",
                "sotto questo titolo sta che cosa dice il paragrafo",
            );
            return Err(at_line(line, why));
        }
        if paragraph.rules.is_empty() && paragraph.not_coded.is_empty() {
            let why = both(
                "beneath this heading stands a rule, or `Not coded, because …`",
                "sotto questo titolo sta un vincolo, oppure `Not coded, because …`",
            );
            return Err(at_line(line, why));
        }
        self.paragraphs.push(paragraph);
        Ok(())
    }

    fn rule(&mut self, line: usize, code: &str, paragraph: &mut PackParagraph) -> Result<()> {
        let place = |error: Error| error.at(numbered("line", "riga", line));
        let rule: Rule =
            read_json::<RuleDocument>(&RULE_ALONE, code).and_then(Rule::try_from).map_err(place)?;
        paragraph.rules.push(rule.id().to_owned());
        self.rules.push(rule);
        Ok(())
    }

    /// The text and the source of the last rule in Italian.
    fn points(&mut self, points: &[(usize, String)]) -> Result<()> {
        let last = self.rules.len().checked_sub(1);
        for (line, point) in points {
            let text = point.strip_prefix("Vincolo: ");
            let source = point.strip_prefix("Fonte: ");
            let (Some(rule), Some(_)) = (last, text.or(source)) else {
                let why = both(
                    "after a rule stand its text and its source in Italian: `- Vincolo: …` and `- Fonte: …`",
                    "dopo un vincolo stanno il testo e la fonte in italiano: `- Vincolo: …` e `- Fonte: …`",
                );
                return Err(at_line(*line, why));
            };
            if self.italian.last().is_none_or(|(known, ..)| *known != rule) {
                self.italian.push((rule, String::new(), String::new()));
            }
            if let Some((_, of_text, of_source)) = self.italian.last_mut() {
                *(if text.is_some() { of_text } else { of_source }) =
                    text.or(source).unwrap_or_default().to_owned();
            }
        }
        Ok(())
    }

    fn table(&mut self, rows: &[(usize, Vec<&str>)]) -> Result<()> {
        let Some(((line, names), rows)) = rows.split_first() else { return Ok(()) };
        match names.as_slice() {
            ["line", "amount", keys @ ..] => {
                let lines = rows.iter().map(|(line, row)| read_line(*line, row, keys));
                self.tests.push(PackTests { lines: lines.collect::<Result<_>>()?, cases: Vec::new() });
                Ok(())
            }
            ["case", "transfers", "needs"] | ["case", "caso", "transfers", "needs"] => {
                let Some(tests) = self.tests.last_mut() else {
                    let why = both(
                        "before cases stands the table of their lines: `| line | amount |`",
                        "prima dei casi sta la tabella delle loro voci: `| line | amount |`",
                    );
                    return Err(at_line(*line, why));
                };
                for (line, row) in rows {
                    tests.cases.push(read_case(*line, row)?);
                }
                Ok(())
            }
            _ => {
                let why = both(
                    "a table of tests has the head `| line | amount | …labels |` or `| case | caso | transfers | needs |`",
                    "una tabella di prove ha l'intestazione `| line | amount | …etichette |` o `| case | caso | transfers | needs |`",
                );
                Err(at_line(*line, why))
            }
        }
    }
}

fn read_line(line: usize, row: &[&str], keys: &[&str]) -> Result<PackLine> {
    let (id, amount) = (row[0].to_owned(), row[1].parse());
    let place = |error: Error| error.at(named("line", "voce", quote(&id))).at(numbered("line", "riga", line));
    let amount = amount.map_err(place)?;
    let labels = keys.iter().zip(&row[2..]).filter(|(_, value)| !value.is_empty());
    let labels = labels.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Ok(PackLine { id, amount, labels })
}

fn read_case(line: usize, row: &[&str]) -> Result<PackCase> {
    let place = |error: Error| error.at(numbered("line", "riga", line));
    let [case, italian, transfers, needs] = match row {
        [case, transfers, needs] => [*case, "", *transfers, *needs],
        row => [row[0], row[1], row[2], row[3]],
    };
    let steps: Vec<&str> = transfers.split(THEN).collect();
    let levels: Vec<&str> = needs.split(THEN).collect();
    if steps.len() != levels.len() {
        let (found, wanted) = (levels.len(), steps.len());
        let why = bilingual!(
            "{wanted} proposals and {found} levels: write one level for each, with ` then ` between them",
            "{wanted} proposte e {found} livelli: scriverne uno per ciascuna, con ` then ` in mezzo"
        );
        return Err(at_line(line, why));
    }
    let step = |(transfers, needs): (&str, &str)| {
        let transfers = transfers.split(';').map(|transfer| read_transfer(line, transfer));
        let needs = needs.trim().parse::<Authorization>().map_err(place)?;
        Ok(PackStep { transfers: transfers.collect::<Result<_>>()?, needs })
    };
    let steps = steps.into_iter().zip(levels).map(step).collect::<Result<_>>()?;
    Ok(PackCase { case: case.to_owned(), italian: italian.to_owned(), steps })
}

fn read_transfer(line: usize, text: &str) -> Result<PackTransfer> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [from, "->", to, amount] = words.as_slice() else {
        let found = quote(text.trim());
        let why = bilingual!(
            "`{found}` is no transfer: write for example `staff -> travel 200.00`",
            "`{found}` non è uno storno: scrivere per esempio `staff -> travel 200.00`"
        );
        return Err(at_line(line, why));
    };
    let amount = amount.parse().map_err(|error: Error| error.at(numbered("line", "riga", line)))?;
    Ok(PackTransfer { from: (*from).to_owned(), to: (*to).to_owned(), amount })
}

/// A rule that stands by itself.
static RULE_ALONE: Kind = Kind { this: both("this rule", "questo vincolo"), shape: &RULE_OF_PACK };
