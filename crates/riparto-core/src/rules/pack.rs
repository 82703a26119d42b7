//! `RulePack`: the rules of one act, as a file that people read.

use serde::{Deserialize, Serialize};

use super::pack_page::{PackHead, PackPage, read_page};
use super::pack_parts::{ItalianPack, ItalianRule, PackParagraph, PackTests, chosen};
use super::pack_shapes::PACK_FIELDS;
use super::period::{Period, PeriodDocument};
use super::rule::Rule;
use crate::budget::{check_id, check_text};
use crate::capacity::MAX_DOCUMENT_BYTES;
use crate::date::Date;
use crate::error::{Cause, Error, Result, quote};
use crate::reader::{Kind, Shape, document, fields, names_of, read_json, without_mark};
use crate::words::{Language, among, both};

/// The format that pack files state.
const FORMAT: &str = "riparto.rules/1";

macro_rules! built_in {
    ($($id:literal)*) => { [$( ($id, include_str!(concat!("packs/", $id, ".md"))), )*] };
}

/// The packs that come with the crate: id and page.
const BUILT_IN: [(&str, &str); 16] = built_in! {
    "agencies-2019-715-art-26"
    "cda-line-item-transfers"
    "cpr-2021-1060-art-24-5"
    "cpr-2021-1060-art-54-a"
    "eni-2014-897-art-12"
    "erasmus-ka1-budget-transfers"
    "gu-21a05568-art-9"
    "gu-21a07630-art-2"
    "gu-22a01850-art-15"
    "gu-22a02411-art-3"
    "hhs-significant-rebudgeting"
    "interreg-europe-flexibility"
    "italia-francia-marittimo-3-2-6"
    "kitafinhg-20"
    "structural-funds-2006-1083-art-22"
    "transportation-grants-budget-revisions"
};

/// The rules that one act states, named after the act, with article, date and source. A pack speaks of lines by
/// label; `labels` says which ones it expects. A pack that is a page of Markdown also tells the act paragraph by paragraph,
/// since when it is in force, how much of it was read, and cases that were tried.
///
/// ```
/// use riparto::rules::RulePack;
///
/// let pack = RulePack::built_in("gu-21a05568-art-9")?;
/// assert_eq!(pack.article(), "art. 9");
/// assert!(pack.rules().iter().any(|rule| rule.id() == "gu-21a05568-9-spese-generali"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RulePack {
    format: String,
    id: String,
    title: String,
    act: String,
    article: String,
    date: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    identifier: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<Date>,
    #[serde(skip_serializing_if = "String::is_empty")]
    read: String,
    labels: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    notes: String,
    rules: Vec<Rule>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paragraphs: Vec<PackParagraph>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<PackTests>,
    #[serde(skip_serializing_if = "ItalianPack::is_empty")]
    italian: ItalianPack,
}

/// A pack as its file holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulePackDocument {
    format: String,
    id: String,
    title: String,
    act: String,
    article: String,
    date: String,
    #[serde(default)]
    identifier: String,
    url: String,
    #[serde(default)]
    in_force: Option<PeriodDocument>,
    #[serde(default)]
    checked: Option<Date>,
    #[serde(default)]
    read: String,
    labels: String,
    #[serde(default)]
    notes: String,
    rules: Vec<Rule>,
    #[serde(default)]
    paragraphs: Vec<PackParagraph>,
    #[serde(default)]
    tests: Vec<PackTests>,
    #[serde(default)]
    italian: ItalianPack,
}

document!(RulePack: RulePackDocument);

impl RulePackDocument {
    /// What a page says.
    fn of_page(head: &PackHead<'_>, said: PackPage) -> Result<RulePackDocument> {
        let PackPage { paragraphs, rules, italian, tests } = said;
        let of_rules = italian.into_iter().filter_map(|(rule, text, source)| {
            rules.get(rule).map(|rule| ItalianRule { id: rule.id().to_owned(), text, source })
        });
        let italian = ItalianPack {
            title: head.text("title-it"),
            act: head.text("act-it"),
            article: head.text("article-it"),
            date: head.text("date-it"),
            read: head.text("read-it"),
            labels: head.text("labels-it"),
            notes: head.text("notes-it"),
            rules: of_rules.collect(),
        };
        Ok(RulePackDocument {
            format: head.required("format")?,
            id: head.required("id")?,
            title: head.required("title")?,
            act: head.required("act")?,
            article: head.required("article")?,
            date: head.required("date")?,
            identifier: head.text("identifier"),
            url: head.required("url")?,
            in_force: head.in_force()?,
            checked: head.day("checked")?,
            read: head.text("read"),
            labels: head.required("labels")?,
            notes: head.text("notes"),
            rules,
            paragraphs,
            tests,
            italian,
        })
    }
}

