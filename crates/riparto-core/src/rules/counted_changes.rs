//! Changes that count towards a limit on how many may be made.

use super::change_count::CountedPer;
use super::compiled::Subject;
use super::finding::{Breach, BreachKey, Concerned, Finding};
use super::gathered::Gathered;
use super::limit::Limit;
use super::rulebook::Rulebook;
use super::view::Moves;
use crate::money::Language;

impl Rulebook {
    /// Finds the limits on how many changes are made that a proposal goes beyond, when all else that it breaks is found.
    pub(super) fn count_changes(&self, moves: &Moves, gathered: &mut Gathered) {
        let compiled = self.compiled();
        for used_up in &compiled.used_up {
            let checks = compiled.checks.iter().enumerate();
            let counts = |check: &usize| match compiled.checks[*check].subject {
                Subject::Changes(scope) if compiled.checks[*check].rule == used_up.rule => Some(scope),
                _ => None,
            };
            let found =
                checks.map(|(number, _)| number).find_map(|check| counts(&check).map(|scope| (check, scope)));
            let Some((check, scope)) = found else { continue };
            let lifts = |finding: &Finding| {
                let own = finding.rule().bands()[finding.band].1;
                !finding.stands && used_up.lifts(own)
            };
            let unlisted = gathered.unlisted.values().any(|unlisted| unlisted.needs >= used_up.to);
            let mut lifting = gathered.placed.iter().filter(|placed| lifts(&placed.finding)).peekable();
            if !unlisted && lifting.peek().is_none() {
                continue;
            }
            let is_worse = unlisted || lifting.any(|placed| placed.finding.is_worse());
            let net: i128 = moves.net.iter().map(|(_, cents)| i128::from(*cents).max(0)).sum();
            let written: i128 = moves.transfers.iter().map(|(_, _, cents)| i128::from(*cents)).sum();
            let mut finding = Finding {
                rulebook: self.clone(),
                check,
                band: 0,
                breach: Breach::Changes,
                found: if net > 0 { net } else { written },
                limit: 0,
                next: None,
                reference: 0,
                percent_of: Vec::new(),
                concerned: Concerned::Selection(scope),
                before: None,
                stands: false,
            };
            // What only finds what was broken before, and no worse, is as it was.
            finding.before = (!is_worse).then(|| finding.as_before());
            gathered.keep(BreachKey { check, detail: 0, above: true }, finding);
        }
    }
}

impl Finding {
    /// How many changes were made of those that may be, and that this is one more.
    pub(super) fn changes_words(&self, language: Language) -> String {
        let Limit::Changes(count) = self.rule().limit() else { return String::new() };
        let circumstances = self.rulebook.circumstances();
        let (made, most) = (count.counted(&circumstances.made, circumstances.day), count.at_most);
        let level = count.needing.words(language);
        let year = circumstances.day.filter(|_| count.per == CountedPer::Year).map(|day| day.year());
        let within = year.map(|year| language.choose(format!(" in {year}"), format!(" nel {year}")));
        let within = within.unwrap_or_default();
        language.choose(
            format!("{made} of at most {most} changes that need {level} were made{within}, and this is one more"),
            format!("variazioni con livello «{level}» già disposte{within}: {made} su un massimo di {most}; questa è ulteriore"),
        )
    }
}
