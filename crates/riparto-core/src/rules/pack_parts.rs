//! What a rule pack says of its act beside the rules: its paragraphs, and cases that were tried.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::authorization::Authorization;
use crate::money::Money;
use crate::reader::unique_map;
use crate::words::Language;

/// A paragraph of an act: what it says, in our words, and the rules that it is coded as, or why it is not.
///
/// ```
/// use riparto::Language;
/// use riparto::rules::RulePack;
///
/// let pack = RulePack::built_in("gu-21a05568-art-9")?;
/// let paragraph = &pack.paragraphs()[0];
/// assert_eq!(paragraph.number(Language::Italian), "Commi 1 e 2");
/// assert_eq!(paragraph.rules(), ["gu-21a05568-9-items"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackParagraph {
    pub(super) number: String,
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rules: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) not_coded: String,
    #[serde(default, skip_serializing_if = "ItalianParagraph::is_empty")]
    pub(super) italian: ItalianParagraph,
}

/// The texts of a paragraph in Italian; what is empty is read in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItalianParagraph {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) number: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) not_coded: String,
}

impl ItalianParagraph {
    fn is_empty(&self) -> bool {
        *self == ItalianParagraph::default()
    }
}

/// The text in a language; that in English where there is none in Italian.
pub(super) fn chosen<'a>(english: &'a str, italian: &'a str, language: Language) -> &'a str {
    if italian.is_empty() { english } else { language.choose(english, italian) }
}

impl PackParagraph {
    /// Which paragraph it is: `Paragraph 1`, `Comma 1`.
    #[must_use]
    pub fn number(&self, language: Language) -> &str {
        chosen(&self.number, &self.italian.number, language)
    }

    /// What it says, in our words.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        chosen(&self.text, &self.italian.text, language)
    }

    /// The ids of the rules that it is coded as.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        &self.rules
    }

    /// Why it, or a part of it, is not coded; empty if all of it is.
    #[must_use]
    pub fn not_coded(&self, language: Language) -> &str {
        chosen(&self.not_coded, &self.italian.not_coded, language)
    }
}

/// Cases that a pack was tried on, on the same lines.
///
/// ```
/// use riparto::rules::RulePack;
///
/// let pack = RulePack::built_in("gu-21a05568-art-9")?;
/// for tests in pack.tests() {
///     for (case, found) in tests.cases().iter().zip(tests.found(&pack)?) {
///         assert_eq!(case.needs(), found);
///     }
/// }
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackTests {
    pub(crate) lines: Vec<PackLine>,
    pub(crate) cases: Vec<PackCase>,
}

/// A line that cases are tried on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackLine {
    pub(crate) id: String,
    pub(crate) amount: Money,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "unique_map")]
    pub(crate) labels: BTreeMap<String, String>,
}

/// A case: proposals one after the other, and what each needs.
///
/// ```
/// use riparto::Language;
/// use riparto::rules::RulePack;
///
/// let pack = RulePack::built_in("gu-21a05568-art-9")?;
/// let cases = pack.tests()[0].cases();
/// let case = cases.iter().find(|case| case.case(Language::English) == "20 % of an item").expect("the act says so");
/// assert_eq!(case.needs()[0].name(), "notification");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackCase {
    pub(super) case: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) italian: String,
    pub(crate) steps: Vec<PackStep>,
}

/// A proposal of a case, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackStep {
    pub(crate) transfers: Vec<PackTransfer>,
    pub(super) needs: Authorization,
}

/// A transfer of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackTransfer {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) amount: Money,
}

impl PackTests {
    /// The lines that the cases are tried on, such as `staff 1,000.00 (category=staff)`.
    #[must_use]
    pub fn lines(&self, language: Language) -> Vec<String> {
        let labels = |line: &PackLine| {
            let labels: Vec<String> =
                line.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
            if labels.is_empty() { String::new() } else { format!(" ({})", labels.join(", ")) }
        };
        let words = |line: &PackLine| {
            format!("{} {}{}", line.id, line.amount.to_figures(language.into()), labels(line))
        };
        self.lines.iter().map(words).collect()
    }

    /// The cases.
    #[must_use]
    pub fn cases(&self) -> &[PackCase] {
        &self.cases
    }
}

impl PackCase {
    /// What the case is.
    #[must_use]
    pub fn case(&self, language: Language) -> &str {
        chosen(&self.case, &self.italian, language)
    }

    /// What each proposal of the case needs.
    #[must_use]
    pub fn needs(&self) -> Vec<Authorization> {
        self.steps.iter().map(|step| step.needs).collect()
    }

    /// The transfers of each proposal, such as `staff -> travel 200.00`.
    #[must_use]
    pub fn transfers(&self, language: Language) -> Vec<String> {
        let style = language.into();
        let words = |transfer: &PackTransfer| {
            let PackTransfer { from, to, amount } = transfer;
            format!("{from} -> {to} {}", amount.to_figures(style))
        };
        let step = |step: &PackStep| step.transfers.iter().map(words).collect::<Vec<_>>().join("; ");
        self.steps.iter().map(step).collect()
    }
}

/// The texts of a pack in Italian; what is empty is read in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItalianPack {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) act: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) article: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) date: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) read: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) labels: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) notes: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rules: Vec<ItalianRule>,
}

/// The text and the source of a rule in Italian.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItalianRule {
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) source: String,
}

impl ItalianPack {
    pub(super) fn is_empty(&self) -> bool {
        *self == ItalianPack::default()
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        let ItalianPack { title, act, article, date, read, labels, notes, rules } = self;
        let of_rules = rules.iter().flat_map(|rule| [&rule.id, &rule.text, &rule.source]);
        [title, act, article, date, read, labels, notes].into_iter().chain(of_rules)
    }
}

impl PackParagraph {
    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        let ItalianParagraph { number, text, not_coded } = &self.italian;
        [&self.number, &self.text, &self.not_coded, number, text, not_coded].into_iter()
    }
}

impl PackTests {
    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        let of_lines = self.lines.iter().flat_map(|line| {
            std::iter::once(&line.id).chain(line.labels.iter().flat_map(|(key, value)| [key, value]))
        });
        of_lines.chain(self.cases.iter().flat_map(|case| [&case.case, &case.italian]))
    }
}