impl TryFrom<RulePackDocument> for RulePack {
    type Error = Error;

    fn try_from(document: RulePackDocument) -> Result<RulePack> {
        let RulePackDocument { format, id, title, act, article, date, identifier, url, .. } = document;
        let RulePackDocument { in_force, checked, read, labels, notes, rules, .. } = document;
        let RulePackDocument { paragraphs, tests, italian, .. } = document;
        if format != FORMAT {
            return Err(Cause::DocumentFormat { found: quote(&format), expected: FORMAT }.into());
        }
        check_id(&id)?;
        let texts = [&title, &act, &article, &date, &identifier, &url, &read, &labels, &notes];
        let told =
            paragraphs.iter().flat_map(PackParagraph::texts).chain(tests.iter().flat_map(PackTests::texts));
        for text in texts.into_iter().chain(italian.texts()).chain(told) {
            check_text(both("the text", "il testo"), text)?;
        }
        let in_force = in_force.map(Period::try_from).transpose()?;
        for id in paragraphs.iter().flat_map(PackParagraph::rules) {
            if !rules.iter().any(|rule| rule.id() == id) {
                let known = among(id, &both("the rules are", "i vincoli sono"), rules.iter().map(Rule::id));
                return Err(Cause::RuleUnknown { id: quote(id), known }.into());
            }
        }
        Ok(RulePack {
            format,
            id,
            title,
            act,
            article,
            date,
            identifier,
            url,
            in_force,
            checked,
            read,
            labels,
            notes,
            rules,
            paragraphs,
            tests,
            italian,
        })
    }
}

impl RulePack {
    /// A pack that comes with the crate.
    ///
    /// # Errors
    /// There is none with that id (`pack_unknown`).
    pub fn built_in(id: &str) -> Result<RulePack> {
        match BUILT_IN.iter().find(|(known, _)| *known == id) {
            Some((_, page)) => RulePack::from_markdown(page),
            None => {
                let are = both("the packs are", "le raccolte sono");
                let known = among(id, &are, RulePack::built_in_ids().collect::<Vec<_>>());
                Err(Cause::PackUnknown { id: quote(id), known }.into())
            }
        }
    }

