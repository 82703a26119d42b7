//! What a finding says, in one sentence or below its rule.

use super::finding::Finding;
use super::sentence::Sentence;
use crate::money::Language;

impl Finding {
    /// One sentence: the rule, the part and lines, what was found, what is allowed and of which base, the difference.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        format!("{}: {}", self.rule_words(language), self.statement(language))
    }

    /// The rule: its id, and its words where it has some.
    #[doc(hidden)]
    #[must_use]
    pub fn rule_words(&self, language: Language) -> String {
        match self.rule().text_in(language) {
            "" => format!("`{}`", self.rule().id()),
            text => format!("`{}` ({text})", self.rule().id()),
        }
    }

    /// The sentence without the rule.
    #[doc(hidden)]
    #[must_use]
    pub fn statement(&self, language: Language) -> String {
        let sentence = Sentence { finding: self, language };
        let words = self.rulebook.envelope().currency().printing(|| match language {
            Language::English => sentence.english(),
            Language::Italian => sentence.italian(),
        });
        words + &self.required(language)
    }

    /// In brackets, that it was there before a proposal that makes it no worse, and whether it stands authorized; empty
    /// for what is new or worse.
    #[must_use]
    #[doc(hidden)]
    pub fn standing_words(&self, language: Language) -> &'static str {
        match (self.is_worse(), self.stands_authorized()) {
            (true, _) => "",
            (false, true) => language.choose(
                " (authorized before, no worse now)",
                " (situazione preesistente autorizzata, non aggravata)",
            ),
            (false, false) => language
                .choose(" (already so before, no worse now)", " (situazione preesistente, non aggravata)"),
        }
    }
}
