//! Findings in words, in English and Italian.

use super::finding::{Breach, Concerned, Finding};
use super::limit::Limit;
use crate::money::{AmountStyle, Language};

/// How many lines a sentence names before it only counts them.
const NAMED: usize = 4;

impl Finding {
    /// One sentence: the rule, the lines, what was found and what is allowed, and the difference.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let found = self.found().to_text(style);
        let limit = self.limit().to_text(style);
        let excess = self.excess().to_text(style);
        let step = match self.rule().limit() {
            Limit::Step(step) => step.to_text(style),
            _ => String::new(),
        };
        let lines = self.named_lines(language);
        let (hold, ammonta) = match self.lines().nth(1) {
            None => ("holds", "ammonta a"),
            Some(_) => ("hold", "ammontano insieme a"),
        };
        let english = || match self.breach() {
            Breach::Above => {
                format!("{lines} {hold} {found} and at most {limit} is allowed: {excess} too much")
            }
            Breach::Below => {
                format!("{lines} {hold} {found} and at least {limit} is required: {excess} is missing")
            }
            Breach::Differs => format!("{lines} {hold} {found} and just {limit} is due: {excess} apart"),
            Breach::Movement => {
                format!("{found} moves within {lines} and at most {limit} may: {excess} too much")
            }
            Breach::Flow => {
                format!("{found} leaves {lines} for where at most {limit} may go: {excess} too much")
            }
            Breach::LineStep => {
                format!("{lines} {hold} {found}, no whole multiple of {step}: {excess} above {limit}")
            }
            Breach::TransferStep => {
                format!("{found} moves over {lines}, no whole multiple of {step}: {excess} above {limit}")
            }
        };
        let italian = || match self.breach() {
            Breach::Above => {
                format!("{lines} {ammonta} {found}, oltre il massimo di {limit}: {excess} di troppo")
            }
            Breach::Below => {
                format!("{lines} {ammonta} {found}, sotto il minimo di {limit}: mancano {excess}")
            }
            Breach::Differs => {
                format!("{lines} {ammonta} {found} e l'importo dovuto è {limit}: scarto di {excess}")
            }
            Breach::Movement => {
                format!("{found} si spostano entro {lines}, oltre il massimo di {limit}: {excess} di troppo")
            }
            Breach::Flow => {
                format!(
                    "{found} lasciano {lines} per voci che possono riceverne al massimo {limit}: {excess} di troppo"
                )
            }
            Breach::LineStep => {
                format!("{lines} {ammonta} {found}, non multiplo di {step}: {excess} oltre {limit}")
            }
            Breach::TransferStep => {
                format!("{found} si spostano tra {lines}, non multiplo di {step}: {excess} oltre {limit}")
            }
        };
        let sentence = match language {
            Language::English => english(),
            Language::Italian => italian(),
        };
        match self.rule().words() {
            "" => format!("`{}`: {sentence}", self.rule().id()),
            text => format!("`{}` ({text}): {sentence}", self.rule().id()),
        }
    }

    fn named_lines(&self, language: Language) -> String {
        if let Concerned::Selection(number) = self.concerned {
            let envelope = self.rulebook.envelope();
            let count = self.rulebook.compiled().selections[number].len(envelope);
            if count == envelope.line_count() && count > 1 {
                return language.choose(format!("all {count} lines"), format!("tutte le {count} voci"));
            }
            if count > NAMED {
                return language.choose(format!("{count} lines"), format!("{count} voci"));
            }
        }
        let ids: Vec<String> = self.lines().map(|line| format!("`{}`", line.id())).collect();
        match ids.as_slice() {
            [] => String::new(),
            [id] => format!("{} {id}", language.choose("line", "la voce")),
            [first @ .., last] => {
                let (lines, and) = language.choose(("lines", "and"), ("le voci", "e"));
                format!("{lines} {} {and} {last}", first.join(", "))
            }
        }
    }
}