    /// The ids of the packs that come with the crate, in alphabetical order.
    pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(id, _)| *id)
    }

    /// The page of Markdown of a pack that comes with the crate, to adapt it.
    ///
    /// # Errors
    /// There is none with that id (`pack_unknown`).
    pub fn built_in_page(id: &str) -> Result<&'static str> {
        RulePack::built_in(id)?;
        Ok(BUILT_IN.iter().find(|(known, _)| *known == id).map_or("", |(_, page)| page))
    }

    /// Reads a pack file, JSON or a page of Markdown.
    ///
    /// # Errors
    /// As [`RulePack::from_json`] and [`RulePack::from_markdown`].
    pub fn from_text(text: &str) -> Result<RulePack> {
        match without_mark(text).trim_start().starts_with("---") {
            true => RulePack::from_markdown(text),
            false => RulePack::from_json(text),
        }
    }

    /// Reads a pack file in JSON.
    ///
    /// # Errors
    /// JSON that is no pack (`document_malformed`), another format (`document_format`), too many bytes
    /// (`document_too_large`), a malformed id or text, a last day before the first (`period_empty`), a paragraph that names a rule that is not there
    /// (`rule_unknown`).
    pub fn from_json(document: &str) -> Result<RulePack> {
        read_json::<RulePackDocument>(&RULE_PACK, document)?.try_into()
    }

    /// Reads a pack file that is a page of Markdown: fields between two lines `---`, a heading for each paragraph of the act with
    /// what it says, its rules or why there are none, and tables of tests. `docs/PACKS.md` says it in full.
    ///
    /// # Errors
    /// A line that has none of the forms of a pack (`pack_malformed`), too many bytes (`document_too_large`), and what
    /// [`RulePack::from_json`] refuses. Each error tells the line.
    pub fn from_markdown(page: &str) -> Result<RulePack> {
        if page.len() > MAX_DOCUMENT_BYTES {
            let (found, allowed) = (page.len(), MAX_DOCUMENT_BYTES);
            return Err(Cause::DocumentTooLarge { what: RULE_PACK.this.clone(), found, allowed }.into());
        }
        let (head, said) = read_page(without_mark(page))?;
        RulePackDocument::of_page(&head, said)?.try_into()
    }

    /// The pack as a file that [`RulePack::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, lists and maps with string keys: nothing here can fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the pack is in a language: two lines, the title; and the act, its article and its date. And the labels that the rules
    /// expect. What a pack does not say in Italian is read in English.
    #[must_use]
    pub fn words(&self, language: Language) -> [String; 3] {
        let italian = &self.italian;
        let [title, act, article, date, labels] = [
            chosen(&self.title, &italian.title, language),
            chosen(&self.act, &italian.act, language),
            chosen(&self.article, &italian.article, language),
            chosen(&self.date, &italian.date, language),
            chosen(&self.labels, &italian.labels, language),
        ];
        [title.to_owned(), format!("{act}, {article}, {date}"), labels.to_owned()]
    }

    /// How much of the act was read, in a language; empty if the pack does not say it.
    #[must_use]
    pub fn read(&self, language: Language) -> &str {
        chosen(&self.read, &self.italian.read, language)
    }

    /// [`RulePack::notes`] in a language.
    #[must_use]
    pub fn notes_in(&self, language: Language) -> &str {
        chosen(&self.notes, &self.italian.notes, language)
    }

    /// The act's stable identifier, ELI or CELEX; empty where there is none.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The days on which the act is in force; none where they are not known.
    #[must_use]
    pub fn in_force(&self) -> Option<Period> {
        self.in_force
    }

    /// The pack with rules that are in force on the days of the act, where they say nothing else and these are known: for questions
    /// on a day. Without it, rules of an act that has no last day bind on every day.
    #[must_use]
    pub fn dated(mut self) -> RulePack {
        if let Some(period) = self.in_force {
            let dated = |rule: Rule| if rule.when().is_none() { rule.with_when(period) } else { rule };
            self.rules = self.rules.into_iter().map(dated).collect();
        }
        self
    }

    /// The pack with rules whose texts and sources are those in a language, where it has them: for plans that people of one language
    /// read. Rules of built-in packs are told in both languages as they are.
    ///
    /// # Errors
    /// A text in that language that no rule may have, such as one that is too long.
    pub fn in_language(mut self, language: Language) -> Result<RulePack> {
        let told = |rule: &Rule| -> Result<Rule> {
            let (text, source) = (self.rule_text(rule, language), self.rule_source(rule, language));
            rule.clone().with_text(text)?.with_source(source)
        };
        self.rules = self.rules.iter().map(told).collect::<Result<_>>()?;
        Ok(self)
    }

    /// The day on which the pack was last compared with the act.
    #[must_use]
    pub fn checked(&self) -> Option<Date> {
        self.checked
    }

    /// The act, paragraph by paragraph; empty where the pack is no page.
    #[must_use]
    pub fn paragraphs(&self) -> &[PackParagraph] {
        &self.paragraphs
    }

    /// Cases that the pack was tried on.
    #[must_use]
    pub fn tests(&self) -> &[PackTests] {
        &self.tests
    }

    /// What a rule of the pack asks, in a language; as it is written where the pack does not say it in Italian.
    #[must_use]
    pub fn rule_text<'a>(&'a self, rule: &'a Rule, language: Language) -> &'a str {
        chosen(rule.text(), self.italian_of(rule).map_or("", |italian| &italian.text), language)
    }

    /// Where a rule of the pack is written, in a language.
    #[must_use]
    pub fn rule_source<'a>(&'a self, rule: &'a Rule, language: Language) -> &'a str {
        chosen(rule.source(), self.italian_of(rule).map_or("", |italian| &italian.source), language)
    }

    fn italian_of(&self, rule: &Rule) -> Option<&ItalianRule> {
        self.italian.rules.iter().find(|italian| italian.id == rule.id())
    }

    /// What the rules are about.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The act that states the rules.
    #[must_use]
    pub fn act(&self) -> &str {
        &self.act
    }

    /// The article of the act.
    #[must_use]
    pub fn article(&self) -> &str {
        &self.article
    }

    /// The date of the act or of its publication, as the pack states it.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// Where the act can be read.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The labels that the rules expect of the lines.
    #[must_use]
    pub fn labels(&self) -> &str {
        &self.labels
    }

    /// What the pack leaves out, and what of it is an interpretation; may be empty.
    #[must_use]
    pub fn notes(&self) -> &str {
        &self.notes
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

static PACK: Shape =
    fields(both("a rule pack", "un pacchetto di vincoli"), names_of::<RulePackDocument>, &PACK_FIELDS);

/// A rule pack.
#[doc(hidden)]
pub static RULE_PACK: Kind =
    Kind { this: both("this rule pack", "questo pacchetto di vincoli"), shape: &PACK };
