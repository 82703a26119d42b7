//! `RulePack`: the rules of one act, as a data file.

use serde::{Deserialize, Serialize};

use super::label_notices::unmatched_labels;
use super::notice::{Notice, NoticeCode};
use super::pack_italian::italian;
use super::rule::{Each, Rule};
use super::rule_shapes::RULES_OF_PACK;
use crate::budget::{Envelope, Scope, Selection, check_id, check_text};
use crate::error::{Cause, Error, Result, quote};
use crate::reader::{ID, Kind, Shape, TEXT, document, fields, names_of, optional, read_json, required};
use crate::words::{Language, both, named};

/// The format that pack files state.
const FORMAT: &str = "riparto.rules/1";

/// The packs that come with the crate: id and document.
const BUILT_IN: [(&str, &str); 6] = [
    ("cpr-2021-1060-art-54-a", include_str!("packs/cpr-2021-1060-art-54-a.json")),
    ("gu-21a05568-art-9", include_str!("packs/gu-21a05568-art-9.json")),
    ("gu-22a01850-art-15", include_str!("packs/gu-22a01850-art-15.json")),
    ("gu-22a02411-art-3", include_str!("packs/gu-22a02411-art-3.json")),
    ("interreg-europe-flexibility", include_str!("packs/interreg-europe-flexibility.json")),
    ("italia-francia-marittimo-3-2-6", include_str!("packs/italia-francia-marittimo-3-2-6.json")),
];

/// The rules that one act states, named after the act, with article, date and source. A pack speaks of lines by
/// label; `labels` says which ones it expects.
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
    url: String,
    labels: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    notes: String,
    rules: Vec<Rule>,
}

/// A pack as its file holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulePackDocument {
    format: String,
    id: String,
    title: String,
    act: String,
    article: String,
    date: String,
    url: String,
    labels: String,
    #[serde(default)]
    notes: String,
    rules: Vec<Rule>,
}

document!(RulePack: RulePackDocument);

impl TryFrom<RulePackDocument> for RulePack {
    type Error = Error;

    fn try_from(document: RulePackDocument) -> Result<RulePack> {
        let RulePackDocument { format, id, title, act, article, date, url, labels, notes, rules } = document;
        if format != FORMAT {
            return Err(Cause::DocumentFormat { found: quote(&format), expected: FORMAT }.into());
        }
        check_id(&id)?;
        for text in [&title, &act, &article, &date, &url, &labels, &notes] {
            check_text(both("the text", "il testo"), text)?;
        }
        Ok(RulePack { format, id, title, act, article, date, url, labels, notes, rules })
    }
}

impl RulePack {
    /// A pack that comes with the crate.
    ///
    /// # Errors
    /// There is none with that id (`pack_unknown`).
    pub fn built_in(id: &str) -> Result<RulePack> {
        match BUILT_IN.iter().find(|(known, _)| *known == id) {
            Some((_, document)) => RulePack::from_json(document),
            None => {
                let known: Vec<String> = BUILT_IN.iter().map(|(known, _)| format!("`{known}`")).collect();
                Err(Cause::PackUnknown { id: quote(id), known: known.join(", ") }.into())
            }
        }
    }

    /// The ids of the packs that come with the crate, in alphabetical order.
    pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(id, _)| *id)
    }

    /// Reads a pack file.
    ///
    /// # Errors
    /// JSON that is no pack (`document_malformed`), another format (`document_format`), too many bytes
    /// (`document_too_large`), a malformed id or text.
    pub fn from_json(document: &str) -> Result<RulePack> {
        read_json::<RulePackDocument>(&RULE_PACK, document)?.try_into()
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
    /// expect. Built-in packs say it in both languages; others as they are written.
    #[must_use]
    pub fn words(&self, language: Language) -> [String; 3] {
        let built_in = RulePack::built_in(&self.id).is_ok_and(|known| known == *self);
        let italian = italian(&self.id).filter(|_| built_in && language == Language::Italian);
        let [_, title, act, article, date, labels] = italian.copied().unwrap_or([
            &self.id,
            &self.title,
            &self.act,
            &self.article,
            &self.date,
            &self.labels,
        ]);
        [title.to_owned(), format!("{act}, {article}, {date}"), labels.to_owned()]
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

    /// The rules that apply to an envelope, and a notice for each that speaks of labels that no line has.
    ///
    /// # Errors
    /// A rule that cannot be understood for another reason: an unknown line (`line_unknown`).
    pub fn rules_for(&self, envelope: &Envelope) -> Result<(Vec<Rule>, Vec<Notice>)> {
        let (mut rules, mut notices) = (Vec::new(), Vec::new());
        for rule in &self.rules {
            let place = |error: Error| error.at(named("rule", "vincolo", rule.id()));
            if applies(rule, envelope).map_err(place)? {
                rules.push(rule.clone());
            } else {
                notices.push(Notice::of_rule(rule, NoticeCode::SelectsNothing));
                notices.extend(unmatched_labels(envelope, std::slice::from_ref(rule)));
            }
        }
        Ok((rules, notices))
    }
}

static PACK: Shape = fields(
    both("a rule pack", "un pacchetto di vincoli"),
    names_of::<RulePackDocument>,
    &[
        required("format", &TEXT),
        required("id", &ID),
        required("title", &TEXT),
        required("act", &TEXT),
        required("article", &TEXT),
        required("date", &TEXT),
        required("url", &TEXT),
        required("labels", &TEXT),
        optional("notes", &TEXT),
        required("rules", &RULES_OF_PACK),
    ],
);

/// A rule pack.
#[doc(hidden)]
pub static RULE_PACK: Kind =
    Kind { this: both("this rule pack", "questo pacchetto di vincoli"), shape: &PACK };

fn applies(rule: &Rule, envelope: &Envelope) -> Result<bool> {
    let selects = |result: Result<bool>| match result {
        Err(error) if matches!(error.code(), "scope_empty" | "label_key_unknown") => Ok(false),
        other => other,
    };
    let key = match rule.each() {
        Some(Each::Label(key)) => Some(key.as_str()),
        _ => rule.limit().counted_by(),
    };
    selects(Selection::resolve(rule.scope(), envelope).and_then(|scope| match key {
        Some(key) => scope.split_by(envelope, key).map(|parts| !parts.is_empty()),
        None => Ok(true),
    }))
    .and_then(|found| {
        // What depends on the part that is looked at is found when the rule is compiled.
        let others = rule.limit().other_scopes().into_iter().chain(rule.limit().paying_scope());
        let mut others = others.filter(|scope| !scope.is_relative());
        others.try_fold(found, |found, other| match found {
            true => selects(Selection::resolve(other, envelope).map(|_| true)),
            false => Ok(false),
        })
    })
    .map(|found| {
        let scopes = rule.limit().other_scopes().into_iter().chain(rule.limit().paying_scope());
        let keys = scopes.filter_map(Scope::relative_key);
        found && keys.into_iter().all(|key| envelope.labels().find_key(key).is_some())
    })
}
