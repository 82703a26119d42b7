//! What rules say, for people who read Italian.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::pack::RulePack;
use super::restated::CLOSED_LINES_TEXT;
use super::rule::Rule;
use crate::words::Language;

/// The texts of the built-in packs' rules in Italian, by those in English.
fn italian_texts() -> &'static BTreeMap<String, String> {
    static TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let [english, italian] = CLOSED_LINES_TEXT.map(str::to_owned);
        let mut texts = BTreeMap::from([(english, italian)]);
        for pack in RulePack::built_in_ids().filter_map(|id| RulePack::built_in(id).ok()) {
            for rule in pack.rules() {
                let italian = Language::Italian;
                texts.insert(rule.text().to_owned(), pack.rule_text(rule, italian).to_owned());
                texts.insert(rule.source().to_owned(), pack.rule_source(rule, italian).to_owned());
            }
        }
        texts
    })
}

/// The text or source of a rule in a language: in Italian where it is that of a rule of a built-in pack, or of the rule of closed
/// lines, otherwise as written.
fn rule_text(written: &str, language: Language) -> &str {
    match language {
        Language::English => written,
        Language::Italian => italian_texts().get(written).map_or(written, String::as_str),
    }
}

impl Rule {
    /// What the rule asks, for people who read a language: rules of built-in packs say it in both.
    #[doc(hidden)]
    pub fn text_in(&self, language: Language) -> &str {
        rule_text(self.text(), language)
    }

    /// Where the rule is written, for people who read a language.
    #[doc(hidden)]
    pub fn source_in(&self, language: Language) -> &str {
        rule_text(self.source(), language)
    }
}
